// SPDX-License-Identifier: Apache-2.0
// Reading invoices and credit notes from request bodies.
#include "http/invoice_fields.hpp"

#include <boost/json/array.hpp>

#include "eventstore/leaf.hpp"
#include "http/customer_fields.hpp"
#include "http/field_limits.hpp"

namespace suoledger::http {
namespace {

namespace json = boost::json;

/// Calls `read` with a reader of each element that is an object.
template <class Read>
void for_each_object(ObjectReader& reader, std::string_view name, const json::array& array, Read read) {
    for (std::size_t i = 0; i < array.size(); ++i) {
        const std::string pointer = join_pointer(reader.pointer_to(name), std::to_string(i));
        if (const json::object* object = array[i].if_object()) {
            ObjectReader element(*object, pointer, reader.errors());
            read(element);
            element.refuse_unknown();
        } else {
            reader.errors().push_back({pointer, "must be an object"});
        }
    }
}

std::vector<domain::LineRequest> read_lines(ObjectReader& reader) {
    std::vector<domain::LineRequest> lines;
    const json::array* array = reader.array("lines", {1, domain::max_invoice_lines}, Presence::required);
    if (array == nullptr) return lines;
    for_each_object(reader, "lines", *array, [&lines](ObjectReader& element) {
        domain::LineRequest& line = lines.emplace_back();
        line.description = element.personal("description", description_length, Presence::required);
        line.quantity_thousandths = element.quantity("quantity").value_or(line.quantity_thousandths);
        line.unit_price = element.integer("unit_price", amount_or_zero, Presence::required).value_or(0);
        line.discount = element.integer("discount", amount_or_zero, Presence::optional).value_or(0);
        line.vat_treatment = element
                                 .one_of<domain::VatTreatment>("vat_treatment", &domain::parse_vat_treatment,
                                                               "standard, zero_rated, exempt, out_of_scope")
                                 .value_or(line.vat_treatment);
    });
    return lines;
}

domain::Metadata read_metadata(ObjectReader& reader) {
    domain::Metadata metadata;
    const json::object* object = reader.object("metadata", Presence::optional);
    if (object == nullptr) return metadata;
    if (object->size() > domain::max_metadata_pairs) reader.wrong("metadata", "must have at most 20 members");
    ObjectReader pairs(*object, reader.pointer_to("metadata"), reader.errors());
    for (const auto& member : *object) {
        const std::string name(member.key());
        const std::size_t characters = count_characters(name);
        if (characters < 1 || characters > domain::max_metadata_key_characters)
            pairs.wrong(name, "its name must have 1 to 40 characters");
        metadata.emplace_back(name,
                              pairs.personal(name, {0, domain::max_metadata_value_characters}, Presence::required));
    }
    return metadata;
}

using GivenCustomer = std::variant<domain::Uuid, domain::RegisterCustomer>;

/// nullopt: none is given, or it is wrong.
std::optional<GivenCustomer> read_customer(ObjectReader& reader, const Services& services, const domain::Uuid& tenant,
                                           Presence presence) {
    const json::value* customer = reader.any("customer");
    if (customer == nullptr || customer->is_string()) {
        const auto id = reader.id("customer", domain::customer_prefix, presence);
        return id ? std::optional<GivenCustomer>(*id) : std::nullopt;
    }
    if (!customer->is_object()) {
        reader.wrong("customer", "must be an id, or an object with name, phone and email");
        return std::nullopt;
    }
    ObjectReader fields(customer->get_object(), reader.pointer_to("customer"), reader.errors());
    auto given = read_new_customer(fields, services, tenant);
    fields.refuse_unknown();
    return given;
}

std::optional<domain::Currency> read_currency(ObjectReader& reader) {
    return reader.one_of<domain::Currency>("currency", &domain::parse_currency, "NGN, USD");
}

/// What an invoice, a draft and a revision have in common.
template <class Command>
void read_document(ObjectReader& reader, Command& command) {
    command.lines = read_lines(reader);
    command.discount = reader.integer("discount", amount_or_zero, Presence::optional).value_or(0);
    command.prices_include_vat = reader.boolean("prices_include_vat").value_or(true);
    command.due_on = reader.date("due_on");
    command.notes = reader.personal("notes", notes_length);
    command.metadata = read_metadata(reader);
}

domain::DraftInvoice draft_of(domain::IssueInvoice&& invoice) {
    return {invoice.invoice_id,
            std::move(invoice.customer),
            invoice.currency,
            invoice.prices_include_vat,
            std::move(invoice.lines),
            invoice.discount,
            invoice.due_on,
            std::move(invoice.notes),
            std::move(invoice.metadata)};
}

}  // namespace

std::variant<domain::IssueInvoice, domain::DraftInvoice> read_new_invoice(ObjectReader& reader,
                                                                          const Services& services,
                                                                          const domain::Uuid& tenant) {
    domain::IssueInvoice command;
    command.invoice_id = eventstore::new_uuid_v7(services.now());
    if (auto customer = read_customer(reader, services, tenant, Presence::required))
        command.customer = *std::move(customer);
    command.currency = read_currency(reader).value_or(command.currency);
    read_document(reader, command);
    command.issued_on = reader.date("issued_on");
    const bool is_draft = reader.boolean("draft").value_or(false);
    if (is_draft && command.issued_on) reader.wrong("issued_on", "a draft is dated when it is issued");
    reader.refuse_unknown();
    if (is_draft) return draft_of(std::move(command));
    return command;
}

domain::ChangeDraft read_draft_change(ObjectReader& reader, const Services& services, const domain::Uuid& tenant) {
    domain::ChangeDraft command;
    for (const char* name : {"customer", "currency", "prices_include_vat", "lines", "discount", "metadata"})
        if (reader.is_null(name)) reader.wrong(name, "cannot be cleared");
    command.customer = read_customer(reader, services, tenant, Presence::optional);
    command.currency = read_currency(reader);
    command.prices_include_vat = reader.boolean("prices_include_vat");
    if (reader.any("lines") != nullptr) command.lines = read_lines(reader);
    command.discount = reader.integer("discount", amount_or_zero, Presence::optional);
    const auto due_on = reader.date("due_on");
    if (due_on || reader.is_null("due_on")) command.due_on = due_on;
    const auto notes = reader.text_change("notes", notes_length);
    if (notes.given) command.notes = notes.value ? domain::PersonalText(*notes.value) : domain::PersonalText();
    if (reader.any("metadata") != nullptr) command.metadata = read_metadata(reader);
    reader.refuse_unknown();
    return command;
}

domain::ReviseInvoice read_revision(ObjectReader& reader) {
    domain::ReviseInvoice command;
    read_document(reader, command);
    reader.refuse_unknown();
    return command;
}

WithholdingRequest read_withholding(ObjectReader& reader) {
    WithholdingRequest asked;
    asked.amount = reader.integer("amount", {1, domain::max_command_total_minor_units}, Presence::required).value_or(0);
    asked.certificate = reader.personal("certificate", {1, domain::max_certificate_characters});
    asked.withheld_on = reader.date("withheld_on");
    reader.refuse_unknown();
    return asked;
}

domain::IssueCreditNote read_credit_note(ObjectReader& reader) {
    domain::IssueCreditNote command;
    const json::array* lines = reader.array("lines", {1, domain::max_invoice_lines}, Presence::optional);
    if (lines != nullptr)
        for_each_object(reader, "lines", *lines, [&command](ObjectReader& element) {
            const auto line = element.integer("line", {0, static_cast<std::int64_t>(domain::max_invoice_lines) - 1},
                                              Presence::required);
            const auto amount =
                element.integer("amount", {1, domain::max_command_total_minor_units}, Presence::required);
            command.lines.push_back({static_cast<std::int32_t>(line.value_or(0)), amount.value_or(0)});
        });
    command.reason = reader.personal("reason", reason_length);
    command.issued_on = reader.date("issued_on");
    reader.refuse_unknown();
    return command;
}

}  // namespace suoledger::http

// SPDX-License-Identifier: Apache-2.0
// Reading invoices and credit notes from request bodies.
#include "http/invoice_fields.hpp"

#include <boost/json/array.hpp>

#include "eventstore/leaf.hpp"
#include "http/customer_fields.hpp"

namespace suoledger::http {
namespace {

namespace json = boost::json;

constexpr Range amount_range{0, domain::max_command_total_minor_units};
constexpr Length reason_length{1, 500};

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
        line.description = element.personal("description", {1, 200}, Presence::required);
        line.quantity_thousandths = element.quantity("quantity").value_or(line.quantity_thousandths);
        line.unit_price = element.integer("unit_price", amount_range, Presence::required).value_or(0);
        line.discount = element.integer("discount", amount_range, Presence::optional).value_or(0);
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
        if (characters < 1 || characters > 40) pairs.wrong(name, "its name must have 1 to 40 characters");
        metadata.emplace_back(name, pairs.personal(name, {0, 500}, Presence::required));
    }
    return metadata;
}

void read_customer(ObjectReader& reader, const Services& services, const domain::Uuid& tenant,
                   domain::IssueInvoice& command) {
    const json::value* customer = reader.any("customer");
    if (customer == nullptr || customer->is_string()) {
        if (const auto id = reader.id("customer", domain::customer_prefix, Presence::required)) command.customer = *id;
    } else if (customer->is_object()) {
        ObjectReader fields(customer->get_object(), reader.pointer_to("customer"), reader.errors());
        command.customer = read_new_customer(fields, services, tenant);
        fields.refuse_unknown();
    } else {
        reader.wrong("customer", "must be an id, or an object with name, phone and email");
    }
}

}  // namespace

domain::IssueInvoice read_new_invoice(ObjectReader& reader, const Services& services, const domain::Uuid& tenant) {
    domain::IssueInvoice command;
    command.invoice_id = eventstore::new_uuid_v7(services.now());
    read_customer(reader, services, tenant, command);
    command.currency =
        reader.one_of<domain::Currency>("currency", &domain::parse_currency, "NGN, USD").value_or(command.currency);
    command.lines = read_lines(reader);
    command.discount = reader.integer("discount", amount_range, Presence::optional).value_or(0);
    command.prices_include_vat = reader.boolean("prices_include_vat").value_or(true);
    command.issued_on = reader.date("issued_on");
    command.due_on = reader.date("due_on");
    command.notes = reader.personal("notes", {1, 1000});
    command.metadata = read_metadata(reader);
    if (reader.boolean("draft").value_or(false))
        reader.wrong("draft", "drafts are not offered yet: leave it out to issue");
    reader.refuse_unknown();
    return command;
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
    reader.refuse_unknown();
    return command;
}

}  // namespace suoledger::http

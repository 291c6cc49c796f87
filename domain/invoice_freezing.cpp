// SPDX-License-Identifier: Apache-2.0
// How a document comes about.
#include "domain/invoice_freezing.hpp"

#include <set>

#include "domain/invoice_pricing.hpp"
#include "domain/text.hpp"

namespace suoledger::domain {
namespace {

/// A JSON pointer's token (RFC 6901).
std::string escape_pointer(std::string_view token) {
    std::string escaped;
    for (const char character : token) {
        if (character == '~')
            escaped += "~0";
        else if (character == '/')
            escaped += "~1";
        else
            escaped += character;
    }
    return escaped;
}

/// The commands that begin a document say it with the same names.
template <class Command>
DocumentRequest request_from(const Command& command) {
    return {.currency = command.currency,
            .prices_include_vat = command.prices_include_vat,
            .lines = command.lines,
            .discount = command.discount,
            .due_on = command.due_on,
            .notes = command.notes,
            .metadata = command.metadata};
}

}  // namespace

Debtor find_debtor(Lookup& look, const std::variant<Uuid, RegisterCustomer>& customer) {
    if (const Uuid* id = std::get_if<Uuid>(&customer)) return {.existing = look.customer(*id)};
    const auto& asked = std::get<RegisterCustomer>(customer);
    LEDGER_ASSERT(asked.details.phone.is_open() == asked.indexes.phone.has_value());
    LEDGER_ASSERT(asked.details.email.is_open() == asked.indexes.email.has_value());
    const auto by_phone = look.owner(ReservationKind::customer_phone, asked.indexes.phone);
    const auto by_email = look.owner(ReservationKind::customer_email, asked.indexes.email);
    if (by_phone && by_email && *by_phone != *by_email) return {.ambiguous = true};
    const auto matched = by_phone ? by_phone : by_email;
    if (!matched) return {.registration = &asked};
    return {.existing = look.customer(*matched)};
}

void check_debtor_fields(FieldErrors& errors, const std::variant<Uuid, RegisterCustomer>& customer) {
    if (const auto* asked = std::get_if<RegisterCustomer>(&customer))
        check_details(errors, "/customer", asked->details);
}

std::optional<std::unexpected<Stop>> check_debtor(const Debtor& debtor) {
    if (debtor.ambiguous)
        return reject(RejectionCode::customer_ambiguous, "The phone and the e-mail address belong to two customers.");
    if (!debtor.existing && !debtor.registration)
        return reject(RejectionCode::customer_not_found, "There is no such customer.");
    return debtor.existing ? check_not_erased(*debtor.existing) : std::nullopt;
}

NewDocumentCase find_new_document(Lookup& look, const Uuid& invoice_id,
                                  const std::variant<Uuid, RegisterCustomer>& customer) {
    return {.business = look.business(), .existing = look.invoice(invoice_id), .debtor = find_debtor(look, customer)};
}

std::optional<std::unexpected<Stop>> check_new(const CommandContext& context, const NewDocumentCase& found) {
    if (!found.business) return reject(RejectionCode::business_not_found, "There is no such business.");
    if (found.existing) return already_there(found.existing->version);
    return check_version(context, 0);
}

DocumentRequest request_of(const IssueInvoice& command) { return request_from(command); }

DocumentRequest request_of(const DraftInvoice& command) { return request_from(command); }

DocumentRequest request_of(const InvoiceDraft& draft) {
    DocumentRequest request{.currency = draft.currency,
                            .prices_include_vat = draft.prices_include_vat,
                            .lines = {},
                            .discount = draft.discount,
                            .due_on = draft.due_on,
                            .notes = draft.notes,
                            .metadata = draft.metadata};
    for (const InvoiceLine& line : draft.lines)
        request.lines.push_back(
            {line.description, line.quantity_thousandths, line.unit_price, line.discount, line.vat_treatment});
    return request;
}

void check_notes(FieldErrors& errors, const PersonalText& notes) {
    errors.check_text("/notes", notes, max_notes_characters);
}

void check_metadata(FieldErrors& errors, const Metadata& metadata) {
    if (metadata.size() > max_metadata_pairs) {
        errors.add("/metadata", "has more than 20 pairs");
        return;
    }
    std::set<std::string_view> keys;
    for (const auto& [key, value] : metadata) {
        const std::string pointer = "/metadata/" + escape_pointer(key);
        const std::size_t length = count_characters(key);
        if (length == 0 || length > max_metadata_key_characters)
            errors.add(pointer, "its key must have 1 to 40 characters");
        if (!keys.insert(key).second) errors.add(pointer, "is given twice");
        if (value.is_absent() || !value.is_open())
            errors.add(pointer, "is required");
        else if (count_characters(value.value) > max_metadata_value_characters)
            errors.add(pointer, "has more than 500 characters");
    }
}

void check_document(FieldErrors& errors, const DocumentRequest& request) {
    for (FieldError& error : check_lines(request.lines, request.discount))
        errors.add(std::move(error.pointer), std::move(error.detail));
    check_notes(errors, request.notes);
    check_metadata(errors, request.metadata);
}

void check_issue_date(FieldErrors& errors, Date issued_on, Date today) {
    if (issued_on > today) errors.add("/issued_on", "must not be in the future");
    if (!vat_rule_on(issued_on)) errors.add("/issued_on", "is before the first VAT rule");
}

std::expected<InvoiceDraft, Rejection> price_document(DocumentRequest request, const Uuid& customer,
                                                      const BusinessState& business, Date day) {
    const auto rule = vat_rule_on(day);
    LEDGER_ASSERT(rule.has_value());
    auto priced = price_lines(request.lines, PricingTerms{.prices_include_vat = request.prices_include_vat,
                                                          .vat_registered = business.vat_registered,
                                                          .discount = request.discount,
                                                          .rule = *rule});
    if (!priced) return std::unexpected(priced.error());
    return InvoiceDraft{.customer = customer,
                        .currency = request.currency,
                        .prices_include_vat = request.prices_include_vat,
                        .vat_rule_set = std::string(rule->rule_set),
                        .lines = std::move(priced->lines),
                        .discount = request.discount,
                        .totals = priced->totals,
                        .due_on = request.due_on,
                        .notes = std::move(request.notes),
                        .metadata = std::move(request.metadata),
                        .livemode = business.livemode};
}

InvoiceIssued freeze_document(InvoiceDraft priced, const BusinessState& business, const CustomerDetails& buyer,
                              Date issued_on) {
    return InvoiceIssued{
        .customer = priced.customer,
        .seller = {business.name, business.address, business.tax_id, business.bank_account, business.logo_sha256},
        .buyer = {buyer.name, buyer.address, buyer.tax_id},
        .currency = priced.currency,
        .prices_include_vat = priced.prices_include_vat,
        .vat_rule_set = std::move(priced.vat_rule_set),
        .lines = std::move(priced.lines),
        .discount = priced.discount,
        .totals = priced.totals,
        .issued_on = issued_on,
        .due_on = priced.due_on,
        .notes = std::move(priced.notes),
        .metadata = std::move(priced.metadata),
        .number_format = business.invoice_format,
        .livemode = priced.livemode};
}

StartedDocument start_document(const CommandContext& context, const Uuid& invoice_id, const BusinessState& business,
                               const Debtor& debtor) {
    StartedDocument started{.decision = {}, .keys = document_keys(debtor.existing, business)};
    started.decision.target = {context.tenant, StreamType::invoice, invoice_id};
    started.decision.reply_key = reply_key_of(debtor.existing, business);
    if (!debtor.registration) return started;
    append_registration(started.decision, context, *debtor.registration, business);
    started.keys.record = debtor.registration->record_key;
    started.decision.reply_key = debtor.registration->contact_key;
    return started;
}

}  // namespace suoledger::domain

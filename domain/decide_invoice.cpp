// SPDX-License-Identifier: Apache-2.0
// Decisions to issue and to cancel an invoice.
#include <set>

#include "domain/deciding.hpp"
#include "domain/invoice_pricing.hpp"
#include "domain/text.hpp"

namespace suoledger::domain {
namespace {

constexpr std::size_t max_notes_characters = 1000;
constexpr std::size_t max_metadata_key_characters = 40;
constexpr std::size_t max_metadata_value_characters = 500;

/// Who is invoiced: a customer that is there, or one that this append registers.
struct Debtor {
    const CustomerState* existing = nullptr;
    const RegisterCustomer* registration = nullptr;
    bool ambiguous = false;

    [[nodiscard]] bool found() const { return existing || registration; }
};

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

FieldErrors check(const IssueInvoice& command, Date today) {
    FieldErrors errors;
    if (const auto* asked = std::get_if<RegisterCustomer>(&command.customer))
        check_details(errors, "/customer", asked->details);
    for (FieldError& error : check_lines(command.lines, command.discount))
        errors.add(std::move(error.pointer), std::move(error.detail));
    const Date issued_on = command.issued_on.value_or(today);
    if (issued_on > today) errors.add("/issued_on", "must not be in the future");
    if (!vat_rule_on(issued_on)) errors.add("/issued_on", "is before the first VAT rule");
    if (command.due_on && *command.due_on < issued_on) errors.add("/due_on", "is before the issue date");
    errors.check_text("/notes", command.notes, max_notes_characters);
    check_metadata(errors, command.metadata);
    return errors;
}

InvoiceIssued freeze(const IssueInvoice& command, const BusinessState& business, const Debtor& debtor,
                     PricedLines priced, Date issued_on) {
    const CustomerDetails& details = debtor.existing ? debtor.existing->details : debtor.registration->details;
    InvoiceIssued issued;
    issued.customer = debtor.existing ? debtor.existing->id : debtor.registration->customer_id;
    issued.seller = {business.name, business.address, business.tax_id, business.bank_account, std::nullopt};
    issued.buyer = {details.name, details.address, details.tax_id};
    issued.currency = command.currency;
    issued.prices_include_vat = command.prices_include_vat;
    issued.vat_rule_set = vat_rule_on(issued_on)->rule_set;
    issued.lines = std::move(priced.lines);
    issued.discount = command.discount;
    issued.totals = priced.totals;
    issued.issued_on = issued_on;
    issued.due_on = command.due_on;
    issued.notes = command.notes;
    issued.metadata = command.metadata;
    issued.number_format = business.invoice_format;
    issued.livemode = business.livemode;
    return issued;
}

/// The invoice, preceded by its customer's registration if there was none.
Decision issue(const CommandContext& context, const IssueInvoice& command, const BusinessState& business,
               const Debtor& debtor, InvoiceIssued issued) {
    Decision decision;
    decision.target = {context.tenant, StreamType::invoice, command.invoice_id};
    SealingKeys keys = document_keys(debtor.existing, business);
    decision.reply_key = reply_key_of(debtor.existing, business);
    if (debtor.registration) {
        append_registration(decision, context, *debtor.registration, business);
        keys.record = debtor.registration->record_key;
        decision.reply_key = debtor.registration->contact_key;
    }
    const bool is_today = issued.issued_on == date_in(business.zone, context.now);
    const Timestamp effective_at = is_today ? context.now : start_of(business.zone, issued.issued_on);
    decision.events.push_back({decision.target, std::move(issued), effective_at, keys});
    return decision;
}

}  // namespace

Outcome decide_on(const CommandContext& context, const View& view, const IssueInvoice& command) {
    Lookup look(context.tenant, view);
    const BusinessState* business = look.business();
    const InvoiceState* existing = look.invoice(command.invoice_id);
    const Debtor debtor = find_debtor(look, command.customer);
    if (look.incomplete()) return look.missing();
    if (!business) return reject(RejectionCode::business_not_found, "There is no such business.");
    if (existing) return already_there(existing->version);
    if (auto conflict = check_version(context, 0)) return *conflict;

    const Date today = date_in(business->zone, context.now);
    if (const FieldErrors errors = check(command, today); errors.any()) return errors.stop();
    if (debtor.ambiguous)
        return reject(RejectionCode::customer_ambiguous, "The phone and the e-mail address belong to two customers.");
    if (!debtor.found()) return reject(RejectionCode::customer_not_found, "There is no such customer.");

    const Date issued_on = command.issued_on.value_or(today);
    auto priced = price_lines(command.lines, PricingTerms{.prices_include_vat = command.prices_include_vat,
                                                          .vat_registered = business->vat_registered,
                                                          .discount = command.discount,
                                                          .rule = *vat_rule_on(issued_on)});
    if (!priced) return std::unexpected<Stop>(priced.error());
    return issue(context, command, *business, debtor,
                 freeze(command, *business, debtor, std::move(*priced), issued_on));
}

Outcome decide_on(const CommandContext& context, const View& view, const CancelInvoice& command) {
    Lookup look(context.tenant, view);
    const BusinessState* business = look.business();
    const InvoiceState* invoice = look.invoice(command.invoice_id);
    const CustomerState* customer = invoice ? look.customer(invoice->customer) : nullptr;
    if (look.incomplete()) return look.missing();
    if (!business) return reject(RejectionCode::business_not_found, "There is no such business.");
    if (!invoice) return reject(RejectionCode::invoice_not_found, "There is no such invoice.");
    if (auto conflict = check_version(context, invoice->version)) return *conflict;
    FieldErrors errors;
    errors.check_text("/reason", command.reason, max_reason_characters);
    if (errors.any()) return errors.stop();
    if (invoice->cancelled) return reject(RejectionCode::invoice_already_cancelled, "The invoice is cancelled.");
    if (invoice->allocated != 0 || invoice->credited != 0 || invoice->withheld != 0 || invoice->written_off != 0)
        return reject(RejectionCode::invoice_has_movements, "Money or a credit note has moved the invoice.");

    LEDGER_ASSERT(customer != nullptr);
    Decision decision;
    decision.target = {context.tenant, StreamType::invoice, command.invoice_id};
    decision.reply_key = reply_key_of(customer, *business);
    decision.events.push_back({decision.target, InvoiceCancelled{invoice->currency, invoice->totals, command.reason},
                               context.now, document_keys(customer, *business)});
    return decision;
}

}  // namespace suoledger::domain

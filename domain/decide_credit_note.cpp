// SPDX-License-Identifier: Apache-2.0
// The decision to reduce an issued invoice by a credit note (DOMAIN §4).
#include <set>

#include "domain/deciding_invoice.hpp"
#include "domain/entered_date.hpp"
#include "domain/invoice_pricing.hpp"
#include "domain/reopening.hpp"

namespace suoledger::domain {
namespace {

/// A part of a payment's allocation that the credit note sets free.
struct Release {
    Uuid payment_id;
    std::int64_t amount = 0;
};

FieldErrors check(const IssueCreditNote& command, const InvoiceState& invoice, Date today) {
    FieldErrors errors;
    errors.check_text("/reason", command.reason, max_reason_characters);
    check_entered_date(errors, "/issued_on", command.issued_on, today, invoice.issued_on);
    std::set<std::int32_t> named;
    for (std::size_t index = 0; index < command.lines.size(); ++index) {
        const CreditLineRequest& asked = command.lines[index];
        const std::string pointer = "/lines/" + std::to_string(index);
        if (asked.line < 0 || static_cast<std::size_t>(asked.line) >= invoice.lines.size())
            errors.add(pointer + "/line", "is no line of the invoice");
        else if (!named.insert(asked.line).second)
            errors.add(pointer + "/line", "is named twice");
        if (asked.amount <= 0) errors.add(pointer + "/amount", "must be more than 0");
    }
    return errors;
}

std::int64_t creditable_of(const InvoiceState& invoice, std::size_t line) {
    return invoice.lines[line].amount - invoice.credited_by_line[line];
}

/// What is asked for, or all that is left of every line.
std::vector<CreditLineRequest> lines_to_credit(const IssueCreditNote& command, const InvoiceState& invoice) {
    if (!command.lines.empty()) return command.lines;
    std::vector<CreditLineRequest> left;
    for (std::size_t line = 0; line < invoice.lines.size(); ++line)
        if (const std::int64_t amount = creditable_of(invoice, line); amount > 0)
            left.push_back({static_cast<std::int32_t>(line), amount});
    return left;
}

/// VAT(credited so far + this) − VAT(credited so far): crediting all reverses exactly what was charged.
CreditedLine credit_line(const InvoiceState& invoice, const CreditLineRequest& asked) {
    const auto index = static_cast<std::size_t>(asked.line);
    const std::int32_t rate_bps = invoice.lines[index].vat_rate_bps;
    const std::int64_t credited = invoice.credited_by_line[index];
    const std::int64_t vat = vat_of(credited + asked.amount, rate_bps, invoice.prices_include_vat) -
                             vat_of(credited, rate_bps, invoice.prices_include_vat);
    return {asked.line, asked.amount, vat};
}

/// What exceeds amount_due is taken from the allocations, newest first.
std::vector<Release> releases_of(const InvoiceState& invoice, std::int64_t credit_total) {
    std::vector<Release> releases;
    std::int64_t excess = credit_total - amount_due_of(invoice);
    if (excess <= 0) return releases;
    const std::vector<Allocation> allocations = invoice.allocations.oldest_first();
    for (auto share = allocations.rbegin(); excess > 0 && share != allocations.rend(); ++share) {
        const std::int64_t amount = std::min(excess, share->amount);
        releases.push_back({share->payment, amount});
        excess -= amount;
    }
    LEDGER_ASSERT(excess <= 0);  // total − credited − withheld covers at least amount_due and all allocations
    return releases;
}

std::expected<CreditNoteIssued, Rejection> price(const IssueCreditNote& command, const InvoiceState& invoice,
                                                 const BusinessState& business, Date issued_on) {
    CreditNoteIssued note{.credit_note_id = command.credit_note_id,
                          .currency = invoice.currency,
                          .issued_on = issued_on,
                          .reason = command.reason,
                          .number_format = business.credit_note_format};
    std::int64_t amount = 0;
    std::int64_t vat = 0;
    for (const CreditLineRequest& asked : lines_to_credit(command, invoice)) {
        if (asked.amount > creditable_of(invoice, static_cast<std::size_t>(asked.line)))
            return std::unexpected(
                Rejection{RejectionCode::amount_exceeds_creditable, "More than is left to credit on a line.", {}});
        const CreditedLine& line = note.lines.emplace_back(credit_line(invoice, asked));
        amount += line.amount;
        vat += line.vat;
    }
    if (note.lines.empty())
        return std::unexpected(Rejection{RejectionCode::nothing_to_credit, "The invoice is fully credited.", {}});
    note.totals = totals_of(amount, vat, invoice.prices_include_vat);
    if (note.totals.total > invoice.totals.total - invoice.credited - invoice.withheld)
        return std::unexpected(
            Rejection{RejectionCode::amount_exceeds_creditable, "More than is left to credit on the invoice.", {}});
    return note;
}

/// Both sides of each release. They stand before the credit note, so that amount_due is negative at no position.
void append_releases(Decision& decision, const CommandContext& context, Lookup& look, const InvoiceCase& found,
                     InvoiceState& invoice, const std::vector<Release>& releases) {
    for (const Release& release : releases) {
        const PaymentState* payment = look.payment(release.payment_id);
        const CustomerState* payer = payment && payment->customer ? look.customer(*payment->customer) : nullptr;
        if (look.incomplete()) continue;
        LEDGER_ASSERT(payment != nullptr);
        const StreamId stream{context.tenant, StreamType::payment, release.payment_id};
        decision.events.push_back(
            {stream, PaymentDeallocated{invoice.id, invoice.currency, release.amount, DeallocationReason::credit_note},
             context.now, document_keys(payer, *found.business)});
        append_to_invoice(decision, invoice,
                          PaymentUnapplied{release.payment_id, release.amount, DeallocationReason::credit_note},
                          context.now, keys_of(found));
    }
}

}  // namespace

Outcome decide_on(const CommandContext& context, const View& view, const IssueCreditNote& command) {
    Lookup look(context.tenant, view);
    const InvoiceCase found = find_invoice(look, command.invoice_id);
    if (look.incomplete()) return look.missing();
    if (auto stop = check_found(context, found)) return *stop;
    if (found.invoice->draft || found.invoice->cancelled)
        return reject(RejectionCode::invoice_not_open, "The invoice is a draft or cancelled.");
    const Date today = date_in(found.business->zone, context.now);
    if (const FieldErrors errors = check(command, *found.invoice, today); errors.any()) return errors.stop();
    const Date issued_on = command.issued_on.value_or(today);
    auto note = price(command, *found.invoice, *found.business, issued_on);
    if (!note) return std::unexpected<Stop>(note.error());

    const SealingKeys keys = keys_of(found);
    InvoiceState invoice = *found.invoice;
    Decision decision = start_decision(context, found);
    append_write_off_reversal(decision, invoice, context.now, keys);
    append_releases(decision, context, look, found, invoice, releases_of(invoice, note->totals.total));
    if (look.incomplete()) return look.missing();
    append_to_invoice(decision, invoice, std::move(*note), effective_on(context, *found.business, issued_on), keys);
    append_reopening(decision, *found.invoice, invoice, context.now, keys);
    return decision;
}

}  // namespace suoledger::domain

// SPDX-License-Identifier: Apache-2.0
// Decisions on tax that a payer kept back: it settles its part of the invoice, as if it had been paid.
#include "domain/deciding_invoice.hpp"
#include "domain/entered_date.hpp"
#include "domain/reopening.hpp"

namespace suoledger::domain {
namespace {

template <class Command>
FieldErrors check(const Command& command, const InvoiceState& invoice, Date today) {
    FieldErrors errors;
    if (command.amount <= 0) errors.add("/amount", "must be more than 0");
    errors.check_text("/certificate", command.certificate, max_certificate_characters);
    check_entered_date(errors, "/withheld_on", command.withheld_on, today, invoice.issued_on);
    return errors;
}

const Withholding* find_withholding(const InvoiceState& invoice, const Uuid& withholding_id) {
    const auto found = std::ranges::find(invoice.withholdings, withholding_id, &Withholding::id);
    return found == invoice.withholdings.end() ? nullptr : &*found;
}

std::int64_t vat_withheld_on(const InvoiceState& invoice) {
    std::int64_t sum = 0;
    for (const Withholding& one : invoice.withholdings)
        if (one.kind == WithholdingKind::vat && !one.reversed) sum += one.amount;
    return sum;
}

std::optional<std::unexpected<Stop>> check_amount(const InvoiceState& invoice, WithholdingKind kind,
                                                  std::int64_t amount) {
    if (amount > amount_due_of(invoice))
        return reject(RejectionCode::amount_exceeds_balance, "More than the invoice's amount due.");
    if (kind == WithholdingKind::vat && amount > invoice.totals.vat - vat_withheld_on(invoice))
        return reject(RejectionCode::amount_exceeds_vat, "More than the VAT of the invoice.");
    return std::nullopt;
}

template <class Recorded, class Command>
Outcome record(const CommandContext& context, const View& view, const Command& command, WithholdingKind kind) {
    Lookup look(context.tenant, view);
    const InvoiceCase found = find_invoice(look, command.invoice_id);
    if (look.incomplete()) return look.missing();
    if (auto stop = check_found(context, found)) return *stop;
    const InvoiceState& invoice = *found.invoice;
    if (auto stop = check_open(invoice)) return *stop;
    const Date today = date_in(found.business->zone, context.now);
    if (const FieldErrors errors = check(command, invoice, today); errors.any()) return errors.stop();
    if (find_withholding(invoice, command.withholding_id)) return already_there(invoice.version);
    if (auto stop = check_amount(invoice, kind, command.amount)) return *stop;

    const Date withheld_on = command.withheld_on.value_or(today);
    Decision decision = start_decision(context, found);
    decision.events.push_back(
        {decision.target,
         Recorded{command.withholding_id, invoice.currency, command.amount, withheld_on, command.certificate},
         effective_on(context, *found.business, withheld_on), keys_of(found)});
    return decision;
}

}  // namespace

Outcome decide_on(const CommandContext& context, const View& view, const RecordWithholdingTax& command) {
    return record<WithholdingTaxRecorded>(context, view, command, WithholdingKind::withholding_tax);
}

Outcome decide_on(const CommandContext& context, const View& view, const RecordVatWithheld& command) {
    return record<VatWithheldRecorded>(context, view, command, WithholdingKind::vat);
}

Outcome decide_on(const CommandContext& context, const View& view, const ReverseWithholding& command) {
    Lookup look(context.tenant, view);
    const InvoiceCase found = find_invoice(look, command.invoice_id);
    if (look.incomplete()) return look.missing();
    if (auto stop = check_found(context, found)) return *stop;
    FieldErrors errors;
    errors.check_text("/reason", command.reason, max_reason_characters);
    if (errors.any()) return errors.stop();
    if (found.invoice->draft) return reject(RejectionCode::invoice_not_open, "The invoice is a draft.");
    const Withholding* withholding = find_withholding(*found.invoice, command.withholding_id);
    if (!withholding) return reject(RejectionCode::withholding_not_found, "The invoice has no such withholding.");
    if (withholding->reversed)
        return reject(RejectionCode::withholding_already_reversed, "The withholding is reversed.");

    const SealingKeys keys = keys_of(found);
    InvoiceState invoice = *found.invoice;
    Decision decision = start_decision(context, found);
    append_write_off_reversal(decision, invoice, context.now, keys);
    append_to_invoice(
        decision, invoice,
        WithholdingReversed{withholding->id, withholding->kind, invoice.currency, withholding->amount, command.reason},
        context.now, keys);
    append_reopening(decision, *found.invoice, invoice, context.now, keys);
    return decision;
}

}  // namespace suoledger::domain

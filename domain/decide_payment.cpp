// SPDX-License-Identifier: Apache-2.0
// Decisions on money: booked first, whatever it is for, then allocated (DOMAIN §5).
#include "domain/deallocation.hpp"
#include "domain/receiving.hpp"

namespace suoledger::domain {
namespace {

/// A payment and an invoice of one tenant.
struct Pair {
    FoundPayment paid;
    InvoiceCase owed;
};

Pair find_pair(Lookup& look, const Uuid& payment_id, const Uuid& invoice_id) {
    return {.paid = find_payment(look, payment_id), .owed = find_invoice(look, invoice_id)};
}

/// What both allocation commands refuse before they look at amounts.
std::optional<std::unexpected<Stop>> check_pair(const CommandContext& context, const Pair& pair,
                                                const std::optional<std::int64_t>& amount) {
    if (auto stop = check_found(pair.paid)) return stop;
    if (auto conflict = check_version(context, pair.paid.payment->version)) return conflict;
    if (amount && *amount <= 0) {
        FieldErrors errors;
        errors.add("/amount", "must be more than 0");
        return errors.stop();
    }
    if (!pair.owed.invoice) return reject(RejectionCode::invoice_not_found, "There is no such invoice.");
    return std::nullopt;
}

FieldErrors check(const RecordManualPayment& command, Timestamp now) {
    FieldErrors errors;
    if (command.amount.minor_units <= 0) errors.add("/amount", "must be more than 0");
    if (command.amount.minor_units > max_command_total_minor_units)
        errors.add("/amount", "is above 1000000000000 minor units");
    if (command.method == PaymentMethod::provider) errors.add("/method", "is for payments that a provider reports");
    errors.check_text("/reference", command.reference, max_reference_characters);
    if (command.received_at && command.received_at->microseconds - now.microseconds > max_clock_lead_microseconds)
        errors.add("/received_at", "must not be in the future");
    return errors;
}

PaymentReceived receive(const RecordManualPayment& command, const BusinessState& business, const CustomerState* payer,
                        Timestamp received_at, CreditReason credit_reason) {
    return PaymentReceived{.currency = command.amount.currency,
                           .amount = command.amount.minor_units,
                           .fee = 0,
                           .method = command.method,
                           .reference = command.reference,
                           .customer = payer ? std::optional(payer->id) : std::nullopt,
                           .invoice = command.invoice,
                           .credit_reason = credit_reason,
                           .received_on = date_in(business.zone, received_at),
                           .number_format = business.receipt_format,
                           .livemode = business.livemode};
}

}  // namespace

Outcome decide_on(const CommandContext& context, const View& view, const RecordManualPayment& command) {
    Lookup look(context.tenant, view);
    const BusinessState* business = look.business();
    const PaymentState* existing = look.payment(command.payment_id);
    const InvoiceCase owed = command.invoice ? find_invoice(look, *command.invoice) : InvoiceCase{};
    const InvoiceState* invoice = owed.invoice;
    const CustomerState* given = command.customer ? look.customer(*command.customer) : nullptr;
    if (look.incomplete()) return look.missing();
    if (!business) return reject(RejectionCode::business_not_found, "There is no such business.");
    if (existing) return already_there(existing->version);
    if (auto conflict = check_version(context, 0)) return *conflict;
    if (const FieldErrors errors = check(command, context.now); errors.any()) return errors.stop();
    if (command.invoice && !invoice) return reject(RejectionCode::invoice_not_found, "There is no such invoice.");
    if (command.customer && !given) return reject(RejectionCode::customer_not_found, "There is no such customer.");

    const CustomerState* payer = given ? given : owed.debtor;
    const Timestamp received_at = command.received_at.value_or(context.now);
    const Settlement settlement = settle(command.amount, invoice);
    const SealingKeys keys = document_keys(payer, *business);
    Decision decision;
    decision.target = {context.tenant, StreamType::payment, command.payment_id};
    decision.reply_key = reply_key_of(payer, *business);
    decision.events.push_back({decision.target,
                               receive(command, *business, payer, received_at, settlement.credit_reason), received_at,
                               keys});
    if (settlement.amount > 0)
        append_allocation(decision, keys, keys_of(owed), *invoice, settlement.amount, received_at);
    return decision;
}

Outcome decide_on(const CommandContext& context, const View& view, const AllocatePayment& command) {
    Lookup look(context.tenant, view);
    const Pair pair = find_pair(look, command.payment_id, command.invoice_id);
    if (look.incomplete()) return look.missing();
    if (auto stop = check_pair(context, pair, command.amount)) return *stop;
    const PaymentState& payment = *pair.paid.payment;
    const InvoiceState& invoice = *pair.owed.invoice;
    if (payment.currency != invoice.currency)
        return reject(RejectionCode::currency_mismatch, "The payment and the invoice differ in currency.");
    if (auto stop = check_open(invoice)) return *stop;
    const std::int64_t unallocated = amount_unallocated_of(payment);
    const std::int64_t due = amount_due_of(invoice);
    const std::int64_t amount = command.amount.value_or(std::min(unallocated, due));
    if (unallocated == 0 || amount > unallocated)
        return reject(RejectionCode::amount_exceeds_unallocated, "More than the payment has left.");
    if (due == 0 || amount > due)
        return reject(RejectionCode::amount_exceeds_balance, "More than the invoice's amount due.");

    PaymentAppend append = start_append(context, pair.paid, context.now);
    append_allocation(append.decision, append.keys, keys_of(pair.owed), invoice, amount, context.now);
    return std::move(append.decision);
}

Outcome decide_on(const CommandContext& context, const View& view, const DeallocatePayment& command) {
    Lookup look(context.tenant, view);
    const Pair pair = find_pair(look, command.payment_id, command.invoice_id);
    if (look.incomplete()) return look.missing();
    if (auto stop = check_pair(context, pair, command.amount)) return *stop;
    const auto& allocations = pair.paid.payment->allocations;
    const auto share = std::ranges::find(allocations, command.invoice_id, &InvoiceShare::invoice);
    const std::int64_t allocated = share == allocations.end() ? 0 : share->amount;
    const std::int64_t amount = command.amount.value_or(allocated);
    if (allocated == 0 || amount > allocated)
        return reject(RejectionCode::amount_exceeds_allocated, "More than is allocated to the invoice.");

    PaymentAppend append = start_append(context, pair.paid, context.now);
    deallocate(append, look, {command.invoice_id, amount}, DeallocationReason::requested);
    return std::move(append.decision);
}

}  // namespace suoledger::domain

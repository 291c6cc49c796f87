// SPDX-License-Identifier: Apache-2.0
// Decisions on money: booked first, whatever it is for, then allocated (DOMAIN §5).
#include "domain/deciding.hpp"

namespace suoledger::domain {
namespace {

constexpr std::size_t max_reference_characters = 200;

/// A payment and an invoice of one tenant, with all that their events' keys need.
struct Pair {
    const BusinessState* business = nullptr;
    const PaymentState* payment = nullptr;
    const InvoiceState* invoice = nullptr;
    const CustomerState* payer = nullptr;   // of the payment, if it has one
    const CustomerState* debtor = nullptr;  // of the invoice
};

Pair find_pair(Lookup& look, const Uuid& payment_id, const Uuid& invoice_id) {
    Pair pair{.business = look.business(), .payment = look.payment(payment_id), .invoice = look.invoice(invoice_id)};
    if (pair.payment && pair.payment->customer) pair.payer = look.customer(*pair.payment->customer);
    if (pair.invoice) pair.debtor = look.customer(pair.invoice->customer);
    return pair;
}

/// What both allocation commands refuse before they look at amounts.
std::optional<std::unexpected<Stop>> check_pair(const CommandContext& context, const Pair& pair,
                                                const std::optional<std::int64_t>& amount) {
    if (!pair.business) return reject(RejectionCode::business_not_found, "There is no such business.");
    if (!pair.payment) return reject(RejectionCode::payment_not_found, "There is no such payment.");
    if (auto conflict = check_version(context, pair.payment->version)) return conflict;
    if (amount && *amount <= 0) {
        FieldErrors errors;
        errors.add("/amount", "must be more than 0");
        return errors.stop();
    }
    if (!pair.invoice) return reject(RejectionCode::invoice_not_found, "There is no such invoice.");
    return std::nullopt;
}

void append_allocation(Decision& decision, const SealingKeys& payment_keys, const SealingKeys& invoice_keys,
                       const InvoiceState& invoice, std::int64_t amount, Timestamp effective_at) {
    const StreamId invoice_stream{decision.target.tenant, StreamType::invoice, invoice.id};
    decision.events.push_back(
        {decision.target, PaymentAllocated{invoice.id, invoice.currency, amount}, effective_at, payment_keys});
    decision.events.push_back({invoice_stream, PaymentApplied{decision.target.id, amount}, effective_at, invoice_keys});
}

Decision start(const CommandContext& context, const Uuid& payment_id, const CustomerState* payer,
               const BusinessState& business) {
    Decision decision;
    decision.target = {context.tenant, StreamType::payment, payment_id};
    decision.reply_key = reply_key_of(payer, business);
    return decision;
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

/// What of the money settles the invoice at once, and why the rest does not.
struct Settlement {
    std::int64_t amount = 0;
    CreditReason credit_reason = CreditReason::none;
};

Settlement settle(Money money, const InvoiceState* invoice) {
    if (!invoice) return {0, CreditReason::no_invoice};
    if (invoice->cancelled) return {0, CreditReason::invoice_cancelled};
    if (invoice->currency != money.currency) return {0, CreditReason::currency_differs};
    const std::int64_t due = amount_due_of(*invoice);
    if (due == 0) return {0, CreditReason::invoice_already_paid};
    const std::int64_t amount = std::min(money.minor_units, due);
    return {amount, amount < money.minor_units ? CreditReason::overpaid : CreditReason::none};
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
    const InvoiceState* invoice = command.invoice ? look.invoice(*command.invoice) : nullptr;
    const CustomerState* given = command.customer ? look.customer(*command.customer) : nullptr;
    const CustomerState* debtor = invoice ? look.customer(invoice->customer) : nullptr;
    if (look.incomplete()) return look.missing();
    if (!business) return reject(RejectionCode::business_not_found, "There is no such business.");
    if (existing) return already_there(existing->version);
    if (auto conflict = check_version(context, 0)) return *conflict;
    if (const FieldErrors errors = check(command, context.now); errors.any()) return errors.stop();
    if (command.invoice && !invoice) return reject(RejectionCode::invoice_not_found, "There is no such invoice.");
    if (command.customer && !given) return reject(RejectionCode::customer_not_found, "There is no such customer.");

    const CustomerState* payer = given ? given : debtor;
    const Timestamp received_at = command.received_at.value_or(context.now);
    const Settlement settlement = settle(command.amount, invoice);
    const SealingKeys keys = document_keys(payer, *business);
    Decision decision = start(context, command.payment_id, payer, *business);
    decision.events.push_back({decision.target,
                               receive(command, *business, payer, received_at, settlement.credit_reason), received_at,
                               keys});
    if (settlement.amount > 0)
        append_allocation(decision, keys, document_keys(debtor, *business), *invoice, settlement.amount, received_at);
    return decision;
}

Outcome decide_on(const CommandContext& context, const View& view, const AllocatePayment& command) {
    Lookup look(context.tenant, view);
    const Pair pair = find_pair(look, command.payment_id, command.invoice_id);
    if (look.incomplete()) return look.missing();
    if (auto stop = check_pair(context, pair, command.amount)) return *stop;
    if (pair.payment->currency != pair.invoice->currency)
        return reject(RejectionCode::currency_mismatch, "The payment and the invoice differ in currency.");
    if (pair.invoice->cancelled || pair.invoice->written_off > 0)
        return reject(RejectionCode::invoice_not_open, "The invoice is cancelled or written off.");
    const std::int64_t unallocated = amount_unallocated_of(*pair.payment);
    const std::int64_t due = amount_due_of(*pair.invoice);
    const std::int64_t amount = command.amount.value_or(std::min(unallocated, due));
    if (unallocated == 0 || amount > unallocated)
        return reject(RejectionCode::amount_exceeds_unallocated, "More than the payment has left.");
    if (due == 0 || amount > due)
        return reject(RejectionCode::amount_exceeds_balance, "More than the invoice's amount due.");

    Decision decision = start(context, command.payment_id, pair.payer, *pair.business);
    append_allocation(decision, document_keys(pair.payer, *pair.business), document_keys(pair.debtor, *pair.business),
                      *pair.invoice, amount, context.now);
    return decision;
}

Outcome decide_on(const CommandContext& context, const View& view, const DeallocatePayment& command) {
    Lookup look(context.tenant, view);
    const Pair pair = find_pair(look, command.payment_id, command.invoice_id);
    if (look.incomplete()) return look.missing();
    if (auto stop = check_pair(context, pair, command.amount)) return *stop;
    const auto share = std::ranges::find(pair.payment->allocations, command.invoice_id, &InvoiceShare::invoice);
    const std::int64_t allocated = share == pair.payment->allocations.end() ? 0 : share->amount;
    const std::int64_t amount = command.amount.value_or(allocated);
    if (allocated == 0 || amount > allocated)
        return reject(RejectionCode::amount_exceeds_allocated, "More than is allocated to the invoice.");

    const StreamId invoice_stream{context.tenant, StreamType::invoice, command.invoice_id};
    const SealingKeys invoice_keys = document_keys(pair.debtor, *pair.business);
    Decision decision = start(context, command.payment_id, pair.payer, *pair.business);
    decision.events.push_back(
        {decision.target,
         PaymentDeallocated{command.invoice_id, pair.invoice->currency, amount, DeallocationReason::requested},
         context.now, document_keys(pair.payer, *pair.business)});
    decision.events.push_back({invoice_stream,
                               PaymentUnapplied{command.payment_id, amount, DeallocationReason::requested}, context.now,
                               invoice_keys});
    if (amount_due_of(*pair.invoice) == 0)
        decision.events.push_back({invoice_stream, InvoiceReopened{amount}, context.now, invoice_keys});
    return decision;
}

}  // namespace suoledger::domain

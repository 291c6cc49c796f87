// SPDX-License-Identifier: Apache-2.0
// Folding the events of payments, payouts and expenses.
#include <algorithm>

#include "domain/evolving.hpp"
#include "domain/ledger_assert.hpp"
#include "domain/shares.hpp"

namespace suoledger::domain {
namespace {

PaymentAttempt& attempt_of(PaymentState& state) {
    LEDGER_ASSERT(state.attempt.has_value() && !state.is_received);
    return *state.attempt;
}

Refund& refund_of(PaymentState& state, const Uuid& refund_id) {
    const auto found = std::ranges::find(state.refunds, refund_id, &Refund::id);
    LEDGER_ASSERT(found != state.refunds.end());
    return *found;
}

Chargeback& chargeback_of(PaymentState& state, const Uuid& chargeback_id) {
    const auto found = std::ranges::find(state.chargebacks, chargeback_id, &Chargeback::id);
    LEDGER_ASSERT(found != state.chargebacks.end() && found->stage == ChargebackStage::opened);
    return *found;
}

/// Out of refunds' reserves, newest refund first.
void take_reserves(PaymentState& state, std::int64_t amount) {
    for (auto refund = state.refunds.rbegin(); amount > 0 && refund != state.refunds.rend(); ++refund) {
        const std::int64_t taken = std::min(amount, refund->reserved);
        refund->reserved -= taken;
        state.reserved -= taken;
        amount -= taken;
    }
    LEDGER_ASSERT(amount == 0);
}

/// What holds of every payment at every position: no event takes what is not there, and what is reserved has its
/// refund.
void check_balance(const PaymentState& state) {
    LEDGER_ASSERT(amount_unallocated_of(state) >= 0);
    std::int64_t reserved = 0;
    for (const Refund& refund : state.refunds) reserved += refund.reserved;
    LEDGER_ASSERT(reserved == state.reserved);
}

}  // namespace

void apply(PaymentState& state, const PaymentInitiated& event) {
    state.attempt = PaymentAttempt{.invoice = event.invoice,
                                   .revision = event.revision,
                                   .currency = event.currency,
                                   .amount = event.amount,
                                   .provider = event.provider,
                                   .provider_reference = event.provider_reference,
                                   .customer = event.customer};
}
void apply(PaymentState& state, const CheckoutOpened&) { attempt_of(state).has_checkout = true; }
void apply(PaymentState& state, const PaymentFailed&) { attempt_of(state).has_failed = true; }
void apply(PaymentState& state, const PaymentReceived& event) {
    LEDGER_ASSERT(!state.is_received);
    state.is_received = true;
    state.provider = event.provider;
    state.provider_payment_id = event.provider_payment_id;
    state.currency = event.currency;
    state.amount = event.amount;
    state.fee = event.fee;
    state.method = event.method;
    state.customer = event.customer;
    state.received_on = event.received_on;
}
void apply(PaymentState& state, const PaymentAllocated& event) {
    add_share(state.allocations, &InvoiceShare::invoice, event.invoice, event.amount);
    state.allocated += event.amount;
    check_balance(state);
}
void apply(PaymentState& state, const PaymentDeallocated& event) {
    take_share(state.allocations, &InvoiceShare::invoice, event.invoice, event.amount);
    state.allocated -= event.amount;
}

void apply(PaymentState& state, const RefundRequested& event) {
    state.refunds.push_back({.id = event.refund_id,
                             .amount = event.amount,
                             .reserved = event.reserved,
                             .status = RefundStatus::requested,
                             .reason = event.reason,
                             .fee = 0,
                             .settled_on = std::nullopt,
                             .failure_reason = {},
                             .provider_refund_id = {}});
    state.reserved += event.reserved;
    check_balance(state);
}
void apply(PaymentState& state, const RefundSettled& event) {
    Refund& refund = refund_of(state, event.refund_id);
    LEDGER_ASSERT(refund.status == RefundStatus::requested && refund.reserved == event.from_reserved);
    refund.status = RefundStatus::settled;
    refund.fee = event.fee;
    refund.settled_on = event.settled_on;
    refund.reserved = 0;
    state.reserved -= event.from_reserved;
    state.refunded += event.amount;
    state.overdrawn += event.overdrawn;
    check_balance(state);
}
void apply(PaymentState& state, const RefundFailed& event) {
    Refund& refund = refund_of(state, event.refund_id);
    LEDGER_ASSERT(refund.status == RefundStatus::requested && refund.reserved == event.released);
    refund.status = RefundStatus::failed;
    refund.failure_reason = event.reason;
    refund.reserved = 0;
    state.reserved -= event.released;
    check_balance(state);
}
void apply(PaymentState& state, const RefundAcknowledged& event) {
    refund_of(state, event.refund_id).provider_refund_id = event.provider_refund_id;
}
void apply(PaymentState& state, const ChargebackOpened& event) {
    state.chargebacks.push_back({.id = event.chargeback_id,
                                 .amount = event.amount,
                                 .amount_taken = event.amount_taken,
                                 .stage = ChargebackStage::opened,
                                 .opened_on = event.opened_on,
                                 .reason = event.reason,
                                 .fee = 0,
                                 .closed_on = std::nullopt});
}
void apply(PaymentState& state, const ChargebackWon& event) {
    Chargeback& dispute = chargeback_of(state, event.chargeback_id);
    dispute.stage = ChargebackStage::won;
    dispute.closed_on = event.won_on;
}
void apply(PaymentState& state, const ChargebackLost& event) {
    Chargeback& dispute = chargeback_of(state, event.chargeback_id);
    dispute.stage = ChargebackStage::lost;
    dispute.fee = event.fee;
    dispute.closed_on = event.lost_on;
    take_reserves(state, event.from_reserved);
    state.charged_back += event.amount;
    state.overdrawn += event.overdrawn;
    check_balance(state);
}

void apply(PayoutState&, const ProviderPayoutRecorded&) {}

void apply(ExpenseState& state, const ExpenseRecorded& event) { state.facts = event.facts; }
void apply(ExpenseState& state, const ExpenseCorrected& event) { state.facts = event.facts; }
void apply(ExpenseState& state, const ExpenseVoided&) { state.voided = true; }

}  // namespace suoledger::domain

// SPDX-License-Identifier: Apache-2.0
// Appending the stages of a refund.
#include "domain/refunding.hpp"

namespace suoledger::domain {
namespace {

Refund refund_of(const PaymentState& payment, const Uuid& refund_id) {
    const auto found = std::ranges::find(payment.refunds, refund_id, &Refund::id);
    LEDGER_ASSERT(found != payment.refunds.end());
    return *found;
}

}  // namespace

std::int64_t amount_refundable_of(const PaymentState& payment) {
    return amount_unallocated_of(payment) + payment.allocated;
}

void append_request(PaymentAppend& append, Lookup& look, const Uuid& refund_id, std::int64_t amount,
                    const PersonalText& reason) {
    const std::int64_t wanting = free_money(append, look, amount, DeallocationReason::refund);
    if (look.incomplete()) return;
    append_to_payment(append, RefundRequested{.refund_id = refund_id,
                                              .currency = append.payment.currency,
                                              .amount = amount,
                                              .reason = reason,
                                              .reserved = amount - wanting});
}

void append_settlement(PaymentAppend& append, Lookup& look, const Uuid& refund_id, std::int64_t fee, Date settled_on) {
    const Refund refund = refund_of(append.payment, refund_id);
    const std::int64_t overdrawn =
        free_money(append, look, refund.amount - refund.reserved, DeallocationReason::refund);
    if (look.incomplete()) return;
    append_to_payment(append, RefundSettled{.refund_id = refund.id,
                                            .currency = append.payment.currency,
                                            .amount = refund.amount,
                                            .fee = fee,
                                            .from_reserved = refund.reserved,
                                            .overdrawn = overdrawn,
                                            .method = append.payment.method,
                                            .settled_on = settled_on});
}

void append_failure(PaymentAppend& append, const Uuid& refund_id, const PersonalText& reason) {
    const Refund refund = refund_of(append.payment, refund_id);
    append_to_payment(append, RefundFailed{refund.id, append.payment.currency, refund.reserved, reason});
}

}  // namespace suoledger::domain

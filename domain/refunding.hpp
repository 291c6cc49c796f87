// SPDX-License-Identifier: Apache-2.0
// The stages of a refund as events on a payment in the making.
#pragma once

#include "domain/deallocation.hpp"

namespace suoledger::domain {

/// What a refund can still be taken from: neither reserved, refunded nor charged back.
std::int64_t amount_refundable_of(const PaymentState& payment);

/// RefundRequested of the amount, with a reserve of all of it or of what there is. Appends nothing while
/// look.incomplete().
void append_request(PaymentAppend& append, Lookup& look, const Uuid& refund_id, std::int64_t amount,
                    const PersonalText& reason);
/// RefundSettled: what a chargeback left of the reserve, then what is unallocated, then allocations; the rest is
/// overdrawn, for it was paid out all the same. Appends no settlement while look.incomplete().
void append_settlement(PaymentAppend& append, Lookup& look, const Uuid& refund_id, std::int64_t fee, Date settled_on);
/// RefundFailed: what is still reserved is free again.
void append_failure(PaymentAppend& append, const Uuid& refund_id, const PersonalText& reason);

}  // namespace suoledger::domain

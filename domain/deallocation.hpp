// SPDX-License-Identifier: Apache-2.0
// Taking money out of a payment's allocations: both sides, and the invoices that are open again because of it.
#pragma once

#include "domain/deciding.hpp"
#include "domain/evolving.hpp"

namespace suoledger::domain {

/// The payment that a command names, with all that its events' keys need. nullptr: not there, or not loaded yet.
struct FoundPayment {
    const BusinessState* business = nullptr;
    const PaymentState* payment = nullptr;
    const CustomerState* payer = nullptr;  // if it has one
};
FoundPayment find_payment(Lookup& look, const Uuid& payment_id);
/// Business and payment are there, and so is the money; nullopt when they are.
std::optional<std::unexpected<Stop>> check_found(const FoundPayment& found);

/// One append on a payment in the making. `payment` is the decision's own running copy: every event that joins is
/// folded into it, so that what is decided after it sees it.
struct PaymentAppend {
    Decision decision;
    PaymentState payment;
    const BusinessState& business;
    SealingKeys keys;
    Timestamp now;
    Timestamp effective_at;  // of the money that moves; a fact that is entered late lies before now
};
PaymentAppend start_append(const CommandContext& context, const FoundPayment& found, Timestamp effective_at);

template <class E>
void append_to_payment(PaymentAppend& append, E event) {
    apply(append.payment, event);
    ++append.payment.version;
    append.decision.events.push_back({append.decision.target, std::move(event), append.effective_at, append.keys});
}

/// PaymentDeallocated and PaymentUnapplied of a part of one allocation. A write-off of the invoice is reversed before,
/// InvoiceReopened follows if its amount_due was 0. Appends nothing while the invoice or its customer is not in the
/// view: ask look.incomplete() afterwards.
void deallocate(PaymentAppend& append, Lookup& look, const InvoiceShare& part, DeallocationReason reason);

/// Makes up to `amount` of the payment free: what is unallocated as it is, the rest out of its allocations, newest
/// first. Answers what neither covers; append nothing more while look.incomplete().
std::int64_t free_money(PaymentAppend& append, Lookup& look, std::int64_t amount, DeallocationReason reason);

}  // namespace suoledger::domain

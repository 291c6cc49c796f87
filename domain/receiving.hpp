// SPDX-License-Identifier: Apache-2.0
// What becomes of money that arrives: how much of it settles its invoice, and why the rest does not.
#pragma once

#include "domain/deciding_invoice.hpp"

namespace suoledger::domain {

struct Settlement {
    std::int64_t amount = 0;
    CreditReason credit_reason = CreditReason::none;
};
/// nullptr: nobody named an invoice.
Settlement settle(Money money, const InvoiceState* invoice);

/// PaymentAllocated, and PaymentApplied on the invoice. The payment is the decision's target.
void append_allocation(Decision& decision, const SealingKeys& payment_keys, const SealingKeys& invoice_keys,
                       const InvoiceState& invoice, std::int64_t amount, Timestamp effective_at);

}  // namespace suoledger::domain

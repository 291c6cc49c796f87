// SPDX-License-Identifier: Apache-2.0
// Settling an invoice with money that arrived (DOMAIN §5).
#include "domain/receiving.hpp"

namespace suoledger::domain {

Settlement settle(Money money, const InvoiceState* invoice) {
    if (!invoice) return {0, CreditReason::no_invoice};
    if (invoice->draft) return {0, CreditReason::invoice_not_issued};
    if (invoice->cancelled) return {0, CreditReason::invoice_cancelled};
    if (invoice->written_off > 0) return {0, CreditReason::invoice_written_off};
    if (invoice->currency != money.currency) return {0, CreditReason::currency_differs};
    const std::int64_t due = amount_due_of(*invoice);
    if (due == 0) return {0, CreditReason::invoice_already_paid};
    const std::int64_t amount = std::min(money.minor_units, due);
    return {amount, amount < money.minor_units ? CreditReason::overpaid : CreditReason::none};
}

void append_allocation(Decision& decision, const SealingKeys& payment_keys, const SealingKeys& invoice_keys,
                       const InvoiceState& invoice, std::int64_t amount, Timestamp effective_at) {
    const StreamId invoice_stream{decision.target.tenant, StreamType::invoice, invoice.id};
    decision.events.push_back(
        {decision.target, PaymentAllocated{invoice.id, invoice.currency, amount}, effective_at, payment_keys});
    decision.events.push_back({invoice_stream, PaymentApplied{decision.target.id, amount}, effective_at, invoice_keys});
}

}  // namespace suoledger::domain

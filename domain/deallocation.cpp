// SPDX-License-Identifier: Apache-2.0
// Taking money out of a payment's allocations.
#include "domain/deallocation.hpp"

#include "domain/reopening.hpp"

namespace suoledger::domain {

FoundPayment find_payment(Lookup& look, const Uuid& payment_id) {
    FoundPayment found{.business = look.business(), .payment = look.payment(payment_id)};
    if (found.payment && found.payment->customer) found.payer = look.customer(*found.payment->customer);
    return found;
}

std::optional<std::unexpected<Stop>> check_found(const FoundPayment& found) {
    if (!found.business) return reject(RejectionCode::business_not_found, "There is no such business.");
    if (!found.payment) return reject(RejectionCode::payment_not_found, "There is no such payment.");
    if (!found.payment->is_received)
        return reject(RejectionCode::payment_not_received, "It is an attempt to pay; no money has arrived.");
    return std::nullopt;
}

PaymentAppend start_append(const CommandContext& context, const FoundPayment& found, Timestamp effective_at) {
    PaymentAppend append{.decision = {},
                         .payment = *found.payment,
                         .business = *found.business,
                         .keys = document_keys(found.payer, *found.business),
                         .now = context.now,
                         .effective_at = effective_at};
    append.decision.target = {context.tenant, StreamType::payment, found.payment->id};
    append.decision.reply_key = reply_key_of(found.payer, *found.business);
    return append;
}

void deallocate(PaymentAppend& append, Lookup& look, const InvoiceShare& part, DeallocationReason reason) {
    const InvoiceState* before = look.invoice(part.invoice);
    const CustomerState* debtor = before ? look.customer(before->customer) : nullptr;
    if (look.incomplete()) return;
    LEDGER_ASSERT(before != nullptr && debtor != nullptr);  // money was allocated to it
    const SealingKeys invoice_keys = document_keys(debtor, append.business);
    InvoiceState invoice = *before;
    append_write_off_reversal(append.decision, invoice, append.now, invoice_keys);
    append_to_payment(append, PaymentDeallocated{part.invoice, append.payment.currency, part.amount, reason});
    append_to_invoice(append.decision, invoice, PaymentUnapplied{append.payment.id, part.amount, reason},
                      append.effective_at, invoice_keys);
    append_reopening(append.decision, *before, invoice, append.now, invoice_keys);
}

std::int64_t free_money(PaymentAppend& append, Lookup& look, std::int64_t amount, DeallocationReason reason) {
    const std::vector<InvoiceShare> allocations = append.payment.allocations;  // deallocating shortens the other
    std::int64_t wanting = std::max<std::int64_t>(amount - amount_unallocated_of(append.payment), 0);
    for (auto share = allocations.rbegin(); wanting > 0 && share != allocations.rend(); ++share) {
        const std::int64_t part = std::min(wanting, share->amount);
        deallocate(append, look, {share->invoice, part}, reason);
        wanting -= part;
    }
    return wanting;
}

}  // namespace suoledger::domain

// SPDX-License-Identifier: Apache-2.0
// What every decision does around an invoice that it may open again.
#include "domain/reopening.hpp"

namespace suoledger::domain {

void append_write_off_reversal(Decision& decision, InvoiceState& invoice, Timestamp now,
                               const SealingKeys& invoice_keys) {
    if (invoice.written_off == 0) return;
    append_to_invoice(decision, invoice, InvoiceWriteOffReversed{invoice.currency, invoice.written_off}, now,
                      invoice_keys);
}

void append_reopening(Decision& decision, const InvoiceState& before, InvoiceState& invoice, Timestamp now,
                      const SealingKeys& invoice_keys) {
    const std::int64_t due = amount_due_of(invoice);
    if (amount_due_of(before) != 0 || due == 0) return;
    append_to_invoice(decision, invoice, InvoiceReopened{due}, now, invoice_keys);
}

}  // namespace suoledger::domain

// SPDX-License-Identifier: Apache-2.0
// What every decision does around an invoice that it may open again: write-off taken back first, InvoiceReopened last.
#pragma once

#include <utility>

#include "domain/evolving.hpp"

namespace suoledger::domain {

/// The event joins the decision and is folded into `invoice`, the decision's own running copy, so that what is decided
/// after it in the same append sees it.
template <class E>
void append_to_invoice(Decision& decision, InvoiceState& invoice, E event, Timestamp effective_at,
                       const SealingKeys& invoice_keys) {
    apply(invoice, event);
    ++invoice.version;
    decision.events.push_back(
        {{decision.target.tenant, StreamType::invoice, invoice.id}, std::move(event), effective_at, invoice_keys});
}

/// InvoiceWriteOffReversed of all that is written off, before whatever reopens the invoice; nothing if nothing is.
/// Takes the date of the correction: `now`.
void append_write_off_reversal(Decision& decision, InvoiceState& invoice, Timestamp now,
                               const SealingKeys& invoice_keys);

/// InvoiceReopened, at the end, if amount_due was 0 before the append and is not 0 after it. `before` is the state that
/// the decision found, `invoice` the running copy with all of this append's events in it.
void append_reopening(Decision& decision, const InvoiceState& before, InvoiceState& invoice, Timestamp now,
                      const SealingKeys& invoice_keys);

}  // namespace suoledger::domain

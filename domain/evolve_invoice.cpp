// SPDX-License-Identifier: Apache-2.0
// Folding the events of invoices.
#include <algorithm>

#include "domain/evolving.hpp"
#include "domain/ledger_assert.hpp"

namespace suoledger::domain {
namespace {

void take_document(InvoiceState& state, const InvoiceIssued& document) {
    state.customer = document.customer;
    state.currency = document.currency;
    state.prices_include_vat = document.prices_include_vat;
    state.lines = document.lines;
    for (InvoiceLine& line : state.lines) line.description = PersonalText();
    state.credited_by_line.assign(document.lines.size(), 0);
    state.totals = document.totals;
    state.issued_on = document.issued_on;
    state.due_on = document.due_on;
    state.number_format = document.number_format;
}

/// All of it: issuing needs the words again.
void take_draft(InvoiceState& state, const InvoiceDraft& draft) {
    state.customer = draft.customer;
    state.currency = draft.currency;
    state.prices_include_vat = draft.prices_include_vat;
    state.totals = draft.totals;
    state.due_on = draft.due_on;
    state.draft = draft;
}

Withholding& withholding_of(InvoiceState& state, const Uuid& withholding_id) {
    const auto found = std::ranges::find(state.withholdings, withholding_id, &Withholding::id);
    LEDGER_ASSERT(found != state.withholdings.end());
    return *found;
}

}  // namespace

void apply(InvoiceState& state, const InvoiceDrafted& event) { take_draft(state, event.draft); }
void apply(InvoiceState& state, const DraftChanged& event) { take_draft(state, event.draft); }
void apply(InvoiceState& state, const DraftDiscarded&) { state.discarded = true; }
void apply(InvoiceState& state, const InvoiceIssued& event) {
    state.draft.reset();
    take_document(state, event);
}
void apply(InvoiceState& state, const InvoiceRevised& event) {
    take_document(state, event.document);
    state.revision = event.revision;
}
void apply(InvoiceState& state, const InvoiceCancelled&) { state.cancelled = true; }
void apply(InvoiceState& state, const CreditNoteIssued& event) {
    for (const CreditedLine& credited : event.lines) {
        const auto index = static_cast<std::size_t>(credited.line);
        LEDGER_ASSERT(index < state.credited_by_line.size());
        state.credited_by_line[index] += credited.amount;
    }
    state.credited += event.totals.total;
}
void apply(InvoiceState& state, const PaymentApplied& event) {
    state.allocations.add(event.payment, event.amount);
    state.allocated += event.amount;
}
void apply(InvoiceState& state, const PaymentUnapplied& event) {
    state.allocations.take(event.payment, event.amount);
    state.allocated -= event.amount;
}
void apply(InvoiceState&, const InvoiceReopened&) {}

void apply(InvoiceState& state, const InvoiceWrittenOff& event) { state.written_off += event.amount; }
void apply(InvoiceState& state, const InvoiceWriteOffReversed& event) {
    LEDGER_ASSERT(state.written_off == event.amount);
    state.written_off = 0;
}
void apply(InvoiceState& state, const WithholdingTaxRecorded& event) {
    state.withholdings.push_back({event.withholding_id, WithholdingKind::withholding_tax, event.amount, false});
    state.withheld += event.amount;
}
void apply(InvoiceState& state, const VatWithheldRecorded& event) {
    state.withholdings.push_back({event.withholding_id, WithholdingKind::vat, event.amount, false});
    state.withheld += event.amount;
}
void apply(InvoiceState& state, const WithholdingReversed& event) {
    Withholding& withholding = withholding_of(state, event.withholding_id);
    LEDGER_ASSERT(!withholding.reversed && withholding.amount == event.amount);
    withholding.reversed = true;
    state.withheld -= event.amount;
}

}  // namespace suoledger::domain

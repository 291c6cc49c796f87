// SPDX-License-Identifier: Apache-2.0
// invoice_documents: what drafts, invoices and revisions say, each for good under the position of its event. Rows come
// in the order of their keys and never change, so that RocksDB need hardly merge what is much of all bytes.
//
// Rows under none: 'x' position tenant: StoredPayload. Which of them is in force, the row of the invoice says.
#include "projections/keys.hpp"
#include "projections/projection.hpp"
#include "projections/row_fields.hpp"

namespace suoledger::projections {

namespace {

using PassedOverByDocuments =
    AllOf<BusinessEvents, KeyEvents, PrivacyEvents, DeliveryEvents, CustomerEvents, PaymentEvents, PayoutEvents,
          ExpenseEvents,
          Ignores<domain::DraftDiscarded, domain::InvoiceCancelled, domain::CreditNoteIssued, domain::PaymentApplied,
                  domain::PaymentUnapplied, domain::InvoiceReopened, domain::InvoiceWrittenOff,
                  domain::InvoiceWriteOffReversed, domain::WithholdingTaxRecorded, domain::VatWithheldRecorded,
                  domain::WithholdingReversed>>;

struct DocumentFold : PassedOverByDocuments {
    const eventstore::RecordedEvent& recorded;
    Rows& rows;
    DocumentFold(const eventstore::RecordedEvent& event, Rows& own_rows) : recorded(event), rows(own_rows) {}

    using PassedOverByDocuments::operator();
    void operator()(const domain::InvoiceDrafted&) const { keep(); }
    void operator()(const domain::DraftChanged&) const { keep(); }
    void operator()(const domain::InvoiceIssued&) const { keep(); }
    void operator()(const domain::InvoiceRevised&) const { keep(); }

private:
    void keep() const {
        rows.put(Key::of(domain::Uuid{}, 'x', recorded.position, recorded.stream.tenant),
                 encoded(stored_payload_of(recorded)));
    }
};

}  // namespace

void fold_invoice_documents(const Fact& fact, Rows& rows) { std::visit(DocumentFold(fact.recorded, rows), fact.event); }

}  // namespace suoledger::projections

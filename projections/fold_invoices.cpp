// SPDX-License-Identifier: Apache-2.0
// invoices: a small row that payments move, the document and the credit notes beside it, and four indexes.
#include "projections/keys.hpp"
#include "projections/projection.hpp"
#include "projections/row_fields.hpp"
#include "projections/shares.hpp"

namespace suoledger::projections {

namespace {

using PassedOver =
    AllOf<BusinessEvents, KeyEvents, CustomerEvents, PaymentEvents, PayoutEvents, ExpenseEvents,
          Ignores<domain::InvoiceDrafted, domain::DraftChanged, domain::DraftDiscarded, domain::InvoiceRevised,
                  domain::InvoiceWrittenOff, domain::InvoiceWriteOffReversed, domain::WithholdingTaxRecorded,
                  domain::VatWithheldRecorded, domain::WithholdingReversed>>;

struct InvoiceFold : PassedOver {
    const eventstore::RecordedEvent& recorded;
    Rows& rows;
    InvoiceFold(const eventstore::RecordedEvent& event, Rows& own_rows) : recorded(event), rows(own_rows) {}

    using PassedOver::operator();
    void operator()(const domain::InvoiceIssued& event) const {
        InvoiceRow row;
        row.id = recorded.stream.id;
        row.customer = event.customer;
        row.number = recorded.series_number;
        row.issued_position = recorded.position;
        row.currency = event.currency;
        row.figures.total = event.totals.total;
        row.issued_on = event.issued_on;
        row.due_on = event.due_on;
        row.created_at = recorded.recorded_at;
        rows.put(key('x', row.id), encode_row(stored_payload_of(recorded)));
        rows.put(key('n', row.number), encode_row(row.id));
        rows.put(key('p', row.issued_position), encode_row(row.id));
        rows.put(key('c', row.customer, row.issued_position), encode_row(row.id));
        save(row, 0);
    }
    void operator()(const domain::InvoiceCancelled&) const {
        change([](InvoiceRow& row) { row.figures.cancelled = true; });
    }
    void operator()(const domain::CreditNoteIssued& event) const {
        const CreditNoteRow note{recorded.position, recorded.series_number, stored_payload_of(recorded),
                                 recorded.recorded_at};
        rows.put(key('k', recorded.stream.id, note.position), encode_row(note));
        change([&](InvoiceRow& row) { row.figures.credited += event.totals.total; });
    }
    void operator()(const domain::PaymentApplied& event) const {
        change([&](InvoiceRow& row) {
            row.figures.allocated += event.amount;
            add_share(row.allocations, &domain::Allocation::payment, event.payment, event.amount);
        });
    }
    void operator()(const domain::PaymentUnapplied& event) const {
        change([&](InvoiceRow& row) {
            row.figures.allocated -= event.amount;
            take_share(row.allocations, &domain::Allocation::payment, event.payment, event.amount);
        });
    }
    /// The amount that rose was moved by the event before it; the version moves with this one.
    void operator()(const domain::InvoiceReopened&) const {
        change([](InvoiceRow&) {});
    }

private:
    template <class... Part>
    [[nodiscard]] std::string key(char kind, const Part&... part) const {
        return Key::of(recorded.stream.tenant, kind, part...);
    }
    template <class Mutate>
    void change(const Mutate& mutate) const {
        const auto bytes = rows.get(key('r', recorded.stream.id));
        if (!bytes) throw FoldFault("invoices: an event of an invoice that was never issued");
        auto row = decode_row<InvoiceRow>(*bytes);
        const auto due_before = domain::amount_due_of(row.figures);
        mutate(row);
        save(row, due_before);
    }
    void save(InvoiceRow& row, std::int64_t due_before) const {
        row.version = recorded.stream_version;
        row.updated_at = recorded.recorded_at;
        rows.put(key('r', row.id), encode_row(row));
        if (!row.due_on) return;
        const auto due_after = domain::amount_due_of(row.figures);
        const auto due_key = key('d', *row.due_on, row.issued_position);
        if (due_before == 0 && due_after > 0) rows.put(due_key, encode_row(row.id));
        if (due_before > 0 && due_after == 0) rows.erase(due_key);
    }
};

}  // namespace

void fold_invoices(const Fact& fact, Rows& rows) { std::visit(InvoiceFold(fact.recorded, rows), fact.event); }

}  // namespace suoledger::projections

// SPDX-License-Identifier: Apache-2.0
// invoices: a small row that payments move, kept by id and once more in the order of issue, which lists go along;
// credit notes and withholdings beside it; indexes. Documents are a projection of their own. Drafts stand in an index
// of their own, so that no list shows one that is not asked for.
//
// Rows under tenant: 'z' the zone · 'r' invoice: InvoiceRow · 'p' position: the same once it is issued ·
// 'f' position: the id of a draft · 'k' invoice position: CreditNoteRow ·
// 'w' invoice position: WithholdingRow · 'v' invoice withholding: where that is · 'c' customer position: nothing ·
// 'd' (due_on or no_due_date) position: OpenInvoice while something is due. Under none: 't' invoice: its tenant.
#include <utility>

#include "projections/keys.hpp"
#include "projections/projection.hpp"
#include "projections/row_fields.hpp"
#include "projections/tenant_zone.hpp"

namespace suoledger::projections {

namespace {

using PassedOverByInvoices =
    AllOf<KeyEvents, PrivacyEvents, MessageEvents, CustomerEvents, PaymentEvents, PayoutEvents, ExpenseEvents,
          Ignores<domain::BusinessProfileChanged, domain::TaxProfileChanged, domain::BankAccountChanged,
                  domain::MemberAdded, domain::MemberRemoved, domain::AccountingYearChanged, domain::LogoChanged>>;

struct InvoiceFold : PassedOverByInvoices {
    const eventstore::RecordedEvent& recorded;
    Rows& rows;
    InvoiceFold(const eventstore::RecordedEvent& event, Rows& own_rows) : recorded(event), rows(own_rows) {}

    using PassedOverByInvoices::operator();
    void operator()(const domain::BusinessRegistered& event) const { keep_zone(recorded.stream.tenant, event, rows); }
    void operator()(const domain::InvoiceDrafted& event) const {
        InvoiceRow row;
        row.id = recorded.stream.id;
        row.issued_position = recorded.position;
        row.issued_on = effective_date_of(recorded, rows);
        row.created_at = recorded.recorded_at;
        row.figures.draft = true;
        rows.put(key('f', row.issued_position), encoded(row.id));
        take_draft(row, event.draft);
    }
    void operator()(const domain::DraftChanged& event) const {
        auto row = load();
        take_draft(row, event.draft);
    }
    void operator()(const domain::DraftDiscarded&) const {
        const auto row = load();
        rows.erase(key('f', row.issued_position));
        rows.erase(key('r', row.id));
    }
    void operator()(const domain::PayLinkRenewed& event) const {
        auto row = load();
        row.pay_link_generation = event.generation;
        keep(row);
    }
    void operator()(const domain::InvoiceIssued& event) const {
        // A pay link names no business.
        rows.put(Key::of(domain::Uuid{}, 't', recorded.stream.id), encoded(recorded.stream.tenant));
        InvoiceRow row;
        row.id = recorded.stream.id;
        row.created_at = recorded.recorded_at;
        if (!begins_stream(recorded)) {
            const auto draft = load();
            row.created_at = draft.created_at;
            rows.erase(key('f', draft.issued_position));
        }
        row.customer = event.customer;
        row.number = recorded.series_number;
        row.issued_position = recorded.position;
        row.currency = event.currency;
        row.issued_on = event.issued_on;
        rows.put(key('c', row.customer, row.issued_position), {});
        take_document(row, event);
    }
    void operator()(const domain::InvoiceRevised& event) const {
        auto row = load();
        row.revision = event.revision;
        take_document(row, event.document);
    }
    void operator()(const domain::InvoiceCancelled&) const {
        change([](InvoiceRow& row) { row.figures.cancelled = true; });
    }
    void operator()(const domain::InvoiceWrittenOff& event) const {
        change([&](InvoiceRow& row) { row.figures.written_off += event.amount; });
    }
    void operator()(const domain::InvoiceWriteOffReversed& event) const {
        change([&](InvoiceRow& row) { row.figures.written_off -= event.amount; });
    }
    void operator()(const domain::CreditNoteIssued& event) const {
        const CreditNoteRow note{recorded.position, recorded.series_number, stored_payload_of(recorded),
                                 recorded.recorded_at};
        rows.put(key('k', recorded.stream.id, note.position), encoded(note));
        change([&](InvoiceRow& row) { row.figures.credited += event.totals.total; });
    }
    void operator()(const domain::WithholdingTaxRecorded& event) const {
        withhold(event, domain::WithholdingKind::withholding_tax);
    }
    void operator()(const domain::VatWithheldRecorded& event) const { withhold(event, domain::WithholdingKind::vat); }
    void operator()(const domain::WithholdingReversed& event) const {
        // Its own copy: what `get` returns is gone with the next call.
        const std::string where(rows.get(key('v', recorded.stream.id, event.withholding_id)).value_or(""));
        const auto bytes = where.empty() ? std::nullopt : rows.get(where);
        if (!bytes) throw FoldFault("invoices: a withholding is reversed that was never recorded");
        auto withholding = decode_row<WithholdingRow>(*bytes);
        withholding.reversed_at = recorded.recorded_at;
        rows.put(where, encoded(withholding));
        change([&](InvoiceRow& row) { row.figures.withheld -= event.amount; });
    }
    void operator()(const domain::PaymentApplied& event) const {
        change([&](InvoiceRow& row) { row.figures.allocated += event.amount; });
    }
    void operator()(const domain::PaymentUnapplied& event) const {
        change([&](InvoiceRow& row) {
            if (row.figures.allocated < event.amount) throw FoldFault("invoices: more is released than was allocated");
            row.figures.allocated -= event.amount;
        });
    }
    /// The amount that rose was moved by the event before it; the version moves with this one.
    void operator()(const domain::InvoiceReopened&) const {
        change([](InvoiceRow&) {});
    }

private:
    template <class... Part>
    [[nodiscard]] Key key(char kind, const Part&... part) const {
        return Key::of(recorded.stream.tenant, kind, part...);
    }
    [[nodiscard]] InvoiceRow load() const {
        const auto bytes = rows.get(key('r', recorded.stream.id));
        if (!bytes) throw FoldFault("invoices: an event of an invoice that is not there");
        return decode_row<InvoiceRow>(*bytes);
    }
    template <class Mutate>
    void change(const Mutate& mutate) const {
        auto row = load();
        const auto due_before = domain::amount_due_of(row.figures);
        mutate(row);
        settle(row, due_before);
        save(row);
        index_due(row, row.due_on, due_before);
    }
    void take_draft(InvoiceRow& row, const domain::InvoiceDraft& draft) const {
        row.customer = draft.customer;
        row.currency = draft.currency;
        row.figures.total = draft.totals.total;
        row.due_on = draft.due_on;
        row.document_position = recorded.position;
        save(row);
    }
    void take_document(InvoiceRow& row, const domain::InvoiceIssued& document) const {
        const auto due_before = domain::amount_due_of(row.figures);
        const auto due_on_before = std::exchange(row.due_on, document.due_on);
        row.figures.total = document.totals.total;
        row.document_position = recorded.position;
        save(row);
        index_due(row, due_on_before, due_before);
    }
    template <class Recorded>
    void withhold(const Recorded& event, domain::WithholdingKind kind) const {
        const WithholdingRow withholding{
            event.withholding_id, kind,        event.amount, event.withheld_on, stored_payload_of(recorded),
            recorded.recorded_at, std::nullopt};
        const auto where = key('w', recorded.stream.id, recorded.position);
        rows.put(where, encoded(withholding));
        rows.put(key('v', recorded.stream.id, event.withholding_id), where);
        change([&](InvoiceRow& row) { row.figures.withheld += event.amount; });
    }
    void settle(InvoiceRow& row, std::int64_t due_before) const {
        const auto due_after = domain::amount_due_of(row.figures);
        if (due_after != 0 || row.figures.allocated == 0) row.settled_on.reset();
        if (due_before != 0 && due_after == 0 && row.figures.allocated > 0)
            row.settled_on = effective_date_of(recorded, rows);
    }
    void save(InvoiceRow& row) const {
        row.version = recorded.stream_version;
        row.updated_at = recorded.recorded_at;
        keep(row);
    }
    void keep(const InvoiceRow& row) const {
        const auto bytes = encoded(row);
        if (!row.figures.draft) rows.put(key('p', row.issued_position), bytes);
        rows.put(key('r', row.id), bytes);
    }
    void index_due(const InvoiceRow& row, std::optional<domain::Date> due_on_before, std::int64_t due_before) const {
        const auto due = domain::amount_due_of(row.figures);
        if (due_on_before == row.due_on && due_before == due) return;
        const auto owed = [&](std::optional<domain::Date> due_on) {
            return key('d', due_on.value_or(no_due_date), row.issued_position);
        };
        if (due_before > 0 && (due <= 0 || due_on_before != row.due_on)) rows.erase(owed(due_on_before));
        if (due > 0)
            rows.put(owed(row.due_on),
                     encoded(OpenInvoice{row.id, row.customer, row.currency, due, row.issued_on, row.due_on}));
    }
};

}  // namespace

void fold_invoices(const Fact& fact, Rows& rows) { std::visit(InvoiceFold(fact.recorded, rows), fact.event); }

}  // namespace suoledger::projections

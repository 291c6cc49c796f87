// SPDX-License-Identifier: Apache-2.0
// expenses: one row each, found by recorded position.
#include "projections/keys.hpp"
#include "projections/projection.hpp"
#include "projections/row_fields.hpp"

namespace suoledger::projections {

namespace {

using PassedOverByExpenses = AllOf<BusinessEvents, KeyEvents, CustomerEvents, InvoiceEvents, PaymentEvents,
                                   PayoutEvents, PrivacyEvents, DeliveryEvents>;

struct ExpenseFold : PassedOverByExpenses {
    const eventstore::RecordedEvent& recorded;
    Rows& rows;
    ExpenseFold(const eventstore::RecordedEvent& event, Rows& own_rows) : recorded(event), rows(own_rows) {}

    using PassedOverByExpenses::operator();
    void operator()(const domain::ExpenseRecorded& event) const {
        ExpenseRow row;
        row.id = recorded.stream.id;
        row.recorded_position = recorded.position;
        row.created_at = recorded.recorded_at;
        rows.put(Key::of(recorded.stream.tenant, 'p', row.recorded_position), encoded(row.id));
        take(row, event.facts);
        save(row);
    }
    void operator()(const domain::ExpenseCorrected& event) const {
        auto row = load();
        take(row, event.facts);
        save(row);
    }
    void operator()(const domain::ExpenseVoided&) const {
        auto row = load();
        row.voided = true;
        save(row);
    }

private:
    void take(ExpenseRow& row, const domain::ExpenseFacts& facts) const {
        row.figures = facts.figures;
        row.spent_on = facts.spent_on;
        row.facts = stored_payload_of(recorded);
    }
    [[nodiscard]] ExpenseRow load() const {
        const auto bytes = rows.get(Key::of(recorded.stream.tenant, 'r', recorded.stream.id));
        if (!bytes) throw FoldFault("expenses: an event of an expense that was never recorded");
        return decode_row<ExpenseRow>(*bytes);
    }
    void save(ExpenseRow& row) const {
        row.version = recorded.stream_version;
        row.updated_at = recorded.recorded_at;
        rows.put(Key::of(recorded.stream.tenant, 'r', row.id), encoded(row));
    }
};

}  // namespace

void fold_expenses(const Fact& fact, Rows& rows) { std::visit(ExpenseFold(fact.recorded, rows), fact.event); }

}  // namespace suoledger::projections

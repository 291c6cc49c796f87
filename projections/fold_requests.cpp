// SPDX-License-Identifier: Apache-2.0
// requests: one row each, with the latest event of every type, found by the position at which it was received.
#include <algorithm>

#include "projections/keys.hpp"
#include "projections/projection.hpp"
#include "projections/row_fields.hpp"

namespace suoledger::projections {

namespace {

using PassedOverByRequests = AllOf<BusinessEvents, KeyEvents, CustomerEvents, CustomerRightsEvents, InvoiceEvents,
                                   PaymentEvents, PayoutEvents, ExpenseEvents, AccessEvents, KekEvents, DeliveryEvents>;

struct RequestFold : PassedOverByRequests {
    const eventstore::RecordedEvent& recorded;
    Rows& rows;
    RequestFold(const eventstore::RecordedEvent& event, Rows& own_rows) : recorded(event), rows(own_rows) {}

    using PassedOverByRequests::operator();
    void operator()(const domain::RequestReceived& event) const {
        RequestRow row;
        row.id = recorded.stream.id;
        row.received_position = recorded.position;
        row.kind = event.kind;
        row.customer = event.customer;
        row.created_at = recorded.recorded_at;
        save(row);
        rows.put(Key::of(recorded.stream.tenant, 'p', row.received_position), encoded(row.id));
    }
    void operator()(const domain::RequesterIdentified& event) const {
        auto row = load();
        row.customer = event.customer;
        save(row);
    }
    void operator()(const domain::RequestDecided&) const { keep(); }
    void operator()(const domain::RequestCompleted&) const {
        auto row = load();
        row.completed = true;
        save(row);
    }
    void operator()(const domain::BreachAssessed&) const { keep(); }
    void operator()(const domain::AuthorityNotified&) const { keep(); }
    void operator()(const domain::SubjectsNotified&) const { keep(); }

private:
    [[nodiscard]] Key key() const { return Key::of(recorded.stream.tenant, 'r', recorded.stream.id); }
    [[nodiscard]] RequestRow load() const {
        const auto bytes = rows.get(key());
        if (!bytes) throw FoldFault("requests: an event of a request that is not there");
        return decode_row<RequestRow>(*bytes);
    }
    void keep() const {
        auto row = load();
        save(row);
    }
    void save(RequestRow& row) const {
        std::erase_if(row.steps,
                      [this](const RequestStep& step) { return step.payload.event_type == recorded.event_type; });
        row.steps.push_back({recorded.position, recorded.effective_at, stored_payload_of(recorded)});
        row.version = recorded.stream_version;
        row.updated_at = recorded.recorded_at;
        rows.put(key(), encoded(row));
    }
};

}  // namespace

void fold_requests(const Fact& fact, Rows& rows) { std::visit(RequestFold(fact.recorded, rows), fact.event); }

}  // namespace suoledger::projections

// SPDX-License-Identifier: Apache-2.0
// payouts: one row each, found by recorded position.
#include "projections/keys.hpp"
#include "projections/projection.hpp"
#include "projections/row_fields.hpp"

namespace suoledger::projections {

namespace {

using PassedOverByPayouts = AllOf<BusinessEvents, KeyEvents, CustomerEvents, InvoiceEvents, PaymentEvents,
                                  ExpenseEvents, PrivacyEvents, DeliveryEvents>;

struct PayoutFold : PassedOverByPayouts {
    const eventstore::RecordedEvent& recorded;
    Rows& rows;
    PayoutFold(const eventstore::RecordedEvent& event, Rows& own_rows) : recorded(event), rows(own_rows) {}

    using PassedOverByPayouts::operator();
    void operator()(const domain::ProviderPayoutRecorded&) const {
        PayoutRow row;
        row.id = recorded.stream.id;
        row.version = recorded.stream_version;
        row.recorded_position = recorded.position;
        row.recorded = stored_payload_of(recorded);
        row.created_at = recorded.recorded_at;
        rows.put(Key::of(recorded.stream.tenant, 'r', row.id), encoded(row));
        rows.put(Key::of(recorded.stream.tenant, 'p', row.recorded_position), encoded(row.id));
    }
};

}  // namespace

void fold_payouts(const Fact& fact, Rows& rows) { std::visit(PayoutFold(fact.recorded, rows), fact.event); }

}  // namespace suoledger::projections

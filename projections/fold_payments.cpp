// SPDX-License-Identifier: Apache-2.0
// payments: one row each, found by received position, by customer and by the invoices they are allocated to now.
#include <algorithm>

#include "projections/keys.hpp"
#include "projections/projection.hpp"
#include "projections/row_fields.hpp"
#include "projections/shares.hpp"

namespace suoledger::projections {

namespace {

// PaymentApplied and PaymentUnapplied are the invoice's side of what the payment's own stream says.
using PassedOver = AllOf<BusinessEvents, KeyEvents, CustomerEvents, InvoiceEvents, PayoutEvents, ExpenseEvents>;

struct PaymentFold : PassedOver {
    const eventstore::RecordedEvent& recorded;
    Rows& rows;
    PaymentFold(const eventstore::RecordedEvent& event, Rows& own_rows) : recorded(event), rows(own_rows) {}

    using PassedOver::operator();
    void operator()(const domain::PaymentReceived& event) const {
        PaymentRow row;
        row.id = recorded.stream.id;
        row.receipt_number = recorded.series_number;
        row.received_position = recorded.position;
        row.currency = event.currency;
        row.method = event.method;
        row.amount = event.amount;
        row.fee = event.fee;
        row.customer = event.customer;
        row.received = stored_payload_of(recorded);
        row.received_at = recorded.effective_at;
        row.created_at = recorded.recorded_at;
        rows.put(key('p', row.received_position), encode_row(row.id));
        if (row.customer) rows.put(key('c', *row.customer, row.received_position), encode_row(row.id));
        save(row);
    }
    void operator()(const domain::PaymentAllocated& event) const {
        auto row = load();
        row.allocated += event.amount;
        add_share(row.allocations, &domain::InvoiceShare::invoice, event.invoice, event.amount);
        rows.put(key('i', event.invoice, row.received_position), encode_row(row.id));
        save(row);
    }
    void operator()(const domain::PaymentDeallocated& event) const {
        auto row = load();
        row.allocated -= event.amount;
        if (take_share(row.allocations, &domain::InvoiceShare::invoice, event.invoice, event.amount)) {
            rows.erase(key('i', event.invoice, row.received_position));
        }
        save(row);
    }

    void operator()(const domain::RefundRequested& event) const {
        auto row = load();
        row.reserved += event.amount;
        row.refunds.push_back({.id = event.refund_id,
                               .amount = event.amount,
                               .fee = 0,
                               .status = domain::RefundStatus::requested,
                               .settled_on = std::nullopt,
                               .requested = stored_payload_of(recorded),
                               .failed = std::nullopt,
                               .created_at = recorded.recorded_at,
                               .updated_at = recorded.recorded_at});
        save(row);
    }
    void operator()(const domain::RefundSettled& event) const {
        auto row = load();
        row.reserved -= event.from_reserved;
        row.refunded += event.amount;
        row.overdrawn += event.overdrawn;
        RefundRow& refund = changed(row.refunds, event.refund_id);
        refund.status = domain::RefundStatus::settled;
        refund.fee = event.fee;
        refund.settled_on = event.settled_on;
        save(row);
    }
    void operator()(const domain::RefundFailed& event) const {
        auto row = load();
        row.reserved -= event.released;
        RefundRow& refund = changed(row.refunds, event.refund_id);
        refund.status = domain::RefundStatus::failed;
        refund.failed = stored_payload_of(recorded);
        save(row);
    }
    void operator()(const domain::ChargebackOpened& event) const {
        auto row = load();
        row.chargebacks.push_back({.id = event.chargeback_id,
                                   .amount = event.amount,
                                   .amount_taken = event.amount_taken,
                                   .fee = 0,
                                   .stage = domain::ChargebackStage::opened,
                                   .opened_on = event.opened_on,
                                   .closed_on = std::nullopt,
                                   .opened = stored_payload_of(recorded),
                                   .created_at = recorded.recorded_at,
                                   .updated_at = recorded.recorded_at});
        save(row);
    }
    void operator()(const domain::ChargebackWon& event) const {
        auto row = load();
        ChargebackRow& chargeback = changed(row.chargebacks, event.chargeback_id);
        chargeback.stage = domain::ChargebackStage::won;
        chargeback.closed_on = event.won_on;
        save(row);
    }
    void operator()(const domain::ChargebackLost& event) const {
        auto row = load();
        row.reserved -= event.from_reserved;
        row.charged_back += event.amount;
        row.overdrawn += event.overdrawn;
        ChargebackRow& chargeback = changed(row.chargebacks, event.chargeback_id);
        chargeback.stage = domain::ChargebackStage::lost;
        chargeback.fee = event.fee;
        chargeback.closed_on = event.lost_on;
        save(row);
    }

private:
    template <class... Part>
    [[nodiscard]] std::string key(char kind, const Part&... part) const {
        return Key::of(recorded.stream.tenant, kind, part...);
    }
    [[nodiscard]] PaymentRow load() const {
        const auto bytes = rows.get(key('r', recorded.stream.id));
        if (!bytes) throw FoldFault("payments: an event of a payment that was never received");
        return decode_row<PaymentRow>(*bytes);
    }
    /// The one that the event names, as of now.
    template <class Part>
    [[nodiscard]] Part& changed(std::vector<Part>& parts, const domain::Uuid& id) const {
        const auto found = std::ranges::find(parts, id, &Part::id);
        if (found == parts.end()) throw FoldFault("payments: an event of a refund or dispute that is not there");
        found->updated_at = recorded.recorded_at;
        return *found;
    }
    void save(PaymentRow& row) const {
        row.version = recorded.stream_version;
        row.updated_at = recorded.recorded_at;
        rows.put(key('r', row.id), encode_row(row));
    }
};

}  // namespace

void fold_payments(const Fact& fact, Rows& rows) { std::visit(PaymentFold(fact.recorded, rows), fact.event); }

}  // namespace suoledger::projections

// SPDX-License-Identifier: Apache-2.0
// payments: one row each, found by received position, by customer and by the invoices they are allocated to now.
#include "projections/keys.hpp"
#include "projections/projection.hpp"
#include "projections/row_fields.hpp"
#include "projections/shares.hpp"

namespace suoledger::projections {

namespace {

// PaymentApplied and PaymentUnapplied are the invoice's side of what the payment's own stream says.
using PassedOver = AllOf<BusinessEvents, KeyEvents, CustomerEvents, InvoiceEvents, PayoutEvents, ExpenseEvents,
                         Ignores<domain::RefundRequested, domain::RefundSettled, domain::RefundFailed,
                                 domain::ChargebackOpened, domain::ChargebackWon, domain::ChargebackLost>>;

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
    void save(PaymentRow& row) const {
        row.version = recorded.stream_version;
        row.updated_at = recorded.recorded_at;
        rows.put(key('r', row.id), encode_row(row));
    }
};

}  // namespace

void fold_payments(const Fact& fact, Rows& rows) { std::visit(PaymentFold(fact.recorded, rows), fact.event); }

}  // namespace suoledger::projections

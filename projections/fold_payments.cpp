// SPDX-License-Identifier: Apache-2.0
// payments: one row each, found by the position of their first event, by customer and by the invoices they are
// allocated to now.
#include <algorithm>

#include "projections/keys.hpp"
#include "projections/projection.hpp"
#include "projections/row_fields.hpp"
#include "projections/shares.hpp"

namespace suoledger::projections {

namespace {

// PaymentApplied and PaymentUnapplied are the invoice's side of what the payment's own stream says.
using PassedOverByPayments = AllOf<BusinessEvents, KeyEvents, CustomerEvents, InvoiceEvents, PayoutEvents,
                                   ExpenseEvents, PrivacyEvents, DeliveryEvents>;

struct PaymentFold : PassedOverByPayments {
    const eventstore::RecordedEvent& recorded;
    Rows& rows;
    PaymentFold(const eventstore::RecordedEvent& event, Rows& own_rows) : recorded(event), rows(own_rows) {}

    using PassedOverByPayments::operator();
    void operator()(const domain::PaymentInitiated& event) const {
        PaymentRow row = begun();
        row.livemode = event.livemode;
        row.attempt = AttemptRow{.facts = {.invoice = event.invoice,
                                           .revision = event.revision,
                                           .currency = event.currency,
                                           .amount = event.amount,
                                           .provider = event.provider,
                                           .provider_reference = event.provider_reference,
                                           .customer = event.customer},
                                 .checkout = std::nullopt,
                                 .failed = std::nullopt};
        row.currency = event.currency;
        row.method = domain::PaymentMethod::provider;
        row.provider = event.provider;
        row.provider_reference = event.provider_reference;
        own(row, event.customer);
        save(row);
    }
    void operator()(const domain::CheckoutOpened&) const {
        auto row = load();
        AttemptRow& attempt = attempt_of(row);
        attempt.facts.has_checkout = true;
        attempt.checkout = stored_payload_of(recorded);
        save(row);
    }
    void operator()(const domain::PaymentFailed&) const {
        auto row = load();
        AttemptRow& attempt = attempt_of(row);
        attempt.facts.has_failed = true;
        attempt.failed = stored_payload_of(recorded);
        save(row);
    }
    void operator()(const domain::PaymentReceived& event) const {
        PaymentRow row = begins_stream(recorded) ? begun() : load();
        row.receipt_number = recorded.series_number;
        row.livemode = event.livemode;
        row.currency = event.currency;
        row.method = event.method;
        row.amount = event.amount;
        row.fee = event.fee;
        row.provider = event.provider;
        row.provider_payment_id = event.provider_payment_id;
        row.provider_reference = event.provider_reference;
        row.channel = event.channel;
        row.received = stored_payload_of(recorded);
        row.received_at = recorded.effective_at;
        own(row, event.customer);
        save(row);
    }
    void operator()(const domain::PaymentAllocated& event) const {
        auto row = load();
        row.allocated += event.amount;
        add_share(row.allocations, &domain::InvoiceShare::invoice, event.invoice, event.amount);
        rows.put(key('i', event.invoice, row.created_position), encoded(row.id));
        save(row);
    }
    void operator()(const domain::PaymentDeallocated& event) const {
        auto row = load();
        row.allocated -= event.amount;
        if (take_share(row.allocations, &domain::InvoiceShare::invoice, event.invoice, event.amount)) {
            rows.erase(key('i', event.invoice, row.created_position));
        }
        save(row);
    }

    void operator()(const domain::RefundRequested& event) const {
        auto row = load();
        row.reserved += event.reserved;
        row.refunds.push_back({.id = event.refund_id,
                               .amount = event.amount,
                               .fee = 0,
                               .status = domain::RefundStatus::requested,
                               .settled_on = std::nullopt,
                               .provider_refund_id = {},
                               .requested = stored_payload_of(recorded),
                               .failed = std::nullopt,
                               .created_at = recorded.recorded_at,
                               .updated_at = recorded.recorded_at});
        save(row);
    }
    void operator()(const domain::RefundAcknowledged& event) const {
        auto row = load();
        changed(row.refunds, event.refund_id).provider_refund_id = event.provider_refund_id;
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
    [[nodiscard]] Key key(char kind, const Part&... part) const {
        return Key::of(recorded.stream.tenant, kind, part...);
    }
    [[nodiscard]] PaymentRow begun() const {
        PaymentRow row;
        row.id = recorded.stream.id;
        row.created_position = recorded.position;
        row.created_at = recorded.recorded_at;
        rows.put(key('p', row.created_position), encoded(row.id));
        return row;
    }
    void own(PaymentRow& row, const std::optional<domain::Uuid>& customer) const {
        row.customer = customer;
        if (customer) rows.put(key('c', *customer, row.created_position), encoded(row.id));
    }
    [[nodiscard]] static AttemptRow& attempt_of(PaymentRow& row) {
        if (!row.attempt) throw FoldFault("payments: an event of an attempt that was never begun");
        return *row.attempt;
    }
    [[nodiscard]] PaymentRow load() const {
        const auto bytes = rows.get(key('r', recorded.stream.id));
        if (!bytes) throw FoldFault("payments: an event of a payment that is not there");
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
        row.status =
            domain::status_of(row.received.has_value(), row.attempt ? std::optional(row.attempt->facts) : std::nullopt);
        row.version = recorded.stream_version;
        row.updated_at = recorded.recorded_at;
        rows.put(key('r', row.id), encoded(row));
    }
};

}  // namespace

void fold_payments(const Fact& fact, Rows& rows) { std::visit(PaymentFold(fact.recorded, rows), fact.event); }

}  // namespace suoledger::projections

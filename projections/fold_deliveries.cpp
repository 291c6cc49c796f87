// SPDX-License-Identifier: Apache-2.0
// deliveries: one row for each stream, tenant 'r' id; nil 'm' message -> tenant, id and nil 'd' id -> tenant,
// because a bounce and a document's token name no tenant.
#include <algorithm>

#include "projections/keys.hpp"
#include "projections/projection.hpp"
#include "projections/row_fields.hpp"

namespace suoledger::projections {

namespace {

using PassedOverByDeliveries = AllOf<BusinessEvents, KeyEvents, CustomerEvents, InvoiceEvents, PaymentEvents,
                                     PayoutEvents, ExpenseEvents, PrivacyEvents>;

struct DeliveryFold : PassedOverByDeliveries {
    const eventstore::RecordedEvent& recorded;
    Rows& rows;
    DeliveryFold(const eventstore::RecordedEvent& event, Rows& own_rows) : recorded(event), rows(own_rows) {}

    using PassedOverByDeliveries::operator();
    void operator()(const domain::PayLinkRenewed& event) const {
        auto row = load();
        row.pay_link_generation = event.generation;
        save(row);
    }
    void operator()(const domain::TransferClaimed& event) const {
        auto row = load();
        row.claims.push_back({.id = event.claim_id,
                              .revision = event.revision,
                              .currency = event.currency,
                              .amount = event.amount,
                              .claimed_on = event.claimed_on,
                              .claimed = stored_payload_of(recorded),
                              .rejection = {},
                              .claimed_at = recorded.effective_at,
                              .rejected_at = {}});
        save(row);
    }
    void operator()(const domain::TransferClaimRejected& event) const {
        auto row = load();
        const auto claim = std::ranges::find(row.claims, event.claim_id, &TransferClaimRow::id);
        if (claim == row.claims.end()) throw FoldFault("deliveries: a claim is rejected that was never made");
        claim->rejection = stored_payload_of(recorded);
        claim->rejected_at = recorded.effective_at;
        save(row);
    }
    void operator()(const domain::SendRequested& event) const {
        auto row = load();
        row.messages.push_back({.id = event.message_id,
                                .channel = event.channel,
                                .message_template = event.message_template,
                                .what = event.what,
                                .status = domain::MessageStatus::requested,
                                .provider_message_id = {},
                                .code = {},
                                .requested = stored_payload_of(recorded),
                                .bounced = {},
                                .requested_at = recorded.effective_at,
                                .updated_at = recorded.effective_at});
        save(row);
        rows.put(Key::of(domain::Uuid{}, 'm', event.message_id),
                 encoded(MessagePlace{recorded.stream.tenant, recorded.stream.id}));
    }
    void operator()(const domain::InvoiceSent& event) const {
        change_message(event.message_id, [&](MessageRow& message) {
            message.status = domain::MessageStatus::sent;
            message.provider_message_id = event.provider_message_id;
        });
    }
    void operator()(const domain::InvoiceDelivered& event) const {
        change_message(event.message_id,
                       [](MessageRow& message) { message.status = domain::MessageStatus::delivered; });
    }
    void operator()(const domain::InvoiceBounced& event) const {
        change_message(event.message_id, [&](MessageRow& message) {
            message.status = domain::MessageStatus::bounced;
            message.code = event.code;
            message.bounced_for_good = event.permanent;
            message.bounced = stored_payload_of(recorded);
        });
    }
    void operator()(const domain::SendingFailed& event) const {
        change_message(event.message_id, [&](MessageRow& message) {
            message.status = domain::MessageStatus::failed;
            message.code = event.code;
        });
    }
    void operator()(const domain::InvoiceViewed& event) const {
        auto row = load();
        row.views.push_back({event.revision, event.channel, recorded.effective_at});
        save(row);
    }
    void operator()(const domain::DocumentRendered& event) const {
        auto row = load();
        row.documents.push_back({.position = recorded.position,
                                 .event_id = recorded.event_id,
                                 .kind = event.kind,
                                 .document_version = event.document_version,
                                 .template_version = event.template_version,
                                 .erasure = event.erasure,
                                 .sha256 = event.sha256,
                                 .bytes = event.bytes,
                                 .rendered_at = recorded.recorded_at});
        save(row);
        rows.put(Key::of(domain::Uuid{}, 'd', recorded.stream.id), encoded(recorded.stream.tenant));
    }

private:
    [[nodiscard]] Key key() const { return Key::of(recorded.stream.tenant, 'r', recorded.stream.id); }
    /// Any of its events may be the first.
    [[nodiscard]] DeliveryRow load() const {
        if (begins_stream(recorded)) {
            DeliveryRow begun;
            begun.id = recorded.stream.id;
            begun.created_at = recorded.recorded_at;
            return begun;
        }
        const auto bytes = rows.get(key());
        if (!bytes) throw FoldFault("deliveries: a later event of a stream that never began");
        return decode_row<DeliveryRow>(*bytes);
    }
    template <class Change>
    void change_message(const domain::Uuid& id, const Change& change) const {
        auto row = load();
        const auto message = std::ranges::find(row.messages, id, &MessageRow::id);
        if (message == row.messages.end()) throw FoldFault("deliveries: an outcome of a message that was never sent");
        change(*message);
        message->updated_at = recorded.effective_at;
        save(row);
    }
    void save(DeliveryRow& row) const {
        row.version = recorded.stream_version;
        row.updated_at = recorded.recorded_at;
        rows.put(key(), encoded(row));
    }
};

}  // namespace

void fold_deliveries(const Fact& fact, Rows& rows) { std::visit(DeliveryFold(fact.recorded, rows), fact.event); }

}  // namespace suoledger::projections

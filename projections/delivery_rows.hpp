// SPDX-License-Identifier: Apache-2.0
// Rows of deliveries: what was sent and shown of an invoice, a payment or a customer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/delivery.hpp"
#include "eventstore/recorded_event.hpp"
#include "projections/request_rows.hpp"

namespace suoledger::projections {

struct TransferClaimRow {
    domain::Uuid id;
    std::int64_t revision = 1;
    domain::Currency currency = domain::Currency::ngn;
    std::int64_t amount = 0;
    domain::Date claimed_on;
    StoredPayload claimed;                   // TransferClaimed
    std::optional<StoredPayload> rejection;  // TransferClaimRejected
    domain::Timestamp claimed_at;
    std::optional<domain::Timestamp> rejected_at;
};
struct MessageRow {
    domain::Uuid id;
    domain::DeliveryChannel channel{};
    domain::MessageTemplate message_template{};
    std::int64_t what = 1;
    domain::MessageStatus status{};
    std::string provider_message_id;
    std::string code;  // of the last bounce or failure
    bool bounced_for_good = false;
    StoredPayload requested;               // SendRequested
    std::optional<StoredPayload> bounced;  // latest InvoiceBounced
    domain::Timestamp requested_at, updated_at;
};
struct ViewRow {
    std::int64_t revision = 1;
    domain::DeliveryChannel channel{};
    domain::Timestamp first_viewed_at;
};
struct RenderedRow {
    std::int64_t position = 0;
    domain::Uuid event_id;
    domain::DocumentKind kind{};
    std::int64_t document_version = 1;
    std::string template_version;
    domain::DocumentErasure erasure{};
    eventstore::Hash sha256{};
    std::int64_t bytes = 0;
    domain::Timestamp rendered_at;
};
/// Its id is that of the invoice, payment or customer.
struct DeliveryRow {
    domain::Uuid id;
    std::int64_t version = 0;
    std::int64_t pay_link_generation = 0;
    std::vector<TransferClaimRow> claims;  // each list: oldest first
    std::vector<MessageRow> messages;
    std::vector<ViewRow> views;
    std::vector<RenderedRow> documents;
    domain::Timestamp created_at, updated_at;
};
/// Where a message belongs: who reports of one names nothing else.
struct MessagePlace {
    domain::Uuid tenant, subject;
};

}  // namespace suoledger::projections

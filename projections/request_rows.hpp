// SPDX-License-Identifier: Apache-2.0
// Rows of people's rights: their requests, and what stands beside a customer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/erasure.hpp"
#include "domain/request.hpp"
#include "domain/restriction.hpp"
#include "eventstore/recorded_event.hpp"

namespace suoledger::projections {

/// A stored payload with what is needed to decode and open it.
struct StoredPayload {
    domain::Uuid event_id;
    std::string event_type;
    std::int32_t schema_version = 1;
    std::string payload;
};

/// One step of a request, as it is stored.
struct RequestStep {
    std::int64_t position = 0;
    domain::Timestamp effective_at;
    StoredPayload payload;
};
/// The last event of every type that its stream has: at most one of each is looked at again.
struct RequestRow {
    domain::Uuid id;
    std::int64_t version = 0, received_position = 0;
    domain::RequestKind kind{};
    std::optional<domain::Uuid> customer;
    bool completed = false;
    std::vector<RequestStep> steps;  // oldest first
    domain::Timestamp created_at, updated_at;
};

struct RestrictionRow {
    domain::Restriction restriction;
    std::optional<domain::Uuid> request;
    domain::Timestamp restricted_at;
};
struct LegalHoldRow {
    domain::Uuid id;
    StoredPayload placed;  // LegalHoldPlaced
    domain::Timestamp placed_at;
};
struct DestroyedKeyRow {
    std::int64_t position = 0;
    domain::Timestamp destroyed_at;
    std::optional<domain::Date> complete_on;  // when no backup can open it any more
};
struct ErasureRow {
    std::int64_t position = 0;
    std::optional<domain::Uuid> request;
    domain::ErasureBasis basis{};
    std::optional<domain::Date> last_document_on;
    domain::Date record_key_due_on, complete_on;
    domain::Timestamp requested_at;
    std::optional<DestroyedKeyRow> contact, record;
};
ErasureRow erasure_row_of(const domain::ErasureRequested& event, const eventstore::RecordedEvent& recorded);
void apply(ErasureRow& row, const domain::SubjectKeyDestroyed& event, const eventstore::RecordedEvent& recorded);
void apply(ErasureRow& row, const domain::RecordKeyPostponed& event);

}  // namespace suoledger::projections

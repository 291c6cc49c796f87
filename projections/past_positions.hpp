// SPDX-License-Identifier: Apache-2.0
// Where the log stood at a moment of recorded time.
#pragma once

#include <cstdint>

#include "eventstore/event_store.hpp"
#include "projections/read_models.hpp"

namespace suoledger::projections {

/// The last position with recorded_at ≤ `moment`; 0 when there is none. Recorded time never falls along the log, so it
/// is found in about log2(head) reads of one event each. Throws StoreUnavailable.
std::int64_t position_at(eventstore::EventStore& log, domain::Timestamp moment);
/// 1 ≤ position ≤ head. Throws StoreUnavailable.
eventstore::RecordedEvent event_at(eventstore::EventStore& log, std::int64_t position);
/// The same of a position that may be 0.
ProjectionPosition described_position(eventstore::EventStore& log, std::int64_t position);

}  // namespace suoledger::projections

// SPDX-License-Identifier: Apache-2.0
// Bisection over positions.
#include "projections/past_positions.hpp"

namespace suoledger::projections {

eventstore::RecordedEvent event_at(eventstore::EventStore& log, std::int64_t position) {
    auto found =
        log.read_log({.after_position = position - 1, .limit = 1, .tenant = {}, .event_type = {}, .stream_id = {}});
    if (found.empty() || found.front().position != position)
        throw eventstore::StoreUnavailable("a position below the head is not in the log");
    return std::move(found.front());
}

std::int64_t position_at(eventstore::EventStore& log, domain::Timestamp moment) {
    const auto head = log.head();
    if (head.position == 0 || head.recorded_at <= moment) return head.position;
    std::int64_t reached = 0, beyond = head.position;  // recorded by then; recorded later
    while (beyond - reached > 1) {
        const std::int64_t middle = reached + (beyond - reached) / 2;
        (event_at(log, middle).recorded_at <= moment ? reached : beyond) = middle;
    }
    return reached;
}

ProjectionPosition described_position(eventstore::EventStore& log, std::int64_t position) {
    ProjectionPosition described;
    described.epoch = log.head().epoch;
    if (position == 0) return described;
    const auto event = event_at(log, position);
    described.position = position;
    described.leaf_hash = event.leaf_hash;
    described.recorded_at = event.recorded_at;
    return described;
}

}  // namespace suoledger::projections

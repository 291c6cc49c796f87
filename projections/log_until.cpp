// SPDX-License-Identifier: Apache-2.0
#include "projections/log_until.hpp"

#include "projections/past_positions.hpp"

namespace suoledger::projections {

LogUntil::LogUntil(eventstore::EventStore& log, std::int64_t position) : log_(log), head_(log.head()) {
    const ProjectionPosition described = described_position(log, position);
    head_.position = described.position;
    head_.recorded_at = described.recorded_at;
    head_.leaf_hash = described.leaf_hash;
}

void LogUntil::submit(eventstore::Submission, eventstore::OnOutcome on_outcome) {
    on_outcome(eventstore::Unavailable{"read_only"});
}

std::vector<eventstore::RecordedEvent> LogUntil::read_stream(const eventstore::StreamQuery& query) {
    return shown(log_.read_stream(query));
}

std::vector<eventstore::RecordedEvent> LogUntil::read_log(const eventstore::LogQuery& query) {
    return shown(log_.read_log(query));
}

std::vector<eventstore::RecordedEvent> LogUntil::shown(std::vector<eventstore::RecordedEvent> events) const {
    while (!events.empty() && events.back().position > head_.position) events.pop_back();
    return events;
}

}  // namespace suoledger::projections

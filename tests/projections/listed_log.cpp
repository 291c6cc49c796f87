// SPDX-License-Identifier: Apache-2.0
// Reading from a list; nothing can be appended.
#include "tests/projections/listed_log.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace suoledger::projections {

void ListedLog::show(std::size_t count) {
    const std::lock_guard lock(mutex_);
    visible_ = count;
}

void ListedLog::set_epoch(std::int64_t epoch) {
    const std::lock_guard lock(mutex_);
    epoch_ = epoch;
}

void ListedLog::reach() {
    if (!out_of_reach_) return;
    ++refused_reads_;
    throw eventstore::StoreUnavailable("the log is out of reach");
}

void ListedLog::submit(eventstore::Submission, eventstore::OnOutcome on_outcome) {
    on_outcome(eventstore::Unavailable{"read_only"});
}

std::vector<eventstore::RecordedEvent> ListedLog::read_stream(const eventstore::StreamQuery& query) {
    reach();
    std::vector<eventstore::RecordedEvent> found;
    for (const auto& event : read_log({.after_position = 0, .limit = 1'000'000}))
        if (event.stream == query.stream && event.stream_version > query.after_version) found.push_back(event);
    return found;
}

std::vector<eventstore::RecordedEvent> ListedLog::read_log(const eventstore::LogQuery& query) {
    reach();
    ++log_reads_;
    limit_ = query.limit;
    const std::lock_guard lock(mutex_);
    std::vector<eventstore::RecordedEvent> found;
    for (auto next = static_cast<std::size_t>(query.after_position); next < visible_; ++next) {
        if (found.size() == std::min(static_cast<std::size_t>(query.limit), most_at_once_.load())) break;
        if (!query.tenant || events_[next].stream.tenant == *query.tenant) found.push_back(events_[next]);
    }
    return found;
}

eventstore::LogHead ListedLog::head() {
    reach();
    const std::lock_guard lock(mutex_);
    eventstore::LogHead head;
    head.epoch = epoch_;
    if (visible_ == 0) return head;
    const auto& last = events_[visible_ - 1];
    head.position = last.position;
    head.recorded_at = last.recorded_at;
    head.leaf_hash = last.leaf_hash;
    return head;
}

std::optional<domain::Uuid> ListedLog::owner_of(const domain::ReservationKey&) { return std::nullopt; }

}  // namespace suoledger::projections

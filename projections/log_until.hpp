// SPDX-License-Identifier: Apache-2.0
// A log as it stood at a position of the past: nothing behind it is shown, and nothing can be appended.
#pragma once

#include "eventstore/event_store.hpp"
#include "projections/read_models.hpp"

namespace suoledger::projections {

/// Thread-safe where the log is, which must outlive it.
class LogUntil final : public eventstore::EventStore {
public:
    /// 0 ≤ position ≤ head. Throws StoreUnavailable.
    LogUntil(eventstore::EventStore& log, std::int64_t position);

    /// Answers Unavailable.
    void submit(eventstore::Submission submission, eventstore::OnOutcome on_outcome) override;
    std::vector<eventstore::RecordedEvent> read_stream(const eventstore::StreamQuery& query) override;
    std::vector<eventstore::RecordedEvent> read_log(const eventstore::LogQuery& query) override;
    eventstore::LogHead head() override { return head_; }
    /// As of now: reservations have no history.
    std::optional<domain::Uuid> owner_of(const domain::ReservationKey& key) override { return log_.owner_of(key); }

private:
    [[nodiscard]] std::vector<eventstore::RecordedEvent> shown(std::vector<eventstore::RecordedEvent> events) const;

    eventstore::EventStore& log_;
    eventstore::LogHead head_;
};

}  // namespace suoledger::projections

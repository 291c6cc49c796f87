// SPDX-License-Identifier: Apache-2.0
// A log that is given: it shows as many events as it is told to, in the epoch it is told, and may be out of reach.
#pragma once

#include <atomic>
#include <cstdint>
#include <limits>
#include <mutex>
#include <vector>

#include "eventstore/event_store.hpp"

namespace suoledger::projections {

class ListedLog final : public eventstore::EventStore {
public:
    explicit ListedLog(std::vector<eventstore::RecordedEvent> events, std::int64_t epoch = 1)
        : events_(std::move(events)), epoch_(epoch), visible_(events_.size()) {}

    /// From here on the first `count` events are there.
    void show(std::size_t count);
    void set_epoch(std::int64_t epoch);
    void be_out_of_reach(bool is_out) { out_of_reach_ = is_out; }
    /// As if more had too many bytes.
    void give_at_most(std::size_t events) { most_at_once_ = events; }
    /// Of the last read.
    [[nodiscard]] std::int64_t limit() const { return limit_; }
    [[nodiscard]] std::size_t refused_reads() const { return refused_reads_; }
    [[nodiscard]] std::size_t log_reads() const { return log_reads_; }

    void submit(eventstore::Submission submission, eventstore::OnOutcome on_outcome) override;
    std::vector<eventstore::RecordedEvent> read_stream(const eventstore::StreamQuery& query) override;
    std::vector<eventstore::RecordedEvent> read_log(const eventstore::LogQuery& query) override;
    eventstore::LogHead head() override;
    std::optional<domain::Uuid> owner_of(const domain::ReservationKey& key) override;

private:
    void reach();

    const std::vector<eventstore::RecordedEvent> events_;
    std::mutex mutex_;
    std::int64_t epoch_;
    std::size_t visible_;
    std::atomic<bool> out_of_reach_ = false;
    std::atomic<std::size_t> refused_reads_ = 0, log_reads_ = 0;
    std::atomic<std::size_t> most_at_once_ = std::numeric_limits<std::size_t>::max();
    std::atomic<std::int64_t> limit_ = 0;
};

}  // namespace suoledger::projections

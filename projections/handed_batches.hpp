// SPDX-License-Identifier: Apache-2.0
// Committed batches on their way from the store to the runner: bounded, because what does not fit is in the log anyway.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "eventstore/recorded_event.hpp"

namespace suoledger::projections {

/// Shared because the store hands the same batch to everyone who follows it.
using EventBatch = std::shared_ptr<const std::vector<eventstore::RecordedEvent>>;

/// Events in position order without a hole, and what keeps them alive.
struct Portion {
    std::vector<EventBatch> batches;
    std::vector<const eventstore::RecordedEvent*> events;
};

/// Thread-compatible.
class HandedBatches {
public:
    HandedBatches(std::size_t max_batches, std::size_t max_bytes) : max_batches_(max_batches), max_bytes_(max_bytes) {}

    /// False: it did not fit, and neither is anything kept that was there before. The log must be read.
    bool push(const EventBatch& batch);
    /// What follows `position` without a hole, about `max_events`; empty when the next event is not here. Forgets what
    /// lies at or before `position`.
    Portion take_after(std::int64_t position, std::size_t max_events);
    void clear();
    [[nodiscard]] bool empty() const { return batches_.empty(); }

private:
    void pop();

    const std::size_t max_batches_, max_bytes_;
    std::deque<EventBatch> batches_;
    std::size_t bytes_ = 0;
};

}  // namespace suoledger::projections

// SPDX-License-Identifier: Apache-2.0
// The log in portions that can be folded: while one is, those that follow are read and decoded by a thread beside.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

#include "eventstore/event_store.hpp"
#include "projections/projection.hpp"

namespace suoledger::projections {

/// Does not move: the facts refer to the rest.
struct DecodedPortion {
    explicit DecodedPortion(std::size_t room);
    DecodedPortion(const DecodedPortion&) = delete;
    DecodedPortion& operator=(const DecodedPortion&) = delete;

    /// Not more than there is room for. Throws CodecFault.
    void add(eventstore::RecordedEvent event);

    std::size_t bytes = 0;  // about
    std::vector<eventstore::RecordedEvent> events;
    std::vector<domain::Event> decoded;
    std::vector<Fact> facts;  // in position order without a hole
};

/// For one thread, beside which it has one of its own while portions are asked for. The log must outlive it.
class DecodedPortions {
public:
    DecodedPortions(eventstore::EventStore& log, std::int64_t most_events, std::size_t most_bytes_ahead)
        : log_(log), most_events_(most_events), most_bytes_ahead_(most_bytes_ahead) {}
    DecodedPortions(const DecodedPortions&) = delete;
    DecodedPortions& operator=(const DecodedPortions&) = delete;

    using Portions = std::vector<std::unique_ptr<const DecodedPortion>>;
    /// All that are ready, at least one, which is waited for; none is empty. What follows is read ahead as far as it is
    /// needed to come to `until`, which is behind `position`. Throws StoreUnavailable, also when the log has no event
    /// there; CodecFault.
    Portions after(std::int64_t position, std::int64_t until);
    /// What was read ahead may be of another log, or not be wanted any more. Waits for what is being read.
    void forget();

private:
    [[nodiscard]] std::unique_ptr<const DecodedPortion> read(std::int64_t after, std::int64_t limit);
    void read_ahead(const std::stop_token& is_over, std::int64_t after);

    eventstore::EventStore& log_;
    const std::int64_t most_events_;
    const std::size_t most_bytes_ahead_;
    std::int64_t next_after_ = 0;  // the position before the next portion that is handed out, while the reader runs

    std::mutex mutex_;
    std::condition_variable_any changed_;
    Portions ready_;
    std::size_t bytes_ready_ = 0;
    std::exception_ptr fault_;  // of the portion after those that are ready; the reader has ended
    std::int64_t until_ = 0;

    std::jthread reader_;  // last: it uses everything above
};

}  // namespace suoledger::projections

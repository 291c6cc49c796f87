// SPDX-License-Identifier: Apache-2.0
// The log in portions that can be folded: while one is folded, the next is read and decoded on a thread beside.
#pragma once

#include <cstdint>
#include <future>
#include <memory>
#include <vector>

#include "eventstore/event_store.hpp"
#include "projections/projection.hpp"

namespace suoledger::projections {

/// Does not move: the facts refer to the rest.
struct DecodedPortion {
    DecodedPortion() = default;
    DecodedPortion(const DecodedPortion&) = delete;
    DecodedPortion& operator=(const DecodedPortion&) = delete;

    std::vector<eventstore::RecordedEvent> events;
    std::vector<domain::Event> decoded;
    std::vector<Fact> facts;  // in position order without a hole
};

/// Thread-compatible. The log must outlive it.
class DecodedPortions {
public:
    DecodedPortions(eventstore::EventStore& log, std::int64_t most_events) : log_(log), most_events_(most_events) {}
    ~DecodedPortions() { forget(); }
    DecodedPortions(const DecodedPortions&) = delete;
    DecodedPortions& operator=(const DecodedPortions&) = delete;

    /// Not empty. Begins to read what follows it, if that is needed to come to `until`. Throws StoreUnavailable, also
    /// when the log has no event there; CodecFault.
    std::unique_ptr<const DecodedPortion> after(std::int64_t position, std::int64_t until);
    /// What is being read may be of another log, or not be wanted any more. Waits for it.
    void forget();

private:
    using Portion = std::unique_ptr<const DecodedPortion>;

    [[nodiscard]] Portion read(std::int64_t after) const;

    eventstore::EventStore& log_;
    const std::int64_t most_events_;
    std::int64_t next_after_ = 0;
    std::future<Portion> next_;
};

}  // namespace suoledger::projections

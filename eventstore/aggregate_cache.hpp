// SPDX-License-Identifier: Apache-2.0
// Recently used stream states; a hint only: whoever uses one compares its version with the stream head first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <utility>

#include "domain/decide.hpp"
#include "eventstore/flat_map.hpp"

namespace suoledger::eventstore {

/// The version a state carries; 0 for a stream that does not exist.
std::int64_t version_of(const domain::State& state);
std::int64_t version_of(const std::shared_ptr<const domain::State>& state);

/// Thread-safe. Bounded by an estimate of its memory, because an invoice of 500 lines is not a customer.
class AggregateCache {
public:
    /// A quarter of the service's memory budget for states at most (ARCHITECTURE §9).
    static constexpr std::size_t default_max_bytes = 28 * 1024 * 1024;

    explicit AggregateCache(std::size_t max_bytes = default_max_bytes) : max_bytes_(max_bytes) {}

    /// nullptr: not known here.
    std::shared_ptr<const domain::State> find(const domain::StreamId& stream);
    /// An older version than the one held is ignored.
    void put(const domain::StreamId& stream, std::shared_ptr<const domain::State> state);
    /// Ignored when the cache was cleared after it had that generation: what was read before is of another history.
    void put(const domain::StreamId& stream, std::shared_ptr<const domain::State> state, std::uint64_t generation);
    void clear();
    /// How often it was cleared.
    [[nodiscard]] std::uint64_t generation() const;
    [[nodiscard]] std::size_t bytes() const;

private:
    // Shared because a decision may still read a state that was evicted meanwhile.
    using Entry = std::pair<domain::StreamId, std::shared_ptr<const domain::State>>;

    void put_locked(const domain::StreamId& stream, std::shared_ptr<const domain::State> state);

    const std::size_t max_bytes_;
    mutable std::mutex mutex_;
    std::uint64_t generation_ = 0;
    std::size_t bytes_ = 0;
    std::list<Entry> entries_;  // most recently used first
    FlatMap<domain::StreamId, std::list<Entry>::iterator> index_;
};

}  // namespace suoledger::eventstore

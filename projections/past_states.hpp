// SPDX-License-Identifier: Apache-2.0
// Rows of one business at a position of the past: folded from its events, the last few kept.
#pragma once

#include <condition_variable>
#include <list>
#include <memory>
#include <mutex>

#include "eventstore/event_store.hpp"
#include "projections/folded_rows.hpp"

namespace suoledger::projections {

struct PastLimits {
    std::size_t state_bytes = std::size_t{96} << 20;  // of one state; beyond: PastTooLarge
    std::size_t kept_bytes = std::size_t{96} << 20;   // of those kept, without those in use
    std::size_t kept_states = 16;
    // Who may wait for a fold; beyond: PastBusy. With whoever folds, half of the threads that answer requests by
    // default.
    std::size_t waiting = 1;
};

/// Thread-safe. One state is folded at a time: so memory is bounded, and whoever asks for the same one meanwhile finds
/// it made.
class PastStates {
public:
    explicit PastStates(eventstore::EventStore& log, PastLimits limits = PastLimits());

    /// 0 ≤ position ≤ head. Shared because the cache and any number of readers hold the same rows, which never change.
    /// Throws PastTooLarge, PastBusy, StoreUnavailable.
    std::shared_ptr<const FoldedRows> at(const domain::Uuid& tenant, std::int64_t position);
    /// How many events were folded so far.
    [[nodiscard]] std::size_t folded_events() const;

private:
    struct Kept {
        domain::Uuid tenant;
        ProjectionPosition position;
        std::shared_ptr<const FoldedRows> rows;
    };
    class Turn;

    /// The newest of that business at or before the position; moved to the front. nullptr: none.
    std::shared_ptr<const FoldedRows> newest_kept(const domain::Uuid& tenant, const ProjectionPosition& position);
    std::shared_ptr<const FoldedRows> fold(const domain::Uuid& tenant, const ProjectionPosition& position,
                                           const std::shared_ptr<const FoldedRows>& older);
    void keep(const Kept& state);

    eventstore::EventStore& log_;
    const PastLimits limits_;
    mutable std::mutex mutex_;
    std::condition_variable turn_ended_;
    bool folding_ = false;
    std::size_t waiting_ = 0, folded_events_ = 0, kept_bytes_ = 0;
    std::list<Kept> kept_;  // last used first
};

}  // namespace suoledger::projections

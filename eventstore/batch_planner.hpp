// SPDX-License-Identifier: Apache-2.0
// What one batch does, worked out in memory under the log-head lock: replays, refusals, second decisions, rows,
// replies.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "eventstore/aggregate_cache.hpp"
#include "eventstore/clock.hpp"
#include "eventstore/log_transaction.hpp"
#include "eventstore/prepare.hpp"

namespace suoledger::eventstore {

/// A command between submit and its outcome.
struct PendingCommand {
    Submission submission;
    OnOutcome on_outcome;
    std::optional<Prepared> prepared;  // empty: it could not be decided outside the lock, so it is decided under it
    std::uint64_t generation = 0;      // the cache's, before `prepared` was made from it
};

/// An estimate of what it adds to a batch.
std::size_t bytes_of(const PendingCommand& command);

struct BatchPlan {
    std::vector<AppendOutcome> outcomes;  // one per command, in order; true only once `writes` are committed
    BatchWrites writes;
    std::vector<std::pair<domain::StreamId, std::shared_ptr<const domain::State>>> states;
    std::vector<NewKey> keys;  // the vault adopts them after the commit
    std::int64_t redecisions = 0;
};

/// A business time may be this far ahead of the recorded time, for clocks that differ (ARCHITECTURE §3.2).
inline constexpr std::int64_t max_effective_ahead_us = 5 * 60 * 1'000'000LL;

/// Used by one thread.
class BatchPlanner {
public:
    BatchPlanner(KeyVault& vault, AggregateCache& cache, const Preparer& preparer, Clock clock)
        : vault_(vault), cache_(cache), preparer_(preparer), clock_(std::move(clock)) {}

    /// What to read with the lock, as far as it is known before.
    [[nodiscard]] Wanted wanted_by(std::span<PendingCommand> batch) const;

    /// A fault of one command (codec, rendering) fails that one; faults of the transaction are thrown.
    BatchPlan plan(std::span<PendingCommand> batch, BatchFacts facts, LogTransaction& transaction);

    /// Its writes are committed: what it worked out may be used by others.
    void remember(BatchPlan& plan);

private:
    static bool may_follow(const LogHead& earlier, const LogHead& later);
    /// Cached states and keys and prepared decisions of another history (an epoch, a restore) are worth nothing.
    void forget_if_history_changed(const LogHead& head, std::span<PendingCommand> batch);

    KeyVault& vault_;
    AggregateCache& cache_;
    const Preparer& preparer_;
    const Clock clock_;
    std::optional<LogHead> last_head_;
};

}  // namespace suoledger::eventstore

// SPDX-License-Identifier: Apache-2.0
// The one thread that writes the rows that serve: it compares them with the log, folds what follows, and switches to
// rows that were rebuilt beside them.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "eventstore/event_store.hpp"
#include "eventstore/metrics.hpp"
#include "projections/database.hpp"
#include "projections/handed_batches.hpp"
#include "projections/position_waiters.hpp"
#include "projections/rebuilder.hpp"
#include "projections/runner_limits.hpp"

namespace suoledger::projections {

/// Thread-safe. What is passed must outlive it.
class Runner {
public:
    Runner(Database& database, eventstore::EventStore& log, eventstore::Metrics& metrics, LogLine log_line,
           RunnerLimits limits, std::function<void()> on_rebuilds_over);
    ~Runner();
    Runner(const Runner&) = delete;
    Runner& operator=(const Runner&) = delete;

    /// Once.
    void start();
    void stop();
    void committed(EventBatch batch);
    void notify_head(std::int64_t position);
    /// As ReadModels says. The callback must neither throw nor block; beyond `waiters` of them it is told false at
    /// once.
    void when_reached(std::int64_t position, std::function<void(bool)> callback, Hurry hurry = Hurry::yes);
    /// Joins a rebuild of the same projection. Throws DatabaseUnavailable when it is not running.
    RebuildOutcome start_rebuild(ProjectionId projection) { return rebuilder_.begin(projection); }
    /// Returns when the new rows serve. Throws FoldFault as well.
    void rebuild(ProjectionId projection);
    /// nullopt: it is not rebuilt.
    [[nodiscard]] std::optional<RebuildProgress> rebuild_progress(ProjectionId projection) const {
        return rebuilder_.progress(projection);
    }

    [[nodiscard]] bool caught_up() const { return caught_up_; }
    [[nodiscard]] std::int64_t known_head() const;
    /// What readers were promised: a snapshot that reflects less would take them back in time.
    [[nodiscard]] std::int64_t promised_position() const { return promised_; }

private:
    using Pause = std::chrono::milliseconds;

    void run();
    bool wait(Pause pause);
    void gather(std::unique_lock<std::mutex>& lock);
    [[nodiscard]] bool is_enough() const;
    Pause round();
    Pause longer_pause(std::string_view kind, std::string_view what);
    Pause on_fold_fault(const std::exception& fault);
    void repair();
    void compare_with_log();
    void ask_head();
    void switch_to_rebuilt();
    RebuiltRows open_rebuilt();
    void fold_last_events(BulkRows& rows, std::int64_t until);
    void on_rebuilt();
    void fold_next();
    std::optional<Portion> next_portion(std::int64_t after);
    Portion read_portion(std::int64_t after);
    void disbelieve(std::int64_t head, std::int64_t position);
    void fold(const Portion& portion);
    void commit(const Portion& portion, std::size_t count);
    void on_committed(std::size_t count);
    void report_positions();
    void forget_reached();
    void tell_reached();

    Database& database_;
    eventstore::EventStore& log_;
    eventstore::Metrics& metrics_;
    const LogLine log_line_;
    const RunnerLimits limits_;

    // Of the runner's thread alone.
    bool compared_ = false;
    bool must_recreate_ = false;
    bool distrusted_rows_ = false;  // they were thrown away once because of what was in them
    std::int64_t epoch_ = 0;
    std::optional<std::int64_t> head_at_start_;
    Pause pause_{0};
    std::chrono::steady_clock::time_point folded_at_;  // began the last time
    bool poll_ = false;                                // nothing was heard for a while

    std::atomic<bool> caught_up_ = false;
    std::atomic<std::int64_t> promised_ = 0;

    mutable std::mutex mutex_;
    std::condition_variable wake_;
    // Guarded by mutex_.
    HandedBatches handed_;
    PositionWaiters waiters_;
    std::int64_t known_head_ = 0;
    std::int64_t reached_ = 0;  // served, and compared with the log
    bool is_rebuilt_ = false;   // something since the last round
    bool is_gathering_ = false;
    bool stopping_ = false;

    Rebuilder rebuilder_;
    std::thread thread_;  // last: it uses everything above
};

}  // namespace suoledger::projections

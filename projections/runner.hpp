// SPDX-License-Identifier: Apache-2.0
// The one thread that writes the read models: it compares them with the log, folds what follows, and rebuilds.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <future>
#include <map>
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

namespace suoledger::projections {

namespace metric {
inline constexpr std::string_view position = "projection_position";      // gauge, label projection
inline constexpr std::string_view lag_events = "projection_lag_events";  // gauge: the log's head less what is served
inline constexpr std::string_view batches = "projection_batches_total";  // written
inline constexpr std::string_view events = "projection_events_total";    // folded, rebuilds included
inline constexpr std::string_view log_reads = "projection_log_reads_total";
inline constexpr std::string_view dropped_batches = "projection_dropped_batches_total";  // the queue was full
inline constexpr std::string_view rebuilds = "projection_rebuilds_total";                // label projection
inline constexpr std::string_view rebuild_progress = "projection_rebuild_progress";  // gauge 0 to 1, label projection
inline constexpr std::string_view faults = "projection_faults_total";                // label kind: log, rows, fold
}  // namespace metric

struct RunnerLimits {
    std::size_t queued_batches = 1024;
    std::size_t queued_bytes = std::size_t{32} << 20;
    std::size_t batch_events = 1000;  // of one WriteBatch, about
    std::size_t waiters = 100'000;
    std::chrono::milliseconds shortest_pause{20};
    std::chrono::milliseconds longest_pause{2000};
    /// After an event that cannot be folded: trying again can only help when something was repaired.
    std::chrono::milliseconds fault_pause{30'000};
    /// When nothing is heard of the head, it is asked for: a notification may have been lost.
    std::chrono::milliseconds head_poll{2000};
};

/// Thread-safe. What is passed must outlive it.
class Runner {
public:
    Runner(Database& database, eventstore::EventStore& log, eventstore::Metrics& metrics, LogLine log_line,
           RunnerLimits limits = {});
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
    void when_reached(std::int64_t position, std::function<void(bool)> callback);
    /// Returns when the new rows serve; joins a rebuild of the same projection. Throws FoldFault, or
    /// DatabaseUnavailable when it is not running.
    void rebuild(ProjectionId projection);

    [[nodiscard]] bool caught_up() const { return caught_up_; }
    [[nodiscard]] std::int64_t known_head() const;
    /// What readers were promised: a snapshot that reflects less would take them back in time.
    [[nodiscard]] std::int64_t promised_position() const { return promised_; }

private:
    struct Rebuild {
        std::promise<void> promise;
        std::shared_future<void> done{promise.get_future()};
    };
    struct ActiveRebuild {
        ProjectionId projection;
        std::int64_t target;
        std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();
        bool started = false;
    };
    using Pause = std::chrono::milliseconds;

    void run();
    bool wait(Pause pause);
    Pause round();
    Pause longer_pause(std::string_view kind, std::string_view what);
    Pause on_fold_fault(const std::exception& fault);
    void repair();
    void compare_with_log();
    void ask_head();
    void begin_rebuild();
    void end_rebuild();
    void fold_next();
    std::optional<Portion> next_portion(std::int64_t after);
    Portion read_portion(std::int64_t after);
    void disbelieve(std::int64_t head, std::int64_t position);
    void fold(const Portion& portion, std::int64_t until);
    void commit(const Portion& portion, std::size_t count);
    void report_positions();
    void forget_reached();
    void tell_reached();
    void tell_rebuilds(std::exception_ptr failure);

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
    std::optional<ActiveRebuild> active_;
    Pause pause_{0};
    bool poll_ = false;  // nothing was heard for a while

    std::atomic<bool> caught_up_ = false;
    std::atomic<std::int64_t> promised_ = 0;

    mutable std::mutex mutex_;
    std::condition_variable wake_;
    // Guarded by mutex_.
    HandedBatches handed_;
    PositionWaiters waiters_;
    std::map<ProjectionId, Rebuild> rebuilds_;  // until they serve
    std::int64_t known_head_ = 0;
    std::int64_t reached_ = 0;  // served, and compared with the log
    bool rebuild_asked_ = false, running_ = false, stopping_ = false;

    std::thread thread_;  // last: it uses everything above
};

}  // namespace suoledger::projections

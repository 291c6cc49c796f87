// SPDX-License-Identifier: Apache-2.0
// The thread that rebuilds: it folds the log into rows beside those that serve, until the runner can switch.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "eventstore/event_store.hpp"
#include "eventstore/metrics.hpp"
#include "projections/bulk_rows.hpp"
#include "projections/database.hpp"
#include "projections/decoded_portions.hpp"
#include "projections/runner_limits.hpp"

namespace suoledger::projections {

/// Why a rebuild did not come to its end. A value, for an exception would be shared by all who wait.
struct RebuildFailure {
    bool is_stop = false;
    std::string what;
};
using RebuildOutcome = std::shared_future<std::optional<RebuildFailure>>;

/// At the rate so far; nullopt as long as there is none. Rounded up.
std::optional<std::chrono::seconds> time_left(std::int64_t folded, std::int64_t left,
                                              std::chrono::duration<double> elapsed);

/// Rebuilds asked for while it is at work join those at hand, or are begun together when these are done, so that the
/// log is read once for all of them. What a killed process left is gone on with at start. Thread-safe; what is passed
/// must outlive it.
class Rebuilder {
public:
    /// Called on the rebuilder's thread.
    struct Callbacks {
        std::function<void()> on_ready;  // some rows are near enough to those that serve
        std::function<void()> on_over;   // nothing is rebuilt any more
    };
    Rebuilder(Database& database, eventstore::EventStore& log, eventstore::Metrics& metrics, LogLine log_line,
              const RunnerLimits& limits, Callbacks callbacks);
    ~Rebuilder();
    Rebuilder(const Rebuilder&) = delete;
    Rebuilder& operator=(const Rebuilder&) = delete;

    /// Once.
    void start();
    void stop();
    /// Joins a rebuild of the same projection. Throws DatabaseUnavailable when it is not running.
    RebuildOutcome begin(ProjectionId projection);
    /// nullopt: it is not rebuilt.
    [[nodiscard]] std::optional<RebuildProgress> progress(ProjectionId projection) const;

    // --- the runner's thread ---
    /// Their rows are written and in nobody's hands.
    [[nodiscard]] std::vector<ProjectionId> ready() const;
    /// The log moved on too far.
    void go_on(ProjectionId projection);
    /// `failure` empty: the new rows serve.
    void finish(ProjectionId projection, const std::optional<RebuildFailure>& failure);
    /// What was folded so far, of any projection, is not of the log as it is now.
    void start_over();

private:
    enum class Stage : std::uint8_t { queued, folding, ready };
    struct Rebuild {
        std::promise<std::optional<RebuildFailure>> promise;
        RebuildOutcome outcome{promise.get_future()};
        Stage stage = Stage::queued;
        std::int64_t position = 0;
        std::int64_t began_at = 0;  // the position; not 0 when it goes on with what was left
        std::optional<std::chrono::steady_clock::time_point> began;
    };

    void run();
    bool wait();
    void round();
    void begin_queued();
    void open_rows();
    void open_rows_of(ProjectionId projection);
    void fold_portions();
    void fold_into(BulkRows& rows, std::span<const Fact> facts, std::int64_t until) const;
    [[nodiscard]] std::set<ProjectionId> due() const;
    [[nodiscard]] std::vector<ProjectionId> longest_first(const std::set<ProjectionId>& writing);
    void with_rows(const std::vector<ProjectionId>& order, const std::function<void(ProjectionId, BulkRows&)>& act);
    void settle(ProjectionId projection, const std::exception_ptr& fault);
    void hand_over();
    bool mark_ready(const std::set<ProjectionId>& projections);
    [[nodiscard]] bool is_near(ProjectionId projection, const BulkRows& rows) const;
    [[nodiscard]] bool is_stopping() const;
    [[nodiscard]] bool is_congested();
    void report_progress();
    void pause_after(std::string_view kind, std::string_view what);
    void keep_what_is_folded();
    void drop_rows();
    void fail(ProjectionId projection, const std::string& what);
    void fail_all(const std::string& what);

    Database& database_;
    eventstore::EventStore& log_;
    eventstore::Metrics& metrics_;
    const LogLine log_line_;
    const RunnerLimits limits_;
    const Callbacks callbacks_;

    // Of its thread alone.
    RebuiltRows rows_;
    DecodedPortions portions_;
    std::int64_t epoch_ = 0;
    std::chrono::milliseconds pause_{0};
    std::map<ProjectionId, std::chrono::steady_clock::duration> took_;  // to fold the last time
    int congested_rounds_ = 0;
    bool has_worked_ = false;  // since it was last over

    mutable std::mutex mutex_;
    std::condition_variable wake_;
    // Guarded by mutex_.
    std::map<ProjectionId, Rebuild> rebuilds_;  // until they serve or have failed
    bool running_ = false, stopping_ = false, forget_ = false;

    std::thread thread_;  // last: it uses everything above
};

}  // namespace suoledger::projections

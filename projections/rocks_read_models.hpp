// SPDX-License-Identifier: Apache-2.0
// The read models over RocksDB: a runner that folds the log, and queries over pinned snapshots of its rows.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "eventstore/event_store.hpp"
#include "eventstore/metrics.hpp"
#include "projections/read_models.hpp"
#include "projections/runner_limits.hpp"

namespace suoledger::projections {

struct RocksReadModelsOptions {
    std::filesystem::path directory;  // made when absent; one process at a time
    /// Told in words what went wrong or was rebuilt; holds nothing personal. Any thread.
    std::function<void(std::string_view)> log = [](std::string_view) {};
    RunnerLimits limits = {};
    /// Rows that gathered in memory are about to be written: as much of it is in use as ever is. Any thread.
    std::function<void()> on_rows_gathered = [] {};
    /// Nothing is rebuilt any more, and what it took is freed. Called on the thread that rebuilt.
    std::function<void()> on_rebuilds_over = [] {};
};

/// Thread-safe. The log and the metrics must outlive it.
class RocksReadModels final : public ReadModels {
public:
    /// Opens the rows; throws DatabaseLocked when another process has them. Folds nothing before `start`.
    RocksReadModels(RocksReadModelsOptions options, eventstore::EventStore& log, eventstore::Metrics& metrics);
    ~RocksReadModels() override;  // stops

    /// Compares the rows with the log (a mismatch folds anew), then follows it on a thread of its own.
    void start();
    /// Ends the thread; whoever waits is told false. May be called twice.
    void stop();
    /// A batch that this process committed, as the store hands it over; never blocks.
    void committed(std::shared_ptr<const std::vector<eventstore::RecordedEvent>> events);
    /// The log is known to reach at least this position (another process appended).
    void notify_head(std::int64_t position);
    /// It has caught up once with the head as found at start.
    [[nodiscard]] bool caught_up() const;

    std::unique_ptr<ReadSnapshot> snapshot() override;
    std::unique_ptr<ReadSnapshot> snapshot_at(const domain::Uuid& tenant, std::int64_t position) override;
    using ReadModels::when_reached;
    void when_reached(std::int64_t position, std::function<void(bool)> callback, Hurry hurry) override;
    std::vector<ProjectionStatus> status() override;
    std::pair<std::string, ProjectionPosition> digest(std::string_view projection) override;
    void start_rebuild(std::string_view projection) override;
    /// Returns when the new rows serve. Throws FoldFault as well.
    void rebuild(std::string_view projection);

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace suoledger::projections

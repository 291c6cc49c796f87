// SPDX-License-Identifier: Apache-2.0
// The running service: every object that serves, made in order, opened to clients once it can answer, taken down in
// the opposite order.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "adapters/cli/config.hpp"
#include "adapters/embedded_postgres/cluster.hpp"
#include "adapters/process/control_socket.hpp"
#include "adapters/process/ending.hpp"
#include "adapters/process/owner_lock.hpp"
#include "adapters/service/committed_batches.hpp"
#include "adapters/service/key_ring.hpp"
#include "adapters/service/read_models_gate.hpp"
#include "adapters/telemetry/log.hpp"
#include "adapters/telemetry/prometheus_metrics.hpp"
#include "eventstore/postgres/head_channel.hpp"
#include "eventstore/postgres/postgres_store.hpp"
#include "http/server.hpp"
#include "projections/rocks_read_models.hpp"

namespace suoledger::adapters {

/// Listens from construction to destruction; answers 503 until the database is open and the read models caught up.
class Service {
public:
    /// `config.data_dir` was entered and is owned. Faults that no retry can mend are handed to `ending`; who waits for
    /// the database is told in the log. Throws what cannot be had at all, a listening address among it.
    Service(const Config& config, OpenedRing ring, const OwnerLock& owner, Ending& ending, Log& log);
    /// Takes `listen.json` away, lets requests in flight finish (bounded by the drain timeout), stops everything.
    ~Service();
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;

    /// Returns once /ready answers 200; false when the end was asked for before.
    bool wait_until_ready();
    [[nodiscard]] std::string address() const { return server_->address(); }
    [[nodiscard]] std::string admin_address() const { return server_->admin_address(); }
    /// For commands of this process; usable once it is ready.
    [[nodiscard]] http::Services services();
    /// Returns when reads show what this process appended up to here; false when that takes too long.
    bool wait_until_shown(std::int64_t position);

private:
    void run();
    bool open_database();
    bool catch_up();
    void publish_addresses();
    void watch();
    bool pause(std::chrono::milliseconds duration);
    void set_database_up(bool up);
    [[nodiscard]] std::vector<std::string> unready_reasons() const;
    [[nodiscard]] http::ServerConfig server_config() const;

    const Config& config_;
    const OpenedRing ring_;
    Ending& ending_;
    Log& log_;
    PrometheusMetrics metrics_;
    std::optional<EmbeddedPostgres> embedded_;
    const std::string database_url_;
    eventstore::ReadPool pool_;
    eventstore::PostgresKeys keys_;
    eventstore::KeyVault vault_;
    CommittedBatches committed_;
    eventstore::HeadAnnouncer announcer_;
    std::optional<eventstore::PostgresStore> store_;
    std::optional<projections::RocksReadModels> read_models_;
    std::optional<ReadModelsGate> gate_;
    std::optional<eventstore::HeadListener> listener_;
    std::optional<http::Server> server_;
    std::optional<ControlSocket> control_;

    std::atomic<bool> database_up_ = false, ready_ = false;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false;
    std::thread thread_;  // opens, then watches
};

}  // namespace suoledger::adapters

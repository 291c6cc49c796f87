// SPDX-License-Identifier: Apache-2.0
// A node that only reads: the log's topic, folded; no PostgreSQL, no ring of keys (docs/adr/0031).
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
#include "adapters/process/control_socket.hpp"
#include "adapters/process/ending.hpp"
#include "adapters/read_node/curl_primary_reads.hpp"
#include "adapters/read_node/kept_log.hpp"
#include "adapters/read_node/remote_keys.hpp"
#include "adapters/read_node/topic_follower.hpp"
#include "adapters/service/read_models_gate.hpp"
#include "adapters/telemetry/log.hpp"
#include "adapters/telemetry/prometheus_metrics.hpp"
#include "http/server.hpp"
#include "projections/rocks_read_models.hpp"

namespace suoledger::adapters {

/// Listens from construction to destruction; answers 503 until it came to the end of the topic once.
class ReadNode {
public:
    /// `config.data_dir` was entered and is owned. Faults that no retry can mend are handed to `ending`. Throws what
    /// cannot be had at all, a listening address among it.
    ReadNode(const Config& config, Ending& ending, Log& log);
    /// Lets requests in flight finish, bounded by the drain timeout.
    ~ReadNode();
    ReadNode(const ReadNode&) = delete;
    ReadNode& operator=(const ReadNode&) = delete;

private:
    void run();
    void open();
    /// False when the end came before.
    bool catch_up();
    void watch();
    bool pause(std::chrono::milliseconds duration);
    void on_kept(const std::vector<CheckedRecord>& records);
    void try_for_secrets();
    [[nodiscard]] http::Services services();
    [[nodiscard]] std::vector<std::string> unready_reasons() const;

    const Config& config_;
    Ending& ending_;
    Log& log_;
    const http::KeyService key_service_;
    PrometheusMetrics metrics_;
    KeptLog kept_;
    RemoteKeys keys_;
    eventstore::KeyVault vault_;
    projections::RocksReadModels read_models_;
    ReadModelsGate gate_{&read_models_};
    TopicFollower follower_;
    const std::unique_ptr<http::PrimaryReads> primary_reads_;
    std::optional<http::Server> server_;
    std::optional<ControlSocket> control_;
    bool has_secrets_ = false;

    std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false;
    std::thread thread_;  // opens, then watches
};

}  // namespace suoledger::adapters

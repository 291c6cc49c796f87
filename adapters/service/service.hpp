// SPDX-License-Identifier: Apache-2.0
// The running service: every object that serves, made in order, opened to clients once it can answer, taken down in
// the opposite order.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
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
#include "adapters/service/checkpoint_keys_file.hpp"
#include "adapters/service/committed_batches.hpp"
#include "adapters/service/document_making.hpp"
#include "adapters/service/kafka_out.hpp"
#include "adapters/service/key_ring.hpp"
#include "adapters/service/mail_out.hpp"
#include "adapters/service/money_in.hpp"
#include "adapters/service/outgoing.hpp"
#include "adapters/service/privacy_duties.hpp"
#include "adapters/service/read_models_gate.hpp"
#include "adapters/telemetry/log.hpp"
#include "adapters/telemetry/prometheus_metrics.hpp"
#include "eventstore/merkle/merkle_log.hpp"
#include "eventstore/postgres/head_channel.hpp"
#include "eventstore/postgres/postgres_access_table.hpp"
#include "eventstore/postgres/postgres_store.hpp"
#include "http/key_service.hpp"
#include "http/server.hpp"
#include "projections/rocks_read_models.hpp"

namespace suoledger::adapters {

/// Listens from construction to destruction; answers 503 until the database is open and the read models caught up.
class Service {
public:
    /// `config.data_dir` was entered and is owned. Faults that no retry can mend are handed to `ending`; who waits for
    /// the database is told in the log. Throws what cannot be had at all, a listening address among it.
    Service(const Config& config, OpenedRing ring, OpenedCheckpointKeys checkpoint_keys, const OwnerLock& owner,
            Ending& ending, Log& log);
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
    /// Until `attempt` finds the database up; false when the end came before. Other faults pass through.
    bool retry_until_up(const std::function<void()>& attempt);
    bool open_database();
    bool open_checkpoints();
    bool open_privacy();
    void committed(CommittedBatches::Batch batch);
    bool catch_up();
    void open_mail();
    void start_work();
    void publish_addresses();
    void watch();
    bool pause(std::chrono::milliseconds duration);
    void set_database_up(bool up);
    [[nodiscard]] std::vector<std::string> unready_reasons() const;
    [[nodiscard]] eventstore::MerkleLogOptions merkle_options() const;

    const Config& config_;
    const OpenedRing ring_;
    const OpenedCheckpointKeys checkpoint_keys_;
    Ending& ending_;
    Log& log_;
    PrometheusMetrics metrics_;
    std::optional<EmbeddedPostgres> embedded_;
    const std::string database_url_;
    eventstore::ReadPool pool_;
    eventstore::PostgresKeys keys_;
    eventstore::KekRingFile ring_file_;
    eventstore::KeyVault vault_;
    eventstore::PostgresAccessTable access_table_;
    std::optional<eventstore::AccessLog> access_log_;
    CommittedBatches committed_;
    eventstore::HeadAnnouncer announcer_;
    std::optional<eventstore::PostgresStore> store_;
    std::optional<MailIn> mail_in_;  // none: no secret for webhooks of mail
    std::optional<MoneyIn> money_in_;
    std::unique_ptr<Outgoing> outgoing_;
    std::optional<MailOut> mail_;      // none: no mail server, or not the role
    std::unique_ptr<KafkaOut> kafka_;  // none: no brokers, or not the role
    std::optional<DocumentMaking> documents_;
    std::optional<eventstore::MerkleLog> merkle_;  // none: `--checkpoints off`
    std::optional<projections::RocksReadModels> read_models_;
    std::optional<ReadModelsGate> gate_;
    std::optional<eventstore::HeadListener> listener_;
    std::mutex told_mutex_;  // of whom commits are told: they come before it is there, and after it went
    std::unique_ptr<PrivacyDuties> privacy_;
    const http::KeyService key_service_;  // of use while there is a secret
    const std::vector<http::Route> routes_;
    std::optional<http::Server> server_;
    std::optional<ControlSocket> control_;

    std::atomic<bool> database_up_ = false, ready_ = false;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false;
    std::thread thread_;  // opens, then watches
};

}  // namespace suoledger::adapters

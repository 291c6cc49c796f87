// SPDX-License-Identifier: Apache-2.0
// The log in PostgreSQL: appends through the sequencer's connection, reads through a small pool, wrapped keys beside
// it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "eventstore/append_path.hpp"
#include "eventstore/postgres/postgres_transaction.hpp"

namespace suoledger::eventstore {

/// Connections for reads, opened when asked for and kept. Thread-safe.
class ReadPool {
public:
    /// Reads are short; more connections than this would only compete with the sequencer for two cores.
    static constexpr std::size_t max_connections = 4;

    /// How long a read waits for a connection: less than the 5 s after which the database ends the statements that hold
    /// them, and the sequencer's transaction when it waits here for a key.
    static constexpr std::chrono::milliseconds default_max_wait{4000};

    explicit ReadPool(std::string database_url, std::chrono::milliseconds max_wait = default_max_wait)
        : database_url_(std::move(database_url)), max_wait_(max_wait) {}
    /// Runs the statement on a free connection, as `read` does.
    PgResult execute(const std::string& sql, const PgParameters& parameters);
    /// Calls `read` with a free PgConnection; once more with a fresh one when the first turns out to be dead.
    /// Throws StoreUnavailable (also when no connection becomes free in time), StatementFailed, and what it throws.
    template <class Read>
    void read(const Read& read) {
        auto connection = borrow();
        const bool was_idle = connection != nullptr;
        for (bool first = true;; first = false) {
            try {
                if (!connection) connection = std::make_unique<PgConnection>(database_url_, "suoledger-reader");
                read(*connection);
                return give_back(std::move(connection));
            } catch (const StoreUnavailable&) {
                connection.reset();
                if (first && was_idle) continue;  // it may have died while it lay idle
                give_back(nullptr);
                throw;
            } catch (...) {
                give_back(std::move(connection));
                throw;
            }
        }
    }

private:
    std::unique_ptr<PgConnection> borrow();
    void give_back(std::unique_ptr<PgConnection> connection);

    const std::string database_url_;
    const std::chrono::milliseconds max_wait_;
    std::mutex mutex_;
    std::condition_variable returned_;
    std::vector<std::unique_ptr<PgConnection>> idle_;
    std::size_t borrowed_ = 0;
};

/// Wrapped keys in the database. Thread-safe.
class PostgresKeys final : public WrappedKeySource {
public:
    explicit PostgresKeys(ReadPool& pool) : pool_(pool) {}
    std::optional<WrappedKey> find(const domain::Uuid& tenant, const domain::Uuid& key_id) override;
    std::string find_or_create_service_key(const std::string& name, const std::string& wrapped_candidate,
                                           std::int64_t kek_epoch) override;

private:
    ReadPool& pool_;
};

/// The database need not be up: what cannot be done is answered Unavailable until it is.
class PostgresStore final : public EventStore {
public:
    /// All references must outlive it.
    PostgresStore(AppendPathOptions options, const std::string& database_url, ReadPool& pool, KeyVault& vault,
                  Metrics& metrics, OnCommitted on_committed = {});

    void submit(Submission submission, OnOutcome on_outcome) override;
    std::vector<RecordedEvent> read_stream(const StreamQuery& query) override;
    std::vector<RecordedEvent> read_log(const LogQuery& query) override;
    void walk_log(const LogQuery& query, const Visit& visit) override;
    LogHead head() override;
    std::optional<domain::Uuid> owner_of(const domain::ReservationKey& key) override;
    /// Keys were destroyed elsewhere: states may hold texts that they opened.
    void forget_states() { append_path_.forget_states(); }

private:
    ReadPool& pool_;
    PostgresTransaction transaction_;
    AppendPath append_path_;  // last: its threads use the rest
};

}  // namespace suoledger::eventstore

// SPDX-License-Identifier: Apache-2.0
// A private PostgreSQL in <data-dir>/postgres, run by whoever holds the data directory's owner lock.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "adapters/embedded_postgres/binaries.hpp"
#include "adapters/embedded_postgres/server_files.hpp"
#include "adapters/embedded_postgres/write_behind.hpp"
#include "adapters/process/owner_lock.hpp"
#include "adapters/telemetry/log.hpp"

namespace suoledger::adapters {

/// Running from construction to `stop`; a server that dies meanwhile is started again.
class EmbeddedPostgres {
public:
    /// Adopts a live server of this directory, else makes the cluster if needed and starts it. `owner` is proof that no
    /// other process does the same. Throws EmbeddedPostgresFault, whose message says what to do.
    EmbeddedPostgres(const std::filesystem::path& data_dir, const OwnerLock& owner, Log& log);
    ~EmbeddedPostgres();  // stops it
    EmbeddedPostgres(const EmbeddedPostgres&) = delete;
    EmbeddedPostgres& operator=(const EmbeddedPostgres&) = delete;

    /// Of the database `suoledger`, as its superuser; stays the same when the server is started again.
    [[nodiscard]] const std::string& connection() const { return connection_; }
    [[nodiscard]] bool adopted() const { return adopted_; }
    /// Fast shutdown; returns when the server is gone.
    void stop();

private:
    bool adopt_running_server();
    void start_server();
    void remove_reused_lock_files();
    void wait_until_ready(pid_t pid);
    void ensure_database();
    void supervise();
    bool restart_after_death();
    void reap_if_child();

    ServerFiles files_;
    Log& log_;
    PostgresBinaries binaries_;
    std::filesystem::path socket_directory_;
    std::string password_;
    std::string connection_;
    bool adopted_ = false;
    pid_t postmaster_ = 0;
    std::mutex mutex_;
    std::condition_variable stop_requested_;
    bool stopping_ = false;
    std::thread supervisor_;
    std::optional<WriteBehind> write_behind_;
};

/// The connection of the server that another process runs on this directory; nullopt when none accepts connections.
std::optional<std::string> find_running_server(const std::filesystem::path& data_dir);

}  // namespace suoledger::adapters

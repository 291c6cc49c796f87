// SPDX-License-Identifier: Apache-2.0
// Adopt or start, wait, supervise, stop.
#include "adapters/embedded_postgres/cluster.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <memory>

#include "adapters/process/child_process.hpp"

namespace suoledger::adapters {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr milliseconds poll_interval{50};
constexpr std::chrono::minutes recovery_limit{30};  // replaying a full max_wal_size on a slow disk
constexpr std::chrono::seconds fast_shutdown_limit{60};
constexpr int start_attempts = 20;  // backends of a killed postmaster need a moment to notice
constexpr std::chrono::minutes prune_interval{10};
constexpr milliseconds first_restart_pause{100}, longest_restart_pause{10'000};

using Connection = std::unique_ptr<PGconn, decltype(&PQfinish)>;
using Result = std::unique_ptr<PGresult, decltype(&PQclear)>;

Connection connect(const std::string& conninfo) {
    return {PQconnectdb((conninfo + " connect_timeout=5 application_name=suoledger-cluster").c_str()), &PQfinish};
}

std::string ask(PGconn* connection, const char* question) {
    const Result result{PQexec(connection, question), &PQclear};
    if (PQresultStatus(result.get()) != PGRES_TUPLES_OK || PQntuples(result.get()) == 0) {
        return "";
    }
    return PQgetvalue(result.get(), 0, 0);
}

bool serves(PGconn* connection, const ServerFiles& files) {
    std::error_code ignored;
    return PQstatus(connection) == CONNECTION_OK &&
           fs::equivalent(ask(connection, "SHOW data_directory"), files.pgdata, ignored);
}

std::string runtime_directory() {
    const char* directory = std::getenv("XDG_RUNTIME_DIR");
    return directory != nullptr && ::access(directory, W_OK | X_OK) == 0 ? directory : "";
}

std::string environment_path() {
    const char* path = std::getenv("PATH");
    return path != nullptr ? path : "";
}

}  // namespace

EmbeddedPostgres::EmbeddedPostgres(const fs::path& data_dir, const OwnerLock&, Log& log) : files_(data_dir), log_(log) {
    const std::optional<int> existing = major_version_of(files_.pgdata);
    binaries_ =
        choose_binaries(find_postgres_binaries("/usr/lib/postgresql", environment_path()), existing, files_.pgdata);
    if (!existing) {
        log_.info("making a database cluster",
                  {{"directory", files_.pgdata.string()}, {"postgresql", std::to_string(binaries_.major)}});
        initialise(files_, binaries_);
    }
    password_ = read_password(files_);
    try {
        adopted_ = adopt_running_server();
        if (!adopted_) {
            socket_directory_ = prepare_socket_directory(files_, runtime_directory());
            start_server();
        }
        ensure_database();
    } catch (...) {
        stop();  // nobody else would: the destructor of what was never made does not run
        throw;
    }
    connection_ = connection_string(socket_directory_.string(), password_, "suoledger");
    write_behind_.emplace(files_.pgdata);
    supervisor_ = std::thread{[this] { supervise(); }};
}

EmbeddedPostgres::~EmbeddedPostgres() { stop(); }

bool EmbeddedPostgres::adopt_running_server() {
    const std::optional<PostmasterPid> found = read_postmaster_pid(files_);
    if (!found || !is_postmaster_of(found->pid, files_)) {
        return false;
    }
    socket_directory_ = found->socket_directory;
    try {
        wait_until_ready(found->pid);
    } catch (const EmbeddedPostgresFault&) {
        if (is_running(found->pid)) {
            throw;
        }
        return false;  // it was on its way out
    }
    postmaster_ = found->pid;
    log_.info("adopted the running database", {{"pid", std::to_string(found->pid)}});
    return true;
}

// PostgreSQL takes any live process of its user for a postmaster. After kill -9 of everything the number may belong to
// one of our own threads; we hold the owner lock and see that it works elsewhere, so only the file's number is wrong.
// (Backends that still live are found by PostgreSQL itself, by the shared memory segment of the directory.)
void EmbeddedPostgres::remove_reused_lock_files() {
    for (const fs::path& file : {files_.pgdata / "postmaster.pid", socket_directory_ / ".s.PGSQL.5432.lock"}) {
        const std::optional<pid_t> pid = pid_in_lock_file(file);
        if (pid && is_running(*pid) && working_directory_of(*pid) && !is_postmaster_of(*pid, files_)) {
            log_.warning("removing a stale lock file whose process number was given to another process",
                         {{"file", file.string()}, {"pid", std::to_string(*pid)}});
            fs::remove(file);
        }
    }
}

void EmbeddedPostgres::start_server() {
    write_settings(files_);
    prune_server_logs(files_);
    for (int attempt = 1;; ++attempt) {
        remove_reused_lock_files();
        const pid_t pid = spawn_detached({(binaries_.directory / "postgres").string(), "-D", files_.pgdata.string(),
                                          "-k", socket_directory_.string(), "-c", "listen_addresses=", "-p", "5432"},
                                         files_.start_log);
        {
            const std::scoped_lock lock{mutex_};
            postmaster_ = pid;
        }
        try {
            return wait_until_ready(pid);
        } catch (const EmbeddedPostgresFault&) {
            const bool leftovers = last_words(files_).find("still in use") != std::string::npos ||
                                   last_words(files_).find("already exists") != std::string::npos;
            if (!leftovers || is_running(pid) || attempt == start_attempts) {
                throw;
            }
        }
        std::unique_lock lock{mutex_};
        stop_requested_.wait_for(lock, attempt * poll_interval, [this] { return stopping_; });
    }
}

void EmbeddedPostgres::reap_if_child() {
    int status = 0;
    ::waitpid(postmaster_, &status, WNOHANG);  // ECHILD for an adopted one, which init reaps
}

void EmbeddedPostgres::wait_until_ready(pid_t pid) {
    const std::string conninfo = connection_string(socket_directory_.string(), password_, "postgres");
    const Clock::time_point limit = Clock::now() + recovery_limit;
    Clock::time_point next_notice = Clock::now() + std::chrono::seconds{10};
    while (Clock::now() < limit) {
        const Connection connection = connect(conninfo);
        const std::optional<PostmasterPid> serving = read_postmaster_pid(files_);
        if (serving && serving->pid == pid && serves(connection.get(), files_)) {
            return;
        }
        const std::string refusal = PQerrorMessage(connection.get());
        if (refusal.find("password authentication failed") != std::string::npos) {
            throw EmbeddedPostgresFault{fmt::format("the password in {} is not that of the database in {}",
                                                    files_.password_file.string(), files_.pgdata.string())};
        }
        ::waitpid(pid, nullptr, WNOHANG);
        if (!is_running(pid)) {
            std::this_thread::sleep_for(4 * poll_interval);  // its log collector may still be writing the reason
            throw EmbeddedPostgresFault{fmt::format("PostgreSQL did not start: {}", last_words(files_))};
        }
        if (Clock::now() >= next_notice) {
            log_.info("waiting for the database to recover", {{"says", refusal}});
            next_notice += std::chrono::seconds{10};
        }
        std::unique_lock lock{mutex_};
        if (stop_requested_.wait_for(lock, poll_interval, [this] { return stopping_; })) {
            throw EmbeddedPostgresFault{"stopped while the database was starting"};
        }
    }
    throw EmbeddedPostgresFault{fmt::format("PostgreSQL did not get ready: {}", last_words(files_))};
}

void EmbeddedPostgres::ensure_database() {
    const Connection connection = connect(connection_string(socket_directory_.string(), password_, "postgres"));
    if (!ask(connection.get(), "SELECT 1 FROM pg_database WHERE datname = 'suoledger'").empty()) {
        return;
    }
    const Result made{
        PQexec(connection.get(), "CREATE DATABASE suoledger TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'"), &PQclear};
    if (PQresultStatus(made.get()) != PGRES_COMMAND_OK) {
        throw EmbeddedPostgresFault{fmt::format("cannot create the database: {}", PQerrorMessage(connection.get()))};
    }
}

void EmbeddedPostgres::supervise() {
    milliseconds pause = first_restart_pause;
    Clock::time_point next_prune = Clock::now() + prune_interval;
    while (true) {
        if (Clock::now() >= next_prune) {
            prune_server_logs(files_);
            next_prune += prune_interval;
        }
        {
            std::unique_lock lock{mutex_};
            if (stop_requested_.wait_for(lock, 4 * poll_interval, [this] { return stopping_; })) {
                return;
            }
        }
        reap_if_child();
        if (is_postmaster_of(postmaster_, files_)) {
            pause = first_restart_pause;
            continue;
        }
        if (!restart_after_death()) {
            std::unique_lock lock{mutex_};
            stop_requested_.wait_for(lock, pause, [this] { return stopping_; });
            pause = std::min(2 * pause, longest_restart_pause);
        }
    }
}

bool EmbeddedPostgres::restart_after_death() {
    log_.error("the database died and is started again", {{"pid", std::to_string(postmaster_)}});
    try {
        start_server();
        log_.info("the database is back", {{"pid", std::to_string(postmaster_)}});
        return true;
    } catch (const std::exception& fault) {
        log_.error("the database could not be started", {{"reason", fault.what()}});
        return false;
    }
}

void EmbeddedPostgres::stop() {
    {
        const std::scoped_lock lock{mutex_};
        stopping_ = true;
    }
    stop_requested_.notify_all();
    write_behind_.reset();
    if (supervisor_.joinable()) {
        supervisor_.join();
    }
    reap_if_child();
    if (postmaster_ == 0 || !is_postmaster_of(postmaster_, files_)) {
        return;
    }
    ::kill(postmaster_, SIGINT);  // fast: roll back what runs, write a checkpoint, end
    const Clock::time_point limit = Clock::now() + fast_shutdown_limit;
    bool asked_again = false;
    while (is_running(postmaster_)) {
        if (!asked_again && Clock::now() >= limit) {
            log_.warning("the database does not stop; ending it without a checkpoint", {});
            ::kill(postmaster_, SIGQUIT);
            asked_again = true;
        }
        std::this_thread::sleep_for(poll_interval / 5);
        reap_if_child();
    }
    postmaster_ = 0;
}

std::optional<std::string> find_running_server(const fs::path& data_dir) {
    const ServerFiles files{data_dir};
    const std::optional<PostmasterPid> found = read_postmaster_pid(files);
    if (!found) {
        return std::nullopt;
    }
    std::string conninfo = connection_string(found->socket_directory, read_password(files), "suoledger");
    const Connection connection = connect(conninfo);
    if (!serves(connection.get(), files)) {
        return std::nullopt;
    }
    return conninfo;
}

}  // namespace suoledger::adapters

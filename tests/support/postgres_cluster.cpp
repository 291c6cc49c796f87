// SPDX-License-Identifier: Apache-2.0
// Starting PostgreSQL's own programs as another user.
#include "tests/support/postgres_cluster.hpp"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <stdexcept>
#include <thread>
#include <vector>

#include <pqxx/pqxx>

namespace suoledger::tests {

namespace {

constexpr auto safety_net = std::chrono::seconds(60);

std::filesystem::path binaries() {
    for (const char* version : {"15", "16", "17", "18"}) {
        const auto folder = std::filesystem::path("/usr/lib/postgresql") / version / "bin";
        if (std::filesystem::exists(folder / "postgres")) return folder;
    }
    throw std::runtime_error("no PostgreSQL server is installed (package postgresql-15)");
}

/// PostgreSQL refuses to run as root.
const passwd* other_user() {
    if (geteuid() != 0) return nullptr;
    for (const char* name : {"suoledger", "postgres"})
        if (const passwd* user = getpwnam(name)) return user;
    throw std::runtime_error("no user suoledger or postgres to run PostgreSQL as");
}

pid_t spawn(const std::vector<std::string>& words, const std::filesystem::path& log) {
    const passwd* user = other_user();
    std::vector<char*> arguments;
    for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    const pid_t child = fork();
    if (child < 0) throw std::runtime_error("fork failed");
    if (child > 0) return child;
    setsid();
    if (user && (setgroups(0, nullptr) != 0 || setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0)) _exit(126);
    const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    dup2(out, STDOUT_FILENO);
    dup2(out, STDERR_FILENO);
    if (chdir("/tmp") != 0) _exit(126);
    execv(arguments[0], arguments.data());
    _exit(127);
}

void wait_for(const std::function<bool()>& condition, const char* what) {
    const auto deadline = std::chrono::steady_clock::now() + safety_net;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error(what);
        std::this_thread::sleep_for(std::chrono::milliseconds(20));  // polls another process
    }
}

}  // namespace

PostgresCluster& PostgresCluster::shared() {
    static PostgresCluster cluster;
    return cluster;
}

PostgresCluster::PostgresCluster() {
    std::string pattern = "/tmp/suoledger-pg-XXXXXX";
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
    directory_ = pattern;
    if (const passwd* user = other_user(); user && chown(pattern.c_str(), user->pw_uid, user->pw_gid) != 0)
        throw std::runtime_error("chown failed");
    const auto data = directory_ / "data";
    const pid_t initdb = spawn(
        {binaries() / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"},
        directory_ / "initdb.log");
    int status = 0;
    if (waitpid(initdb, &status, 0) != initdb || status != 0) throw std::runtime_error("initdb failed: see " + pattern);
    start();
}

PostgresCluster::~PostgresCluster() {
    if (postmaster_ > 0) {
        ::kill(postmaster_, SIGINT);
        waitpid(postmaster_, nullptr, 0);
    }
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
}

std::string PostgresCluster::url(const std::string& database) const {
    return "host=" + directory_.string() + " user=postgres dbname=" + database;
}

bool PostgresCluster::answers() const {
    try {
        const pqxx::connection connection(url("postgres"));
        return true;
    } catch (const pqxx::broken_connection&) {
        return false;
    }
}

void PostgresCluster::start() {
    // Durability against power loss is not what tests are about; kill -9 of processes loses nothing without fsync.
    postmaster_ =
        spawn({binaries() / "postgres", "-D", directory_ / "data", "-c", "listen_addresses=", "-c",
               "unix_socket_directories=" + directory_.string(), "-c", "fsync=off", "-c", "max_connections=60"},
              directory_ / "postgres.log");
    wait_for([this] { return answers(); }, "PostgreSQL does not start");
}

void PostgresCluster::kill() {
    ::kill(postmaster_, SIGKILL);
    waitpid(postmaster_, nullptr, 0);
    postmaster_ = -1;
    // Orphaned backends notice by themselves; the next postmaster refuses to start beside them.
    const auto data = directory_ / "data";
    wait_for(
        [&data] {
            for (const auto& process : std::filesystem::directory_iterator("/proc")) {
                std::error_code error;
                if (std::filesystem::read_symlink(process.path() / "cwd", error) == data && !error) return false;
            }
            return true;
        },
        "backends outlive the postmaster");
}

std::string PostgresCluster::create_database() {
    const std::string name = "test_" + std::to_string(getpid()) + "_" + std::to_string(++databases_);
    pqxx::connection connection(url("postgres"));
    pqxx::nontransaction work(connection);
    work.exec("CREATE DATABASE " + name);
    return url(name);
}

}  // namespace suoledger::tests

// SPDX-License-Identifier: Apache-2.0
// The life of a private PostgreSQL, from outside: fresh, stopped, killed, adopted, fought over, of another version.
#include <gtest/gtest.h>
#include <libpq-fe.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "adapters/embedded_postgres/cluster.hpp"
#include "eventstore/postgres/durability.hpp"
#include "tests/adapters/program.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/threads_named.hpp"

namespace suoledger::tests {
namespace {

namespace fs = std::filesystem;

std::string ask(const std::string& conninfo, const std::string& question) {
    const std::unique_ptr<PGconn, decltype(&PQfinish)> connection{PQconnectdb(conninfo.c_str()), &PQfinish};
    if (PQstatus(connection.get()) != CONNECTION_OK) {
        return PQerrorMessage(connection.get());
    }
    const std::unique_ptr<PGresult, decltype(&PQclear)> result{PQexec(connection.get(), question.c_str()), &PQclear};
    const ExecStatusType status = PQresultStatus(result.get());
    if (status == PGRES_TUPLES_OK && PQntuples(result.get()) == 1) {
        return PQgetvalue(result.get(), 0, 0);
    }
    return status == PGRES_COMMAND_OK ? "done" : PQerrorMessage(connection.get());
}

class Holder : public Program {
public:
    explicit Holder(const fs::path& data_dir) : Program({own_program(), "--hold-cluster", data_dir.string()}) {}
    std::string connection() { return wait_for_line("ready ").substr(6); }
    int stop() {
        signal(SIGTERM);
        return wait();
    }
    void kill() {
        signal(SIGKILL);
        wait();
    }
};

mode_t mode_of(const fs::path& path) {
    struct stat found{};
    EXPECT_EQ(::lstat(path.c_str(), &found), 0) << path;
    return found.st_mode & 07777;
}

pid_t postmaster_of(const fs::path& data_dir) {
    const auto found = adapters::read_postmaster_pid(adapters::ServerFiles{data_dir});
    return found ? found->pid : 0;
}

class EmbeddedPostgres : public testing::Test {
protected:
    DataDirectory scratch_;
    fs::path data_dir_ = scratch_.path() / "data";
    fs::path pgdata_ = data_dir_ / "postgres";
};

// initdb takes seconds: those that do not look at a fresh directory begin with a copy of one that was stopped.
class UsedEmbeddedPostgres : public EmbeddedPostgres {
protected:
    static void SetUpTestSuite() {
        stopped_ = std::make_unique<DataDirectory>();
        Holder first{stopped_->path() / "data"};
        first.connection();
        ASSERT_EQ(first.stop(), 0);
    }
    static void TearDownTestSuite() { stopped_.reset(); }
    void SetUp() override {
        ASSERT_EQ(run({"/bin/cp", "-a", (stopped_->path() / "data").string(), data_dir_.string()}).exit_status, 0);
    }

private:
    static inline std::unique_ptr<DataDirectory> stopped_;
};

TEST_F(EmbeddedPostgres, AFreshDirectoryGetsACheckedPrivateClusterWithoutTcp) {
    Holder holder{data_dir_};
    const std::string connection = holder.connection();
    EXPECT_EQ(ask(connection, "SHOW data_checksums"), "on");
    EXPECT_EQ(ask(connection, "SHOW listen_addresses"), "");
    EXPECT_EQ(ask(connection, "SHOW server_encoding"), "UTF8");
    EXPECT_EQ(ask(connection, "SHOW synchronous_commit"), "on");
    EXPECT_EQ(ask(connection, "SHOW fsync"), "on");
    EXPECT_EQ(ask(connection, "SHOW max_connections"), "40");
    EXPECT_EQ(ask(connection, "SHOW min_wal_size"), "512MB");
    EXPECT_EQ(ask(connection, "SHOW default_statistics_target"), "10");
    EXPECT_EQ(ask(connection, "SELECT datcollate FROM pg_database WHERE datname = current_database()"), "C");
    EXPECT_EQ(ask(connection, "SELECT left(rolpassword, 13) FROM pg_authid WHERE rolname = 'suoledger'"),
              "SCRAM-SHA-256");
    EXPECT_EQ(mode_of(data_dir_ / "postgres-password"), 0600U);
    EXPECT_EQ(mode_of(data_dir_ / "run"), 0700U);
    EXPECT_EQ(mode_of(data_dir_), 0700U);
}

TEST_F(UsedEmbeddedPostgres, PagesThatAreNotWrittenWholeAreWorthAWarning) {
    {
        Holder first{data_dir_};
        const std::string connection = first.connection();
        EXPECT_TRUE(eventstore::require_durable(connection).empty());
        ASSERT_EQ(ask(connection, "ALTER SYSTEM SET full_page_writes = off"), "done");
        ASSERT_EQ(first.stop(), 0);
    }
    Holder second{data_dir_};
    const std::vector<std::string> doubts = eventstore::require_durable(second.connection());
    ASSERT_EQ(doubts.size(), 1U);
    EXPECT_NE(doubts[0].find("full_page_writes = off"), std::string::npos) << doubts[0];
}

TEST_F(UsedEmbeddedPostgres, AWrongPasswordIsRefused) {
    Holder holder{data_dir_};
    const std::string refused = ask(holder.connection() + " password=guessed", "SELECT 1");
    EXPECT_NE(refused.find("password authentication failed"), std::string::npos) << refused;
}

TEST_F(UsedEmbeddedPostgres, WhatWasCommittedIsThereAfterAStopAndAStart) {
    {
        Holder first{data_dir_};
        ASSERT_EQ(ask(first.connection(), "CREATE TABLE kept AS SELECT 42 AS n"), "done");
        EXPECT_EQ(first.stop(), 0);
    }
    EXPECT_TRUE(all_end_in(pgdata_));
    Holder second{data_dir_};
    EXPECT_EQ(ask(second.connection(), "SELECT n FROM kept"), "42");
}

TEST_F(UsedEmbeddedPostgres, ItsPagesAreSentToTheDiskByAThreadOfTheService) {
    Holder holder{data_dir_};
    holder.connection();
    EXPECT_TRUE(eventually([&] { return !threads_named("write-behind", std::to_string(holder.pid())).empty(); }));
    EXPECT_EQ(holder.stop(), 0);
}

TEST_F(UsedEmbeddedPostgres, AServerThatOutlivedItsServiceIsAdopted) {
    pid_t postmaster = 0;
    {
        Holder first{data_dir_};
        ASSERT_EQ(ask(first.connection(), "CREATE TABLE kept AS SELECT 42 AS n"), "done");
        postmaster = postmaster_of(data_dir_);
        first.kill();
    }
    Holder second{data_dir_};
    EXPECT_EQ(ask(second.connection(), "SELECT n FROM kept"), "42");
    EXPECT_EQ(postmaster_of(data_dir_), postmaster);
    second.wait_for_line("adopted the running database");
    EXPECT_EQ(second.stop(), 0);
    EXPECT_TRUE(all_end_in(pgdata_)) << "an adopted server is stopped by its new owner";
}

TEST_F(UsedEmbeddedPostgres, ComesBackAfterKillNineOfEverything) {
    for (int round = 0; round < 2; ++round) {
        Holder holder{data_dir_};
        ASSERT_EQ(ask(holder.connection(), "CREATE TABLE kept_" + std::to_string(round) + " AS SELECT 42 AS n"),
                  "done");
        holder.kill();
        kill_processes_in(pgdata_);
        ASSERT_TRUE(fs::exists(pgdata_ / "postmaster.pid"));
        ASSERT_TRUE(fs::exists(data_dir_ / "run/.s.PGSQL.5432.lock"));
    }
    Holder last{data_dir_};
    EXPECT_EQ(ask(last.connection(), "SELECT n FROM kept_0 NATURAL JOIN kept_1"), "42");
}

TEST_F(UsedEmbeddedPostgres, AStalePidFileWhoseNumberWasGivenAwayDoesNotStopTheStart) {
    {
        Holder holder{data_dir_};
        holder.connection();
        holder.kill();
        kill_processes_in(pgdata_);
    }
    Program other{{own_program(), "--idle", data_dir_.string()}};
    other.wait_for_line("idle");
    for (const fs::path& file : {pgdata_ / "postmaster.pid", data_dir_ / "run/.s.PGSQL.5432.lock"}) {
        std::ifstream in{file};
        std::string first_line, rest;
        std::getline(in, first_line);
        rest.assign(std::istreambuf_iterator<char>{in}, {});
        std::ofstream{file} << other.pid() << "\n" << rest;
    }
    Holder again{data_dir_};
    EXPECT_EQ(ask(again.connection(), "SELECT 1"), "1");
}

TEST_F(UsedEmbeddedPostgres, AServerThatDiesUnderItsServiceIsStartedAgain) {
    Holder holder{data_dir_};
    const std::string connection = holder.connection();
    ASSERT_EQ(ask(connection, "CREATE TABLE kept AS SELECT 42 AS n"), "done");
    ::kill(postmaster_of(data_dir_), SIGKILL);
    holder.wait_for_line("the database is back");
    EXPECT_EQ(ask(connection, "SELECT n FROM kept"), "42");
}

TEST_F(UsedEmbeddedPostgres, ASecondOwnerIsRefusedAndToldWhoOwns) {
    Holder first{data_dir_};
    first.connection();
    Holder second{data_dir_};
    EXPECT_EQ(second.wait(), 75);
    EXPECT_EQ(second.standard_output(), "owned by " + std::to_string(first.pid()) + "\n");
}

TEST_F(UsedEmbeddedPostgres, ALongDataDirectoryGetsItsSocketElsewhere) {
    const fs::path deep = scratch_.path() / std::string(60, 'a') / std::string(60, 'b') / "data";
    fs::create_directories(deep.parent_path());
    Holder holder{deep};
    const std::string connection = holder.connection();
    EXPECT_EQ(ask(connection, "SELECT 1"), "1");
    const fs::path sockets = ask(connection, "SHOW unix_socket_directories");
    EXPECT_LE((sockets / ".s.PGSQL.5432").string().size(), 107U);
    EXPECT_EQ(mode_of(sockets), 0700U);
    EXPECT_EQ(holder.stop(), 0);
    fs::remove_all(sockets);
}

TEST_F(UsedEmbeddedPostgres, ADirectoryOfAnotherVersionStopsWithTheCommandThatHelps) {
    std::ofstream{pgdata_ / "PG_VERSION"} << "13\n";
    Holder second{data_dir_};
    EXPECT_EQ(second.wait(), 1);
    EXPECT_NE(second.standard_error().find("apt-get install postgresql-13"), std::string::npos)
        << second.standard_error();
    EXPECT_NE(second.standard_error().find("pg_upgrade"), std::string::npos);
}

TEST_F(UsedEmbeddedPostgres, AHalfMadeClusterIsMadeAnew) {
    fs::rename(pgdata_, data_dir_ / "postgres.making");  // as if killed just before the rename
    Holder second{data_dir_};
    EXPECT_EQ(ask(second.connection(), "SELECT 1"), "1");
}

TEST_F(UsedEmbeddedPostgres, ALostPasswordFileIsNamed) {
    fs::remove(data_dir_ / "postgres-password");
    Holder second{data_dir_};
    EXPECT_EQ(second.wait(), 1);
    EXPECT_NE(second.standard_error().find("postgres-password is missing"), std::string::npos)
        << second.standard_error();
}

TEST_F(EmbeddedPostgres, ADirectoryThatItsUserCannotReachIsRefusedWithTheFix) {
    const fs::path closed = scratch_.path() / "closed";
    fs::create_directory(closed);
    // Root could make the data directory in it all the same, and only then lose the way to it.
    fs::permissions(closed, ::geteuid() == 0 ? fs::perms::owner_all : fs::perms::none);
    Holder holder{closed / "data"};
    EXPECT_EQ(holder.wait(), 1);
    const std::string fix = ::geteuid() == 0 ? "chmod o+x " + closed.string() : "choose another --data-dir";
    EXPECT_NE(holder.standard_error().find(fix), std::string::npos) << holder.standard_error();
    fs::permissions(closed, fs::perms::owner_all);
}

}  // namespace
}  // namespace suoledger::tests

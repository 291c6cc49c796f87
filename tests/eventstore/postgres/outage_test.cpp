// SPDX-License-Identifier: Apache-2.0
// A database that cannot be written to for a while, or to which nobody can tell what became of a COMMIT.
#include <string>
#include <thread>
#include <variant>

#include <gtest/gtest.h>
#include <pqxx/pqxx>

#include "eventstore/postgres/connection.hpp"
#include "tests/eventstore/contract.hpp"
#include "tests/support/postgres_cluster.hpp"

using namespace suoledger;
using namespace suoledger::eventstore;

namespace {

std::string url_of_the_test;

class PostgresOutage : public Contract {
protected:
    static void run(const std::string& sql) {
        pqxx::connection connection(url_of_the_test);
        pqxx::nontransaction work(connection);
        work.exec("SET default_transaction_read_only = off");
        work.exec(sql);
    }
    /// As a primary that became a standby: it answers, and it refuses to write.
    static void make_read_only() {
        run("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', "
            "current_database()); END $$");
        run("SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND application_name = 'suoledger-sequencer'");
    }
    static void make_writable() {
        run("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I RESET default_transaction_read_only', "
            "current_database()); END $$");
    }
};

TEST_P(PostgresOutage, BoundsWhatAFrozenNodeCanHold) {
    PgConnection connection(url_of_the_test, "test");
    for (const char* setting : {"statement_timeout", "idle_in_transaction_session_timeout"}) {
        const auto shown =
            connection.execute("SELECT current_setting($1)::text", PgParameters{}.add(std::string_view(setting)));
        EXPECT_EQ(shown.bytes(0, 0), "5s") << setting;
    }
}

TEST_P(PostgresOutage, WaitsForADatabaseThatMayBeWrittenToAgain) {
    make_read_only();
    Outcomes outcomes(1);
    store().submit(submission(an_invoice(100), "during"), outcomes.slot(0));
    while (node_->metrics().value("append_retries_total") < 2 && outcomes.arrived() == 0) std::this_thread::yield();
    make_writable();
    const auto& outcome = *outcomes.all()[0];
    if (const auto* failed = std::get_if<Failed>(&outcome)) ADD_FAILURE() << failed->detail;
    EXPECT_TRUE(std::holds_alternative<AppendedReply>(outcome));
    check_log();
}

#ifdef SUOLEDGER_WITH_FAILPOINTS

TEST_P(PostgresOutage, DoesNotGuessWhileItCannotLookWhatBecameOfACommit) {
    failpoints::set("sequencer.commit_sent", FailpointAction::cut_connection, 1);
    failpoints::set("sequencer.before_resolve", FailpointAction::hold, 1);
    Outcomes outcomes(1);
    store().submit(submission(an_invoice(100), "lost"), outcomes.slot(0));
    ASSERT_TRUE(failpoints::wait_until_held("sequencer.before_resolve"));
    run("REVOKE INSERT ON suoledger.fence FROM suoledger_append");
    failpoints::set("sequencer.before_resolve", FailpointAction::hold, 1);  // lets go, and holds the second try
    ASSERT_TRUE(failpoints::wait_until_held("sequencer.before_resolve"));
    EXPECT_EQ(outcomes.arrived(), 0U);
    run("GRANT INSERT ON suoledger.fence TO suoledger_append");
    failpoints::set("sequencer.before_resolve", FailpointAction::off);
    const auto& outcome = *outcomes.all()[0];
    if (const auto* failed = std::get_if<Failed>(&outcome)) ADD_FAILURE() << failed->detail;
    ASSERT_TRUE(std::holds_alternative<AppendedReply>(outcome));
    EXPECT_EQ(std::get<AppendedReply>(outcome).position, store().head().position);
    check_log();
}

#endif

INSTANTIATE_TEST_SUITE_P(Database, PostgresOutage, testing::Values([] {
                             url_of_the_test = tests::PostgresCluster::shared().create_database();
                             return make_postgres_log_in(url_of_the_test);
                         }));

}  // namespace

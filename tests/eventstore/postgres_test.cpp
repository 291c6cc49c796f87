// SPDX-License-Identifier: Apache-2.0
// What only PostgreSQL can promise: events that nobody changes, migrations, outcomes that a lost connection left open.
#include <cstdlib>

#include <pqxx/pqxx>

#include "eventstore/postgres/migrations.hpp"
#include "eventstore/postgres/postgres_store.hpp"
#include "tests/eventstore/contract.hpp"
#include "tests/support/postgres_cluster.hpp"

using namespace suoledger;
using namespace suoledger::eventstore;

namespace {

/// A contract fixture that also knows its database.
std::string last_url;

class KnownDatabase final : public LogUnderTest {
public:
    KnownDatabase() : log_(make_postgres_log()) {
        pqxx::connection connection(tests::PostgresCluster::shared().url("postgres"));
        pqxx::nontransaction work(connection);
        last_url = tests::PostgresCluster::shared().url(
            work.exec("SELECT datname FROM pg_database WHERE datname LIKE 'test_%' ORDER BY oid DESC LIMIT 1")[0][0]
                .c_str());
    }
    std::unique_ptr<Node> make_node() override { return log_->make_node(); }

private:
    std::unique_ptr<LogUnderTest> log_;
};

class PostgresLog : public Contract {
protected:
    static bool was_refused(const std::string& sql) {
        pqxx::connection connection(last_url);
        pqxx::work work(connection);
        try {
            work.exec(sql);
        } catch (const pqxx::sql_error& error) {
            const std::string text = error.what();
            return text.find("permission denied") != text.npos || text.find("events are immutable") != text.npos;
        }
        return false;
    }
    int transactions() { return static_cast<int>(node_->metrics().value("append_transactions_total")); }
};

TEST_P(PostgresLog, RefusesToChangeEventsForTheServiceAndForTheOwner) {
    appended(an_invoice(100), "invoice");
    for (const char* role : {"suoledger_append", "suoledger_owner"})
        for (const char* change : {"UPDATE suoledger.event SET payload = '{}'", "DELETE FROM suoledger.event",
                                   "TRUNCATE suoledger.event", "UPDATE suoledger.event_000000 SET payload = '{}'",
                                   "DELETE FROM suoledger.event_000000", "TRUNCATE suoledger.event_000000"})
            EXPECT_TRUE(was_refused(std::string("SET LOCAL ROLE ") + role + "; " + change)) << role << ": " << change;
    check_log();
}

TEST_P(PostgresLog, LeavesAreThoseThatAnIndependentProgramRecomputes) {
    for (int i = 0; i < 20; ++i) {
        const auto invoice = an_invoice(100 + i);
        appended(invoice, "invoice" + std::to_string(i));
        appended(a_payment(70 + i, invoice.invoice_id), "payment" + std::to_string(i));
    }
    const std::string command =
        "/usr/bin/python3 -B " SUOLEDGER_SOURCE_DIR "/tests/audit/recompute_leaves.py '" + last_url + "'";
    EXPECT_EQ(std::system(command.c_str()), 0);
    {
        pqxx::connection connection(last_url);
        pqxx::work work(connection);
        work.exec("SET LOCAL session_replication_role = replica");  // a forger with the superuser's rights
        work.exec(
            "UPDATE suoledger.event_000000 SET effective_at = effective_at + interval '1 microsecond' WHERE position = "
            "7");
        work.commit();
    }
    EXPECT_NE(std::system(command.c_str()), 0) << "one microsecond at position 7";
}

TEST_P(PostgresLog, MigratesOnceAndRefusesWhatItDoesNotKnow) {
    EXPECT_EQ(migrate_up(last_url), 0) << "nothing is left to do";
    const auto status = migration_status(last_url);
    EXPECT_EQ(status.applied, status.available);
    pqxx::connection connection(last_url);
    const auto run = [&connection](const std::string& sql) {
        pqxx::work work(connection);
        work.exec(sql);
        work.commit();
    };
    run("UPDATE suoledger.schema_migration SET checksum = 'edited' WHERE number = 2");
    EXPECT_THROW(migrate_up(last_url), MigrationFault);
    run("UPDATE suoledger.schema_migration SET checksum = checksum WHERE number = 2; "
        "INSERT INTO suoledger.schema_migration (number, name, checksum) VALUES (9999, 'later.sql', '')");
    EXPECT_THROW(migrate_up(last_url), MigrationFault);
}

#ifdef SUOLEDGER_WITH_FAILPOINTS

TEST_P(PostgresLog, ResolvesALostConnectionAroundCommitWithoutASecondEffect) {
    // Cut behind the COMMIT: it may or may not have arrived; either way there is one effect and a definite answer.
    for (const char* place : {"sequencer.commit_sent", "sequencer.before_commit"}) {
        failpoints::set(place, FailpointAction::cut_connection, 1);
        const auto reply = appended(an_invoice(100), place);
        EXPECT_GT(reply.position, 0);
        EXPECT_EQ(store().head().position, reply.position);
        const auto again = appended(an_invoice(100), place);
        EXPECT_EQ(again.reply.body, reply.reply.body);
    }
    pqxx::connection connection(last_url);
    pqxx::nontransaction work(connection);
    EXPECT_GE(work.exec("SELECT count(*) FROM suoledger.fence")[0][0].as<int>(), 2) << "each was closed by a fence";
    check_log();
}

#endif

TEST_P(PostgresLog, GoesOnAfterTheServerWasKilled) {
    appended(an_invoice(100), "before");
    tests::PostgresCluster::shared().kill();
    Outcomes outcomes(1);
    store().submit(submission(an_invoice(100), "during"), outcomes.slot(0));
    tests::PostgresCluster::shared().start();
    EXPECT_TRUE(std::holds_alternative<AppendedReply>(*outcomes.all()[0]));
    appended(an_invoice(100), "after");
    check_log();
}

INSTANTIATE_TEST_SUITE_P(Database, PostgresLog, testing::Values([] { return std::make_unique<KnownDatabase>(); }));

}  // namespace

// SPDX-License-Identifier: Apache-2.0
// What only PostgreSQL can promise: events that nobody changes, migrations, outcomes that a lost connection left open.
#include <cstdlib>
#include <thread>

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
    std::unique_ptr<Node> make_node(Clock clock) override { return log_->make_node(std::move(clock)); }
    WrappedKeySource& keys() override { return log_->keys(); }
    WrappedKeyTable& key_table() override { return log_->key_table(); }

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

TEST_P(PostgresLog, IsNotMisledWhenAnotherNodeAppendedOneCommandOfALostBatch) {
    auto other_node = log_->make_node();
    Outcomes outcomes(3);
    // A refusal writes nothing, so the first COMMIT to be cut is that of the two that wait behind it.
    failpoints::set("sequencer.before_batch", FailpointAction::hold, 1);
    store().submit(submission(domain::CancelInvoice{new_uuid_v7(system_now()), {}}, "decoy"), outcomes.slot(0));
    ASSERT_TRUE(failpoints::wait_until_held("sequencer.before_batch"));
    const auto contested = submission(an_invoice(100), "contested");
    store().submit(contested, outcomes.slot(1));
    store().submit(submission(an_invoice(200), "neighbour"), outcomes.slot(2));
    const auto safety_net = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (node_->metrics().value("append_queue_commands") < 2 && std::chrono::steady_clock::now() < safety_net)
        std::this_thread::yield();
    failpoints::set("sequencer.before_commit", FailpointAction::cut_connection, 1);
    failpoints::set("sequencer.before_resolve", FailpointAction::hold, 1);
    failpoints::set("sequencer.before_batch", FailpointAction::off);
    ASSERT_TRUE(failpoints::wait_until_held("sequencer.before_resolve"));

    Outcomes elsewhere(1);
    other_node->store().submit(contested, elsewhere.slot(0));
    const auto theirs = std::get<AppendedReply>(*elsewhere.all()[0]);
    EXPECT_FALSE(theirs.replayed);
    failpoints::set("sequencer.before_resolve", FailpointAction::off);

    const auto& ours = outcomes.all();
    EXPECT_TRUE(std::get<AppendedReply>(*ours[1]).replayed) << "the other node did it";
    EXPECT_EQ(std::get<AppendedReply>(*ours[1]).reply.body, theirs.reply.body);
    EXPECT_FALSE(std::get<AppendedReply>(*ours[2]).replayed);
    EXPECT_EQ(node_->metrics().value("append_resolutions_total{result=\"absent\"}"), 1);
    check_log();
}

TEST_P(PostgresLog, IsNotMisledWhenAnotherNodeAppendedTheWholeLostBatch) {
    auto other_node = log_->make_node();
    const auto contested = submission(an_invoice(100), "contested");
    failpoints::set("sequencer.before_commit", FailpointAction::cut_connection, 1);
    failpoints::set("sequencer.before_resolve", FailpointAction::hold, 1);
    Outcomes outcomes(1);
    store().submit(contested, outcomes.slot(0));
    ASSERT_TRUE(failpoints::wait_until_held("sequencer.before_resolve"));
    Outcomes elsewhere(1);
    other_node->store().submit(contested, elsewhere.slot(0));
    const auto theirs = std::get<AppendedReply>(*elsewhere.all()[0]);
    failpoints::set("sequencer.before_resolve", FailpointAction::off);
    const auto ours = std::get<AppendedReply>(*outcomes.all()[0]);
    EXPECT_TRUE(ours.replayed) << "the other node did it";
    EXPECT_EQ(ours.position, theirs.position);
    check_log();
}

#endif

TEST_P(PostgresLog, KeepsASuccessASuccessWhenPartitionsCannotBeMade) {
    pqxx::connection connection(last_url);
    {
        pqxx::work work(connection);
        work.exec("UPDATE suoledger.log_head SET position = 999999");  // the next append asks for partitions
        work.exec(
            "CREATE OR REPLACE FUNCTION suoledger.ensure_event_partitions() RETURNS void LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'no partitions today'; END $$");
        work.commit();
    }
    const auto reply = appended(an_invoice(100), "crossing");
    EXPECT_FALSE(reply.replayed) << "the commit was taken for a failure and run again";
    EXPECT_EQ(reply.position, 1'000'000);
    EXPECT_FALSE(appended(an_invoice(100), "after").replayed);
    EXPECT_EQ(node_->metrics().value("append_halvings_total"), 0);
}

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

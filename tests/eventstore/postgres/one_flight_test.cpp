// SPDX-License-Identifier: Apache-2.0
// A batch in one flight: taken while one node appends, given up for two as soon as anything is not as remembered.
#include <atomic>
#include <string>
#include <variant>

#include <gtest/gtest.h>
#include <pqxx/pqxx>

#include "eventstore/codec.hpp"
#include "tests/eventstore/contract.hpp"
#include "tests/support/postgres_cluster.hpp"

using namespace suoledger;
using namespace suoledger::eventstore;

namespace {

std::string url_of_the_test;

class PostgresOneFlight : public Contract {
protected:
    static double flights(LogUnderTest::Node& node, const std::string& path) {
        return node.metrics().value("append_flights_total{path=\"" + path + "\"}");
    }
    double flights(const std::string& path) { return flights(*node_, path); }
    static std::int64_t pages_of_the_head() {
        pqxx::connection connection(url_of_the_test);
        return pqxx::nontransaction(connection)
            .exec1("SELECT pg_relation_size('suoledger.log_head') / current_setting('block_size')::integer")[0]
            .as<std::int64_t>();
    }
    AppendOutcome submit_to(LogUnderTest::Node& node, Submission submission) {
        Outcomes outcomes(1);
        node.store().submit(std::move(submission), outcomes.slot(0));
        return outcomes.all()[0].value_or(Failed{"no outcome"});
    }
    /// Returns once that node takes one flight.
    void let_append_alone(LogUnderTest::Node& node, const std::string& key) {
        const double before = flights(node, "one_flight");
        for (int i = 0; i < 3; ++i) {
            const auto outcome = submit_to(node, submission(an_invoice(100), key + std::to_string(i)));
            ASSERT_TRUE(std::holds_alternative<AppendedReply>(outcome));
        }
        ASSERT_GT(flights(node, "one_flight"), before);
    }
};

TEST_P(PostgresOneFlight, IsTakenFromTheThirdBatchOfALoneNodeOn) {
    for (int i = 0; i < 5; ++i) {
        const auto invoice = an_invoice(100);
        appended(invoice, "invoice" + std::to_string(i));
        appended(a_payment(100, invoice.invoice_id), "payment" + std::to_string(i));
        appended(a_customer(100 + i), "customer" + std::to_string(i));
    }
    EXPECT_EQ(flights("two_flights"), 2) << "the business and its first customer";
    EXPECT_EQ(flights("one_flight"), 15);
    EXPECT_EQ(flights("fallback"), 0);
    check_log();
}

TEST_P(PostgresOneFlight, IsTakenForRefusalsAsWell) {
    const auto invoice = an_invoice(100);
    appended(invoice, "invoice");
    appended(domain::CancelInvoice{invoice.invoice_id, {}}, "cancel");
    const double before = flights("one_flight");
    const auto head = store().head().position;
    const auto outcome = submit(domain::CancelInvoice{invoice.invoice_id, {}}, "another key");
    EXPECT_EQ(std::get<domain::Rejection>(outcome).code, domain::RejectionCode::invoice_already_cancelled);
    EXPECT_EQ(store().head().position, head);
    EXPECT_EQ(flights("one_flight") - before, 1);
}

TEST_P(PostgresOneFlight, LeavesNoVersionsOfTheHeadBehindThatNobodyNeeds) {
    for (int i = 0; i < 600; ++i) appended(an_invoice(100), "invoice" + std::to_string(i));
    EXPECT_LT(pages_of_the_head(), 6) << "some sixty versions fill a page";
    EXPECT_EQ(flights("fallback"), 0);
}

TEST_P(PostgresOneFlight, ReadsAgainWhenTheRowOfTheHeadLiesElsewhere) {
    pqxx::connection connection(url_of_the_test);
    {
        pqxx::transaction<pqxx::isolation_level::repeatable_read> snapshot(connection);
        snapshot.exec("SELECT 1");
        for (int i = 0; i < 200; ++i) appended(an_invoice(100), "meanwhile" + std::to_string(i));
    }
    ASSERT_GT(pages_of_the_head(), 2);
    EXPECT_EQ(flights("fallback"), 0);
    pqxx::nontransaction(connection).exec("VACUUM FULL suoledger.log_head");
    appended(an_invoice(100), "behind it");
    EXPECT_EQ(flights("fallback"), 1);
    let_append_alone(*node_, "after");
    EXPECT_EQ(flights("fallback"), 1);
    check_log();
}

TEST_P(PostgresOneFlight, ReadsAgainWhenAnotherNodeMovedTheHead) {
    const auto invoice = an_invoice(100);
    appended(invoice, "invoice");
    let_append_alone(*node_, "before");
    auto other_node = log_->make_node();
    ASSERT_TRUE(std::holds_alternative<AppendedReply>(
        submit_to(*other_node, submission(a_payment(100, invoice.invoice_id), "elsewhere"))));
    const auto cancel = submit(domain::CancelInvoice{invoice.invoice_id, {}}, "cancel");
    EXPECT_EQ(std::get<domain::Rejection>(cancel).code, domain::RejectionCode::invoice_has_movements);
    EXPECT_EQ(flights("fallback"), 1);
    let_append_alone(*node_, "after");
    EXPECT_EQ(flights("fallback"), 1);
    check_log();
}

TEST_P(PostgresOneFlight, IsNotTriedWhileTwoNodesTakeTurns) {
    auto other_node = log_->make_node();
    const double before = flights("fallback") + flights(*other_node, "fallback");
    for (int i = 0; i < 20; ++i) {
        appended(an_invoice(100), "here" + std::to_string(i));
        submit_to(*other_node, submission(an_invoice(100), "there" + std::to_string(i)));
    }
    EXPECT_LE(flights("fallback") + flights(*other_node, "fallback") - before, 1);
    check_log();
}

TEST_P(PostgresOneFlight, FindsACommandThatAnotherNodeStoredBeforeItsTime) {
    const auto request = submission(an_invoice(100), "theirs");
    const auto theirs = std::get<AppendedReply>(submit_to(*node_, request));
    auto later_node = log_->make_node();
    let_append_alone(*later_node, "later");
    const auto retry = std::get<AppendedReply>(submit_to(*later_node, request));
    EXPECT_TRUE(retry.replayed);
    EXPECT_EQ(retry.reply.body, theirs.reply.body);
    EXPECT_EQ(flights(*later_node, "fallback"), 1);
    let_append_alone(*later_node, "later still");
    EXPECT_TRUE(std::get<AppendedReply>(submit_to(*later_node, request)).replayed);
    EXPECT_EQ(flights(*later_node, "fallback"), 1) << "its id is remembered";
    check_log();
}

/// It is refused by its own effect, so nothing that it inserts would collide with the stored command.
TEST_P(PostgresOneFlight, FindsTheSuccessOfACommandThatItWouldRefuse) {
    const auto invoice = an_invoice(100);
    appended(invoice, "invoice");
    const auto request = submission(domain::CancelInvoice{invoice.invoice_id, {}}, "cancel");
    const auto theirs = std::get<AppendedReply>(submit_to(*node_, request));
    auto later_node = log_->make_node();
    let_append_alone(*later_node, "later");
    const auto retry = submit_to(*later_node, request);
    ASSERT_TRUE(std::holds_alternative<AppendedReply>(retry)) << "outcome " << retry.index();
    EXPECT_EQ(std::get<AppendedReply>(retry).reply.body, theirs.reply.body);
    EXPECT_EQ(flights(*later_node, "fallback"), 1);
}

TEST_P(PostgresOneFlight, ComparesTheClocks) {
    std::atomic<std::int64_t> ahead_us{0};
    auto other_node =
        log_->make_node([&ahead_us] { return domain::Timestamp{system_now().microseconds + ahead_us.load()}; });
    let_append_alone(*other_node, "right");
    for (const std::int64_t wrong_us : {5'000'000, -5'000'000}) {
        ahead_us = wrong_us;
        const auto outcome = submit_to(*other_node, submission(an_invoice(100), "wrong"));
        ASSERT_TRUE(std::holds_alternative<Unavailable>(outcome)) << "outcome " << outcome.index();
        EXPECT_EQ(std::get<Unavailable>(outcome).reason, "clock_skew");
        ahead_us = 0;
        let_append_alone(*other_node, "right again" + std::to_string(wrong_us));
    }
    EXPECT_EQ(flights(*other_node, "fallback"), 2);
    check_log();
}

/// A command takes what it begins for new. In another partition no index knows better: then the streams are looked for.
TEST_P(PostgresOneFlight, BeginsNoStreamAgainWhateverPartitionItIsIn) {
    const auto here = an_invoice(100), in_another = an_invoice(100);
    appended(here, "here");
    appended(in_another, "in another");
    const auto begin_again = [&](const domain::IssueInvoice& invoice, const std::string& key) {
        auto later_node = log_->make_node();
        let_append_alone(*later_node, "alone " + key);
        const auto outcome = submit_to(*later_node, submission(invoice, key));
        EXPECT_TRUE(std::holds_alternative<domain::Rejection>(outcome)) << key << ": outcome " << outcome.index();
        EXPECT_EQ(flights(*later_node, "fallback"), 1) << key;
    };
    begin_again(here, "here again");
    pqxx::connection connection(url_of_the_test);
    pqxx::work work(connection);
    work.exec("UPDATE suoledger.log_head SET position = 10000000");
    work.commit();
    begin_again(in_another, "in another again");
}

/// What comes back may be a replica whose newest partition began later.
TEST_P(PostgresOneFlight, ReadsWhenTheNewestPartitionBeganWithEachConnection) {
    const auto in_another = an_invoice(100);
    appended(in_another, "in another");
    pqxx::connection connection(url_of_the_test);
    const auto run = [&connection](const std::string& sql) {
        pqxx::work work(connection);
        work.exec("SET LOCAL session_replication_role = replica");  // past the triggers that keep the log as it is
        work.exec(sql);
        work.commit();
    };
    const auto have_begun = [&run](const std::string& when) {
        run("UPDATE suoledger.event SET recorded_at = " + when + " WHERE position = 10000001");
    };
    run("UPDATE suoledger.log_head SET position = 10000000");
    appended(an_invoice(100), "the first of the newest");
    have_begun("'2020-01-01'");
    auto later_node = log_->make_node();
    let_append_alone(*later_node, "alone");
    have_begun("clock_timestamp()");
    run("SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity WHERE datname = current_database() "
        "AND pid <> pg_backend_pid() AND application_name LIKE 'suoledger%'");
    let_append_alone(*later_node, "alone again");
    const auto outcome = submit_to(*later_node, submission(in_another, "again"));
    EXPECT_TRUE(std::holds_alternative<domain::Rejection>(outcome)) << "outcome " << outcome.index();
}

TEST_P(PostgresOneFlight, TakesNoHeadThatWasChangedBehindItsBackForItsOwn) {
    let_append_alone(*node_, "before");
    pqxx::connection connection(url_of_the_test);
    pqxx::work work(connection);
    work.exec("UPDATE suoledger.log_head SET epoch_id = gen_random_uuid(), epoch = epoch + 1");
    work.commit();
    appended(an_invoice(100), "after");
    EXPECT_EQ(flights("fallback"), 1);
}

#ifdef SUOLEDGER_WITH_FAILPOINTS

TEST_P(PostgresOneFlight, FindsOutWhatBecameOfACommitThatWasCutOff) {
    for (const char* place : {"sequencer.commit_sent", "sequencer.before_commit"}) {
        let_append_alone(*node_, place);
        const double two_flights = flights("two_flights");
        failpoints::set(place, FailpointAction::cut_connection, 1);
        const auto reply = appended(an_invoice(100), place);
        EXPECT_EQ(store().head().position, reply.position);
        const double absent = node_->metrics().value("append_resolutions_total{result=\"absent\"}");
        const double committed = node_->metrics().value("append_resolutions_total{result=\"committed\"}");
        EXPECT_GE(absent + committed, 1) << "nobody looked";
        EXPECT_LE(flights("two_flights") - two_flights, absent) << "the first try was in one flight";
        EXPECT_EQ(appended(an_invoice(100), place).reply.body, reply.reply.body);
    }
    check_log();
}

TEST_P(PostgresOneFlight, FailsAPoisonousConcurrentCommandAlone) {
    let_append_alone(*node_, "before");
    failpoints::set("planner.poison", FailpointAction::sql_error);
    failpoints::set_number("sequencer.gather", 16, 1);
    Outcomes outcomes(16);
    for (std::size_t i = 0; i < 16; ++i)
        store().submit(submission(an_invoice(100), (i == 5 ? "poison" : "good") + std::to_string(i)), outcomes.slot(i));
    EXPECT_EQ(count<AppendedReply>(outcomes.all()), 15U);
    EXPECT_TRUE(std::holds_alternative<Failed>(*outcomes.all()[5]));
    EXPECT_EQ(flights("fallback"), 1) << "the halves are read for";
    failpoints::clear();
    let_append_alone(*node_, "after");
    check_log();
}

#endif

INSTANTIATE_TEST_SUITE_P(Database, PostgresOneFlight, testing::Values([] {
                             url_of_the_test = tests::PostgresCluster::shared().create_database();
                             return make_postgres_log_in(url_of_the_test);
                         }));

}  // namespace

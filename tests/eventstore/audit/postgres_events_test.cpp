// SPDX-License-Identifier: Apache-2.0
// What an audit reads of a database whose constraints were dropped first: every row, also those that no table of ours
// could hold.
#include <gtest/gtest.h>

#include <pqxx/pqxx>
#include <vector>

#include "eventstore/audit/postgres_events.hpp"
#include "eventstore/postgres/migrations.hpp"
#include "tests/support/postgres_cluster.hpp"

using namespace suoledger;
using namespace suoledger::eventstore;

namespace {

class PostgresEventsTest : public testing::Test {
protected:
    void SetUp() override {
        migrate_up(url_);
        exec(
            "INSERT INTO suoledger.event SELECT g, gen_random_uuid(), gen_random_uuid(), 1, 'invoice', "
            "gen_random_uuid(), 1, 'invoice_issued', 1, now(), now(), '', 0, decode(repeat('ab', 16), 'hex'), "
            "'{}'::json, json_build_object('filler', repeat('x', 20)), decode(repeat('cd', 32), 'hex') "
            "FROM generate_series(1, 4500) g");
    }
    void exec(const std::string& sql) {
        pqxx::connection connection(url_);
        pqxx::nontransaction work(connection);
        work.exec("SET session_replication_role = replica");
        work.exec(sql);
    }
    /// Whatever keeps positions apart.
    void drop_indexes() {
        // Those of the partitions themselves: the unique ones, which keep rows from standing twice.
        exec(
            "DO $$ DECLARE index regclass; BEGIN FOR index IN SELECT indexrelid::regclass FROM pg_index "
            "WHERE indrelid::regclass::text LIKE 'suoledger.event\\_%' AND indisunique "
            "LOOP EXECUTE 'DROP INDEX ' || index; END LOOP; END $$");
    }
    std::vector<std::int64_t> positions(std::int64_t until = 4500) {
        PostgresEvents events(pool_, until);
        std::vector<std::int64_t> found;
        for (auto portion = events.next(); !portion.empty(); portion = events.next())
            for (const RecordedEvent& event : portion) found.push_back(event.position);
        return found;
    }

    const std::string url_ = tests::PostgresCluster::shared().create_database();
    ReadPool pool_{url_};
};

std::vector<std::int64_t> up_to(std::int64_t last) {
    std::vector<std::int64_t> all;
    for (std::int64_t position = 1; position <= last; ++position) all.push_back(position);
    return all;
}

TEST_F(PostgresEventsTest, AreReadToTheEndThatWasAskedForInPortions) {
    EXPECT_EQ(positions(), up_to(4500));
    EXPECT_EQ(positions(1234), up_to(1234));
}

TEST_F(PostgresEventsTest, AreSeenTwiceWhereverTheyStandTwice) {
    drop_indexes();
    // In the middle of a portion, as its last row, and at the very end.
    for (const std::int64_t twice : {700, 2000, 4500}) {
        exec("INSERT INTO suoledger.event SELECT * FROM suoledger.event WHERE position = " + std::to_string(twice));
        auto expected = up_to(4500);
        expected.insert(expected.begin() + static_cast<std::ptrdiff_t>(twice), twice);
        EXPECT_EQ(positions(), expected) << twice;
        exec("DELETE FROM suoledger.event WHERE position = " + std::to_string(twice) +
             " AND ctid = (SELECT max(ctid) FROM suoledger.event WHERE position = " + std::to_string(twice) + ")");
    }
}

TEST_F(PostgresEventsTest, ThatAreLargeComeInSmallerPortions) {
    exec("UPDATE suoledger.event SET payload = json_build_object('filler', repeat('x', 600000)) WHERE position <= 60");
    PostgresEvents events(pool_, 4500);
    EXPECT_LT(events.next().size(), 20U);
    EXPECT_EQ(positions(), up_to(4500));
}

TEST_F(PostgresEventsTest, ThatCannotBeReadAreNamedBehindThoseThatCan) {
    const auto unreadable_at = [this](const std::string& change) {
        exec("UPDATE suoledger.event SET " + change + " WHERE position = 42");
        PostgresEvents events(pool_, 4500);
        EXPECT_EQ(events.next().size(), 41U) << change;
        try {
            events.next();
        } catch (const UnreadableEvent& fault) {
            return fault.position;
        }
        return std::int64_t{0};
    };
    exec("ALTER TABLE suoledger.event DROP CONSTRAINT event_salt_check, ALTER COLUMN metadata DROP NOT NULL");
    EXPECT_EQ(unreadable_at("stream_type = 'gossip'"), 42);
    EXPECT_EQ(unreadable_at("stream_type = 'invoice', metadata = NULL"), 42);
    EXPECT_EQ(unreadable_at("metadata = '{}', salt = 'short'"), 42);
    EXPECT_EQ(unreadable_at("salt = decode(repeat('ab', 16), 'hex'), series = 'tombola', series_number = 1"), 42);
}

TEST_F(PostgresEventsTest, AreToldOfWithTheHeadInOneLook) {
    exec("UPDATE suoledger.log_head SET position = 7");
    const LogFacts facts = log_facts(pool_);
    EXPECT_EQ(facts.head.position, 7);
    EXPECT_EQ(facts.last_position, 4500);
}

TEST_F(PostgresEventsTest, StoredKeysAreFoundAmongThoseAskedFor) {
    const std::string one = "0190a3b4-0000-7000-8000-0000000000c1", other = "0190a3b4-0000-7000-8000-0000000000c2";
    exec("INSERT INTO suoledger.subject_key VALUES (gen_random_uuid(), '" + one +
         "', 'contact', 'customer', gen_random_uuid(), 1, 'wrapped')");
    const auto id = [](const std::string& text) { return domain::parse_uuid(text).value(); };
    EXPECT_EQ(stored_keys_among(pool_, {id(one), id(other)}), std::vector{id(one)});
    EXPECT_TRUE(stored_keys_among(pool_, {}).empty());
}

}  // namespace

// SPDX-License-Identifier: Apache-2.0
// A database that forgets what it acknowledged is not written to. The cluster of the tests is one: it never syncs.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pqxx/pqxx>

#include "eventstore/event_store.hpp"
#include "eventstore/postgres/connection.hpp"
#include "eventstore/postgres/durability.hpp"
#include "eventstore/postgres/migrations.hpp"
#include "tests/support/postgres_cluster.hpp"

using namespace suoledger;
using namespace suoledger::eventstore;

namespace {

std::string commit_setting(const std::string& url) {
    PgConnection connection(url, "suoledger-test");
    return std::string(connection.execute("SELECT current_setting('synchronous_commit')").bytes(0, 0));
}

TEST(Durability, IsRefusedWhereNothingIsSynced) {
    const std::string url = tests::PostgresCluster::shared().create_database();
    try {
        require_durable(url);
        FAIL() << "it was taken";
    } catch (const VolatileDatabase& fault) {
        EXPECT_THAT(fault.what(), testing::HasSubstr("fsync = on"));
    }
}

TEST(Durability, IsAskedOfADatabaseThatAnswers) {
    EXPECT_THROW(require_durable("host=/nowhere dbname=ledger"), StoreUnavailable);
}

TEST(Durability, CommitsAreWaitedForWhateverTheDatabaseSays) {
    const std::string url = tests::PostgresCluster::shared().create_database();
    migrate_up(url);
    const auto say = [&url](const std::string& value) {
        pqxx::connection connection(url);
        pqxx::nontransaction statement(connection);
        const std::string database = statement.quote_name(connection.dbname());
        statement.exec("ALTER DATABASE " + database + " SET synchronous_commit = " + value);
    };
    say("off");
    EXPECT_EQ(commit_setting(url), "on");
    for (const std::string stronger_than_off : {"local", "remote_write", "remote_apply"}) {
        say(stronger_than_off);
        EXPECT_EQ(commit_setting(url), stronger_than_off) << "it is the operator's choice";
    }
}

}  // namespace

// SPDX-License-Identifier: Apache-2.0
// Walking the log in PostgreSQL: bounded, over connections that are lost, and without harm to who reads next.
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <pqxx/pqxx>

#include "eventstore/postgres/connection.hpp"
#include "tests/eventstore/contract.hpp"
#include "tests/support/postgres_cluster.hpp"

using namespace suoledger;
using namespace suoledger::eventstore;

namespace {

std::string url_of_the_log;

class PostgresLogWalk : public Contract {
protected:
    static void run(const std::string& sql) {
        pqxx::connection connection(url_of_the_log);
        pqxx::nontransaction work(connection);
        work.exec(sql);
    }
    static void end_readers() {
        run("SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND application_name = 'suoledger-reader'");
    }
    std::vector<std::int64_t> walked(const LogQuery& query) {
        std::vector<std::int64_t> positions;
        store().walk_log(query, [&](const RecordedEvent& event) { positions.push_back(event.position); });
        return positions;
    }
    /// Behind the last, as nobody but a test would.
    static void add_events(int count, int payload_bytes) {
        run("INSERT INTO suoledger.event SELECT l.position + i, gen_random_uuid(), l.tenant_id, l.tenant_sequence + i, "
            "l.stream_type, gen_random_uuid(), 1, l.event_type, l.schema_version, l.recorded_at, l.effective_at, '', "
            "0, "
            "l.salt, l.metadata, to_json(repeat('x', " +
            std::to_string(payload_bytes) +
            ")), l.leaf_hash FROM (SELECT * FROM suoledger.event ORDER BY position DESC LIMIT 1) l, "
            "generate_series(1, " +
            std::to_string(count) + ") i");
    }
};

TEST_P(PostgresLogWalk, EndsAfterEightMebibytesAndGoesOnFromThere) {
    appended(an_invoice(100), "first");
    const auto before = store().head().position;
    add_events(40, 600'000);
    std::int64_t after = before;
    for (int walks = 0; after < before + 40; ++walks) {
        ASSERT_LT(walks, 4);
        const auto positions = walked({.after_position = after, .limit = 100, .with_metadata = false});
        EXPECT_EQ(positions.size(), after + 14 < before + 40 ? 14U : static_cast<std::size_t>(before + 40 - after));
        EXPECT_EQ(store().read_log({.after_position = after, .limit = 100, .with_metadata = false}).size(),
                  positions.size())
            << "as reading does";
        for (const auto position : positions) ASSERT_EQ(position, ++after);
    }
}

TEST_P(PostgresLogWalk, VisitsEveryEventOnceThoughTheConnectionDiedWhileItLayIdle) {
    for (int i = 0; i < 3; ++i) appended(an_invoice(100 + i), "idle" + std::to_string(i));
    const auto expected = walked({});
    end_readers();
    EXPECT_EQ(walked({}), expected);
}

TEST_P(PostgresLogWalk, VisitsEveryEventOnceOrSaysThatItCannotWhenItIsCutOff) {
    appended(an_invoice(100), "first");
    add_events(400, 10'000);     // more than sockets hold
    (void)walked({.limit = 1});  // so that a connection lies idle, and may be replaced
    std::int64_t last = 0;
    store().walk_log({.limit = 1000}, [&](const RecordedEvent& event) {
        EXPECT_EQ(event.position, ++last);
        if (last == 3) end_readers();
    });
    EXPECT_EQ(last, store().head().position + 400);
    EXPECT_THROW(store().walk_log({.limit = 1000},
                                  [&](const RecordedEvent&) {
                                      end_readers();  // each time one is opened
                                  }),
                 StoreUnavailable);
    EXPECT_EQ(walked({.limit = 5}).size(), 5U);
}

TEST_P(PostgresLogWalk, LeavesNothingBehindWhenItsVisitorThrows) {
    appended(an_invoice(100), "first");
    add_events(400, 10'000);
    for (int i = 0; i < 10; ++i)
        EXPECT_THROW(store().walk_log({.limit = 1000}, [](const RecordedEvent&) { throw std::length_error("enough"); }),
                     std::length_error);
    const auto some = store().read_log({.limit = 2});
    ASSERT_EQ(some.size(), 2U) << "what was on its way is not taken for an answer";
    EXPECT_EQ(walked({.limit = 2}), (std::vector<std::int64_t>{1, 2}));
}

INSTANTIATE_TEST_SUITE_P(Database, PostgresLogWalk, testing::Values([] {
                             url_of_the_log = tests::PostgresCluster::shared().create_database();
                             return make_postgres_log_in(url_of_the_log);
                         }));

}  // namespace

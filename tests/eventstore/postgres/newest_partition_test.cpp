// SPDX-License-Identifier: Apache-2.0
// Which streams may have been begun in an older partition: all but those whose ids were drawn since the newest began.
#include <cstddef>
#include <cstdint>
#include <string>

#include <gtest/gtest.h>
#include <pqxx/pqxx>

#include "eventstore/leaf.hpp"
#include "eventstore/postgres/batch_sql.hpp"
#include "eventstore/postgres/migrations.hpp"
#include "eventstore/postgres/newest_partition.hpp"
#include "tests/support/postgres_cluster.hpp"

using namespace suoledger;
using namespace suoledger::eventstore;

namespace {

constexpr std::int64_t second_us = 1'000'000;
constexpr domain::Timestamp began_at{1'800'000'000 * second_us};

/// An id of then. (`new_uuid_v7` gives none that is older than its last one.)
domain::Uuid drawn(std::int64_t after_seconds) {
    domain::Uuid id = new_uuid_v7({});
    std::int64_t milliseconds = began_at.microseconds / 1000 + after_seconds * 1000;
    for (std::size_t i = 6; i-- > 0; milliseconds >>= 8) id.bytes[i] = static_cast<std::uint8_t>(milliseconds & 0xff);
    return id;
}
/// Of so many events that end with that position.
BatchWrites batch(std::int64_t last_position, std::size_t events = 1) {
    BatchWrites writes;
    writes.head.position = last_position;
    writes.head.recorded_at = began_at;
    writes.events->resize(events);
    return writes;
}

TEST(NewestPartition, HasNoneBeforeItWhenItIsTheFirst) {
    const NewestPartition newest;
    EXPECT_FALSE(newest.may_be_in_older(drawn(0), batch(1)));
    EXPECT_FALSE(newest.may_be_in_older(uuid_v8_of({}), batch(events_per_partition)));
}

TEST(NewestPartition, ExcludesNothingUntilItIsKnown) {
    const NewestPartition newest;
    EXPECT_TRUE(newest.may_be_in_older(drawn(3600), batch(events_per_partition + 1)));
}

TEST(NewestPartition, ExcludesIdsDrawnSinceItBegan) {
    NewestPartition newest;
    newest.learn(batch(events_per_partition + 2, 3));  // the first of them is still in the one before
    const auto later = batch(events_per_partition + 3);
    EXPECT_FALSE(newest.may_be_in_older(drawn(3600), later));
    EXPECT_FALSE(newest.may_be_in_older(drawn(5), later));
    EXPECT_TRUE(newest.may_be_in_older(drawn(3), later)) << "clocks may differ by as much";
    EXPECT_TRUE(newest.may_be_in_older(drawn(-3600), later));
    EXPECT_TRUE(newest.may_be_in_older(uuid_v8_of({}), later)) << "a hash says nothing of when it was made";
}

TEST(NewestPartition, IsNoLongerTheOneThatABatchGoesTo) {
    NewestPartition newest;
    newest.learn(batch(events_per_partition + 1));
    const auto id = drawn(3600);
    EXPECT_FALSE(newest.may_be_in_older(id, batch(2 * events_per_partition)));
    EXPECT_TRUE(newest.may_be_in_older(id, batch(2 * events_per_partition + 1, 2))) << "it lies in both";
    EXPECT_TRUE(newest.may_be_in_older(id, batch(2 * events_per_partition + 1)));
    newest.learn(batch(2 * events_per_partition + 1));
    EXPECT_FALSE(newest.may_be_in_older(id, batch(2 * events_per_partition + 2)));
}

/// Another process may have begun it.
TEST(NewestPartition, IsReadFromTheLogAndSparesTheSearch) {
    const std::string url = tests::PostgresCluster::shared().create_database();
    migrate_up(url);
    PgConnection database(url, "suoledger-test");
    const auto searches = [&](const domain::Uuid& id) {
        NewestPartition newest;
        newest.read(database);
        auto writes = batch(events_per_partition + 2);
        const domain::StreamId stream{.tenant = drawn(0), .type = domain::StreamType::invoice, .id = id};
        writes.stream_versions.emplace(stream, 1);
        Presumed presumed;
        presumed.versions.emplace(stream, 0);
        LogHead head;
        head.position = events_per_partition + 1;
        const auto statements = send_checks(database, head, newest, presumed, writes);
        if (statements > 0) {
            database.flush();
            for (std::size_t i = 0; i < statements; ++i) database.take();
            database.finish_flight();
        }
        return statements;
    };
    EXPECT_EQ(searches(drawn(3600)), 1U) << "nothing is known of an empty log";
    {
        pqxx::connection connection(url);
        pqxx::work work(connection);
        work.exec("UPDATE suoledger.log_head SET position = " + std::to_string(events_per_partition + 1));
        work.exec_params(
            "INSERT INTO suoledger.event SELECT $1, gen_random_uuid(), gen_random_uuid(), 1, 'invoice', "
            "gen_random_uuid(), 1, 'x', 1, $2::timestamptz, $2::timestamptz, '', 0, decode(repeat('00', 16), 'hex'), "
            "'{}', '{}', decode(repeat('00', 32), 'hex')",
            events_per_partition + 1, "2027-01-15 08:00:00+00");
        work.commit();
    }
    EXPECT_EQ(searches(drawn(3600)), 0U);
    EXPECT_EQ(searches(drawn(-3600)), 1U);
    EXPECT_EQ(searches(uuid_v8_of({})), 1U);
}

}  // namespace

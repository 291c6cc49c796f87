// SPDX-License-Identifier: Apache-2.0
// How PostgreSQL goes about reads of the log: a start must not go through all of it. And which indexes appends pay for.
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "eventstore/postgres/batch_sql.hpp"
#include "eventstore/postgres/connection.hpp"
#include "eventstore/postgres/log_sql.hpp"
#include "eventstore/postgres/migrations.hpp"
#include "tests/support/postgres_cluster.hpp"

using namespace suoledger;
using namespace suoledger::eventstore;

namespace {

/// As the service's connections are set: one plan for all parameters.
std::string plan_of(PgConnection& database, const std::string& sql, const std::string& parameters) {
    database.execute("PREPARE asked AS " + sql);
    const PgResult rows =
        database.execute("EXPLAIN EXECUTE asked" + (parameters.empty() ? "" : " (" + parameters + ")"));
    std::string plan;
    for (int row = 0; row < rows.rows(); ++row) plan += std::string(rows.bytes(row, 0)) + "\n";
    database.execute("DEALLOCATE asked");
    return plan;
}

TEST(LogPlans, FindTheFewEventsOfKeysByTheirIndex) {
    const std::string url = tests::PostgresCluster::shared().create_database();
    migrate_up(url);
    PgConnection database(url, "log-plans-test");
    for (const char* type : {"erasure_requested", "record_key_postponed", "subject_key_destroyed"}) {
        const std::string plan = plan_of(database, log_sql({.with_metadata = false, .event_type = type}), "0, 1000");
        EXPECT_NE(plan.find("event_type_position_idx"), std::string::npos) << type << "\n" << plan;
        EXPECT_EQ(plan.find("Filter: (event_type"), std::string::npos) << type << "\n" << plan;
    }
}

void expect_last_row_of(PgConnection& database, const std::string& index, const std::string& sql,
                        const std::string& parameters) {
    const std::string plan = plan_of(database, sql, parameters);
    EXPECT_NE(plan.find("Index Only Scan Backward using event_000000_" + index), std::string::npos) << plan;
    for (const char* costly : {"Sort", "Seq Scan", "Aggregate", "Bitmap"})
        EXPECT_EQ(plan.find(costly + std::string("  (cost")), std::string::npos) << costly << "\n" << plan;
}

/// Under the lock of the log's head: they must not go through what a stream or a business did before.
TEST(LogPlans, FindWhereStreamsBusinessesAndSeriesStandByTheLastRowOfAnIndex) {
    const std::string url = tests::PostgresCluster::shared().create_database();
    migrate_up(url);
    PgConnection database(url, "log-plans-test");
    expect_last_row_of(database, "stream_id_stream_type_tenant_id", stream_versions_sql, "'{}', '{}', '{}'");
    expect_last_row_of(database, "tenant_id_tenant_sequence", tenant_sequences_sql, "'{}'");
    expect_last_row_of(database, "tenant_id_series", series_numbers_sql, "'{}', '{}'");
}

/// Each batch leaves a version of the head's row behind, as long as anybody's snapshot is older than the batch.
TEST(LogPlans, FindTheHeadAmongItsFormerVersionsByWhereItLies) {
    const std::string url = tests::PostgresCluster::shared().create_database();
    migrate_up(url);
    PgConnection database(url, "log-plans-test");
    const std::string moved =
        plan_of(database, move_head_sql, "1, gen_random_uuid(), 1, '', now(), now(), '(0,0)', '(0,1)', 2, ''");
    EXPECT_NE(moved.find("Tid Range Scan on log_head"), std::string::npos) << moved;
    const std::string held =
        plan_of(database, hold_head_sql, "1, gen_random_uuid(), 1, '', now(), now(), '(0,0)', '(0,1)'");
    EXPECT_NE(held.find("Tid Range Scan on log_head"), std::string::npos) << held;
    const std::string locked = plan_of(database, lock_head_sql, "");
    EXPECT_NE(locked.find("Index Scan using log_head_pkey"), std::string::npos) << locked;
}

/// Each costs every event a row in it, and one by random keys a page as well.
TEST(EventPartitions, HaveAUniqueIndexForEachThingThatIsNumberedAndNoOther) {
    const std::string url = tests::PostgresCluster::shared().create_database();
    migrate_up(url);
    PgConnection database(url, "event-partitions-test");
    database.execute("UPDATE suoledger.log_head SET position = 20000000");
    database.execute("SELECT suoledger.ensure_event_partitions()");
    const PgResult partitions = database.execute(
        "SELECT tablename::text, string_agg(substring(indexdef FROM 'USING btree (.*)'), '; ' ORDER BY indexdef) "
        "FROM pg_indexes WHERE schemaname = 'suoledger' AND tablename ~ '^event_[0-9]+$' AND indexdef LIKE '%UNIQUE%' "
        "GROUP BY 1 ORDER BY 1");
    ASSERT_EQ(partitions.rows(), 5) << "three of the first migration, two behind them";
    const PgResult bounds =
        database.execute("SELECT pg_get_expr(relpartbound, oid) FROM pg_class WHERE relname = 'event_000001'");
    EXPECT_EQ(bounds.bytes(0, 0), "FOR VALUES FROM ('" + std::to_string(events_per_partition + 1) + "') TO ('" +
                                      std::to_string(2 * events_per_partition + 1) + "')");
    for (int row = 0; row < partitions.rows(); ++row)
        EXPECT_EQ(partitions.bytes(row, 1),
                  "(\"position\"); (stream_id, stream_type, tenant_id, stream_version); "
                  "(tenant_id, series, series_number) WHERE (series <> ''::text); (tenant_id, tenant_sequence)")
            << partitions.bytes(row, 0);
}

/// An index over ten million events takes its time to be made; the one that is there answers as well.
TEST(EventPartitions, KeepTheIndexOfStreamsThatTheyWereFilledWith) {
    const std::string url = tests::PostgresCluster::shared().create_database();
    migrate_up(url);
    PgConnection database(url, "event-partitions-test");
    database.execute("SET ROLE suoledger_owner");
    for (const std::string name : {"event_000000", "event_000001"}) {
        database.execute("DROP INDEX suoledger." + name + "_stream_id_stream_type_tenant_id_stream_version_idx");
        database.execute("CREATE UNIQUE INDEX ON suoledger." + name +
                         " (tenant_id, stream_type, stream_id, stream_version)");
    }
    database.execute(
        "INSERT INTO suoledger.event_000000 VALUES (1, gen_random_uuid(), gen_random_uuid(), 1, 'invoice', "
        "gen_random_uuid(), "
        "1, "
        "'invoice_issued', 1, now(), now(), 'invoice', 1, decode(repeat('00', 16), 'hex'), '{}', '{}', "
        "decode(repeat('00', 32), 'hex'))");
    database.execute("DROP FUNCTION suoledger.index_streams_by_id");
    database.execute("DELETE FROM suoledger.schema_migration WHERE number >= 19");
    ASSERT_EQ(migrate_up(url), 1);
    const PgResult indexes = database.execute(
        "SELECT substring(indexdef FROM 'USING btree (.*)') FROM pg_indexes WHERE schemaname = 'suoledger' AND "
        "tablename "
        "~ '^event_[0-9]+$' AND indexdef LIKE '%stream_version%' ORDER BY tablename");
    ASSERT_EQ(indexes.rows(), 3);
    EXPECT_EQ(indexes.bytes(0, 0), "(tenant_id, stream_type, stream_id, stream_version)");
    EXPECT_EQ(indexes.bytes(1, 0), "(stream_id, stream_type, tenant_id, stream_version)");
    EXPECT_EQ(indexes.bytes(2, 0), indexes.bytes(1, 0));
    database.execute("SET ROLE suoledger_append");
    expect_last_row_of(database, "tenant_id_stream_type", stream_versions_sql, "'{}', '{}', '{}'");
}

/// Each vacuum dirties every page of new rows once more, beside those who append.
TEST(EventPartitions, AreVacuumedForNewRowsWhenTheyAreAllButFullAndSoIsTheTableOfCommands) {
    const std::string url = tests::PostgresCluster::shared().create_database();
    migrate_up(url);
    PgConnection database(url, "event-partitions-test");
    database.execute("UPDATE suoledger.log_head SET position = 20000000");
    database.execute("SELECT suoledger.ensure_event_partitions()");
    const PgResult tables = database.execute(
        "SELECT relname::text, reloptions::text FROM pg_class WHERE relnamespace = 'suoledger'::regnamespace "
        "AND relkind = 'r' AND relname ~ '^(event_[0-9]+|command)$'");
    ASSERT_EQ(tables.rows(), 6) << "three partitions of the first migration, two behind them, and the commands";
    const std::string all_but_full = std::to_string(events_per_partition / 100 * 99);
    for (int row = 0; row < tables.rows(); ++row)
        EXPECT_EQ(tables.bytes(row, 1), "{autovacuum_vacuum_insert_scale_factor=0,autovacuum_vacuum_insert_threshold=" +
                                            all_but_full + ",autovacuum_vacuum_cost_delay=10}")
            << tables.bytes(row, 0);
}

}  // namespace

// SPDX-License-Identifier: Apache-2.0
// How PostgreSQL goes about reads of the log: a start must not go through all of it. And which indexes appends pay for.
#include <string>

#include <gtest/gtest.h>

#include "eventstore/postgres/connection.hpp"
#include "eventstore/postgres/migrations.hpp"
#include "eventstore/postgres/postgres_store.hpp"
#include "tests/support/postgres_cluster.hpp"

using namespace suoledger;
using namespace suoledger::eventstore;

namespace {

/// As the service's connections are set: one plan for all parameters.
std::string plan_of(PgConnection& database, const LogQuery& query) {
    database.execute("PREPARE asked AS " + log_sql(query));
    const PgResult rows = database.execute("EXPLAIN EXECUTE asked (0, 1000)");
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
        const std::string plan = plan_of(database, {.with_metadata = false, .event_type = type});
        EXPECT_NE(plan.find("event_type_position_idx"), std::string::npos) << type << "\n" << plan;
        EXPECT_EQ(plan.find("Filter: (event_type"), std::string::npos) << type << "\n" << plan;
    }
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
    for (int row = 0; row < partitions.rows(); ++row)
        EXPECT_EQ(partitions.bytes(row, 1),
                  "(\"position\"); (tenant_id, series, series_number) WHERE (series <> ''::text); "
                  "(tenant_id, stream_type, stream_id, stream_version); (tenant_id, tenant_sequence)")
            << partitions.bytes(row, 0);
}

}  // namespace

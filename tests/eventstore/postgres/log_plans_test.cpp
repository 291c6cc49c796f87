// SPDX-License-Identifier: Apache-2.0
// How PostgreSQL goes about reads of the log: a start must not go through all of it.
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

}  // namespace

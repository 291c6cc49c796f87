// SPDX-License-Identifier: Apache-2.0
// The access log's table in PostgreSQL does what the one in memory does.
#include <gtest/gtest.h>

#include "eventstore/postgres/migrations.hpp"
#include "eventstore/postgres/postgres_access_table.hpp"
#include "tests/support/postgres_cluster.hpp"

namespace suoledger::eventstore {
namespace {

constexpr std::int64_t hour_us = 3'600'000'000LL;

domain::Uuid numbered(std::uint8_t number) {
    domain::Uuid id;
    id.bytes.back() = number;
    return id;
}

std::vector<std::pair<std::int64_t, std::int64_t>> told(std::vector<AccessRow> rows) {
    std::vector<std::pair<std::int64_t, std::int64_t>> told;
    for (const auto& row : rows) told.emplace_back(row.count.place.hour.microseconds / hour_us, row.count.reads);
    return told;
}

TEST(PostgresAccessTable, AddsFiltersPagesAndForgetsAsTheOneInMemory) {
    const std::string url = tests::PostgresCluster::shared().create_database();
    migrate_up(url);
    ReadPool pool(url);
    PostgresAccessTable stored(pool);
    MemoryAccessTable in_memory;
    const auto place = [](std::uint8_t tenant, std::int64_t hour, const char* actor, std::uint8_t person) {
        return AccessPlace{numbered(tenant), {hour * hour_us}, actor, numbered(person)};
    };
    const std::vector<AccessCount> first{{place(1, 490'000, "key_a", 21), 2}, {place(1, 490'001, "key_a", 21), 1}};
    const std::vector<AccessCount> second{
        {place(1, 490'000, "key_a", 21), 5}, {place(1, 490'002, "key_b", 22), 1}, {place(2, 490'002, "key_a", 21), 9}};
    for (AccessTable* table : {static_cast<AccessTable*>(&stored), static_cast<AccessTable*>(&in_memory)}) {
        table->add(first);
        table->add(second);
        table->add({});
    }
    std::vector<AccessQuery> queries(5, AccessQuery{.tenant = numbered(1)});
    queries[1].actor = "key_a";
    queries[2].person = numbered(22);
    queries[3].from = domain::Timestamp{490'001 * hour_us};
    queries[3].before = domain::Timestamp{490'002 * hour_us};
    queries[4].limit = 1;
    for (const auto& query : queries) EXPECT_EQ(told(stored.read(query)), told(in_memory.read(query)));
    EXPECT_EQ(told(stored.read(queries[1])),
              (std::vector<std::pair<std::int64_t, std::int64_t>>{{490'001, 1}, {490'000, 7}}));
    queries[4].before_entry = stored.read(queries[4]).front().entry;
    EXPECT_EQ(stored.read(queries[4]).size(), 1U);
    stored.forget_before({490'002 * hour_us});
    EXPECT_EQ(told(stored.read(queries[0])), (std::vector<std::pair<std::int64_t, std::int64_t>>{{490'002, 1}}));
}

}  // namespace
}  // namespace suoledger::eventstore

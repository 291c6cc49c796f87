// SPDX-License-Identifier: Apache-2.0
// The access log counts, gathers and forgets; no read waits for its table.
#include "eventstore/access_log.hpp"

#include <gtest/gtest.h>

#include "eventstore/clock.hpp"
#include "eventstore/event_store.hpp"

namespace suoledger::eventstore {
namespace {

constexpr std::int64_t hour_us = 3'600'000'000LL;

domain::Uuid numbered(std::uint8_t number) {
    domain::Uuid id;
    id.bytes.back() = number;
    return id;
}
const domain::Uuid shop = numbered(1), ada = numbered(21), bola = numbered(22);
const domain::Timestamp nine{9 * hour_us}, past_nine{9 * hour_us + 1'799'000'000}, ten{10 * hour_us};

/// Lets a test take it away, and see how large its batches are.
class FlakyTable final : public AccessTable {
public:
    void add(std::span<const AccessCount> counts) override {
        if (is_away) throw StoreUnavailable("away");
        largest_batch = std::max(largest_batch, counts.size());
        table_.add(counts);
    }
    std::vector<AccessRow> read(const AccessQuery& query) override { return table_.read(query); }
    void forget_before(domain::Timestamp hour) override { table_.forget_before(hour); }
    std::atomic<bool> is_away{false};
    std::size_t largest_batch = 0;

private:
    MemoryAccessTable table_;
};

class AccessLogTest : public ::testing::Test {
protected:
    std::vector<AccessRow> rows(AccessQuery query = {}) {
        query.tenant = shop;
        query.limit = 100'000;
        return table_.read(query);
    }
    void count(const char* actor, const domain::Uuid& person, domain::Timestamp at) {
        log_.count(shop, actor, std::array{person}, at);
    }
    FlakyTable table_;
    MemoryMetrics metrics_;
    AccessLog log_{table_, metrics_, [] { return domain::Timestamp{0}; }};
};

TEST_F(AccessLogTest, AddsUpReadsOfOneActorPersonAndHour) {
    count("key_a", ada, nine);
    count("key_a", ada, past_nine);
    count("key_b", ada, nine);
    count("key_a", bola, nine);
    count("key_a", ada, ten);
    log_.flush();
    count("key_a", ada, nine);
    log_.flush();
    ASSERT_EQ(rows().size(), 4U);
    AccessQuery of_one;
    of_one.actor = "key_a";
    of_one.person = ada;
    of_one.before = ten;
    ASSERT_EQ(rows(of_one).size(), 1U);
    EXPECT_EQ(rows(of_one).front().count.reads, 3);
    EXPECT_EQ(rows(of_one).front().count.place.hour, nine);
}

TEST_F(AccessLogTest, KeepsWhatTheTableDidNotTake) {
    table_.is_away = true;
    count("key_a", ada, nine);
    EXPECT_THROW(log_.flush(), StoreUnavailable);
    count("key_a", ada, nine);
    table_.is_away = false;
    log_.flush();
    ASSERT_EQ(rows().size(), 1U);
    EXPECT_EQ(rows().front().count.reads, 2);
}

TEST_F(AccessLogTest, IsBoundedAndSaysWhatItDropped) {
    table_.is_away = true;
    std::vector<domain::Uuid> people;
    for (std::size_t i = 0; i < max_waiting_accesses + 7; ++i) {
        domain::Uuid person;
        for (std::size_t byte = 0; byte < 4; ++byte) person.bytes[byte] = static_cast<std::uint8_t>(i >> (8 * byte));
        people.push_back(person);
    }
    log_.count(shop, "key_a", people, nine);
    EXPECT_EQ(metrics_.value("access_log_dropped_total"), 7);
    log_.count(shop, "key_a", std::array{people.front()}, nine);
    EXPECT_EQ(metrics_.value("access_log_dropped_total"), 7) << "a known place needs no room";
    table_.is_away = false;
    log_.flush();
    EXPECT_EQ(rows().size(), max_waiting_accesses);
    EXPECT_EQ(table_.largest_batch, accesses_at_a_time);
}

TEST_F(AccessLogTest, ReadsNewestFirstAndGoesOnBehindAnEntry) {
    for (std::uint8_t person = 1; person <= 3; ++person) {
        count("key_a", numbered(person), nine);
        log_.flush();
    }
    AccessQuery page;
    page.tenant = shop;
    page.limit = 2;
    const auto first = table_.read(page);
    ASSERT_EQ(first.size(), 2U);
    EXPECT_EQ(first.front().count.place.person, numbered(3));
    page.before_entry = first.back().entry;
    const auto second = table_.read(page);
    ASSERT_EQ(second.size(), 1U);
    EXPECT_EQ(second.front().count.place.person, numbered(1));
}

TEST_F(AccessLogTest, ForgetsHours) {
    count("key_a", ada, nine);
    count("key_a", ada, ten);
    log_.flush();
    table_.forget_before(ten);
    ASSERT_EQ(rows().size(), 1U);
    EXPECT_EQ(rows().front().count.place.hour, ten);
}

TEST(AccessLogEnd, WritesWhatWaits) {
    FlakyTable table;
    MemoryMetrics metrics;
    {
        AccessLog log(table, metrics, [] { return domain::Timestamp{0}; });
        log.count(shop, "key_a", std::array{ada}, nine);
    }
    AccessQuery query;
    query.tenant = shop;
    EXPECT_EQ(table.read(query).size(), 1U);
}

}  // namespace
}  // namespace suoledger::eventstore

// SPDX-License-Identifier: Apache-2.0
// What every inbox and every table of leases must do, run on those in memory and on PostgreSQL.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <thread>

#include "eventstore/key_vault.hpp"
#include "eventstore/leaf.hpp"
#include "eventstore/postgres/migrations.hpp"
#include "eventstore/postgres/postgres_inbox_table.hpp"
#include "eventstore/postgres/postgres_lease_table.hpp"
#include "tests/eventstore/work_tables.hpp"
#include "tests/support/postgres_cluster.hpp"

namespace suoledger::eventstore {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr domain::Timestamp start{1'790'000'000'000'000};

domain::Timestamp later(seconds by) { return {start.microseconds + std::chrono::microseconds(by).count()}; }

class InboxContract : public testing::TestWithParam<MakeWorkTables> {
protected:
    InboxEntry entry(const std::string& key, const std::string& body = "body", domain::Timestamp at = start) {
        return sealing_.seal("paystack", key, body, new_uuid_v7(at), at);
    }
    InboxEntry put(const std::string& key, const std::string& body = "body", domain::Timestamp at = start) {
        InboxEntry made = entry(key, body, at);
        EXPECT_THAT(inbox().put(std::vector{made}), ElementsAre(true));
        return made;
    }
    InboxClaim claim_one(domain::Timestamp now = start) {
        auto claims = inbox().claim(now, seconds{60}, 1);
        EXPECT_EQ(claims.size(), 1U);
        return claims.empty() ? InboxClaim{} : claims.front();
    }
    InboxEntry put_dead(const std::string& key, std::optional<domain::Uuid> tenant = std::nullopt) {
        put(key);
        const auto claim = claim_one();
        EXPECT_TRUE(inbox().settle(claim, {InboxOutcome::Kind::dead, start, "no_such_business", tenant}));
        return claim.entry;
    }
    InboxTable& inbox() { return tables_->inbox(); }
    DeadLetterTable& letters() { return tables_->inbox_letters(); }

    std::unique_ptr<WorkTables> tables_ = GetParam()();
    KeyVault vault_{KekRing::of({{1, SecretKey{1}}}), tables_->keys()};
    InboxSealing sealing_{vault_};
};

std::vector<domain::Uuid> ids_of(const std::vector<InboxClaim>& claims) {
    std::vector<domain::Uuid> ids;
    for (const auto& claim : claims) ids.push_back(claim.entry.id);
    return ids;
}

TEST_P(InboxContract, KeepsWhatIsNewOnceAndSaysSo) {
    const auto first = entry("charge/1"), other = entry("charge/2");
    EXPECT_THAT(inbox().put(std::vector{first, other, entry("charge/1")}), ElementsAre(true, true, false));
    EXPECT_THAT(tables_->second_inbox().put(std::vector{entry("charge/3"), entry("charge/2")}),
                ElementsAre(true, false));
    InboxEntry elsewhere = entry("charge/1");
    elsewhere.provider = "monnify";
    EXPECT_THAT(inbox().put(std::vector{elsewhere}), ElementsAre(true)) << "keys are a provider's own";
    EXPECT_THAT(inbox().put({}), IsEmpty());
    const InboxFigures figures = inbox().figures();
    EXPECT_EQ(figures.waiting, 4);
    EXPECT_EQ(figures.dead, 0);
    EXPECT_EQ(figures.oldest_waiting, start);
}

TEST_P(InboxContract, GivesBackTheSealedBodyByteForByte) {
    const std::string body("{\"a\":\"\xc3\xa9\0\"}", 11);
    const auto made = put("charge/1", body);
    EXPECT_EQ(made.body.find("\"a\""), std::string::npos) << "sealed";
    const auto stored = letters().find(made.id);
    ASSERT_TRUE(stored);
    EXPECT_EQ(stored->body, made.body);
    EXPECT_EQ(stored->event_key, made.event_key);
    EXPECT_EQ(stored->received_at, start);
    EXPECT_EQ(sealing_.open(*stored), body);
    InboxEntry moved = *stored;
    moved.id = new_uuid_v7(start);
    EXPECT_EQ(sealing_.open(moved), std::nullopt) << "bound to its entry";
    EXPECT_EQ(letters().find(moved.id), std::nullopt);
}

TEST_P(InboxContract, OneClaimantAtATimeOldestFirst) {
    const auto second = put("b", "2", later(seconds{2})), first = put("a", "1", later(seconds{1}));
    put("c", "3", later(seconds{50}));
    EXPECT_THAT(inbox().claim(start, seconds{60}, 8), IsEmpty()) << "not due yet";
    EXPECT_THAT(ids_of(inbox().claim(later(seconds{9}), seconds{60}, 1)), ElementsAre(first.id));
    EXPECT_THAT(ids_of(tables_->second_inbox().claim(later(seconds{9}), seconds{60}, 8)), ElementsAre(second.id));
    EXPECT_THAT(inbox().claim(later(seconds{9}), seconds{60}, 8), IsEmpty());
    const auto again = inbox().claim(later(seconds{69}), seconds{60}, 1);
    ASSERT_EQ(again.size(), 1U) << "a claim that was never settled passes on";
    EXPECT_EQ(again.front().unsettled, again.front().entry.id == first.id ? 1 : 0);
}

TEST_P(InboxContract, WhatIsPassedOverStaysDue) {
    const auto ours = put("a");
    InboxEntry elsewhere = entry("b");
    elsewhere.provider = "monnify";
    ASSERT_THAT(inbox().put(std::vector{elsewhere}), ElementsAre(true));
    const std::vector<std::string> paystack{"paystack"}, both{"monnify", "paystack"};
    EXPECT_THAT(inbox().claim(start, seconds{60}, 8, both), IsEmpty());
    EXPECT_THAT(ids_of(inbox().claim(start, seconds{60}, 8, paystack)), ElementsAre(elsewhere.id));
    const auto claimed = inbox().claim(start, seconds{60}, 8);
    EXPECT_THAT(ids_of(claimed), ElementsAre(ours.id));
    EXPECT_EQ(claimed.front().unsettled, 0) << "nobody had claimed it";
}

TEST_P(InboxContract, OnlyTheLastClaimSaysHowItEnded) {
    put("a");
    const auto lost = claim_one();
    const auto taken = claim_one(later(seconds{60}));
    EXPECT_EQ(taken.entry.id, lost.entry.id);
    EXPECT_FALSE(inbox().settle(lost, {InboxOutcome::Kind::processed, later(seconds{61}), ""}));
    EXPECT_TRUE(inbox().settle(taken, {InboxOutcome::Kind::processed, later(seconds{62}), ""}));
    EXPECT_FALSE(inbox().settle(taken, {InboxOutcome::Kind::dead, later(seconds{63}), ""})) << "it is over";
    EXPECT_THAT(inbox().claim(later(seconds{9'999}), seconds{60}, 8), IsEmpty());
    EXPECT_EQ(letters().find(lost.entry.id)->state, InboxState::processed);
    EXPECT_EQ(letters().find(lost.entry.id)->finished_at, later(seconds{62}));
    EXPECT_THAT(inbox().put(std::vector{entry("a")}), ElementsAre(false)) << "a late repeat is known";
}

TEST_P(InboxContract, ARetryIsDueWhenItWasSaidToBe) {
    put("a");
    ASSERT_TRUE(inbox().settle(claim_one(), {InboxOutcome::Kind::retry, later(seconds{30}), "timed_out"}));
    EXPECT_THAT(inbox().claim(later(seconds{29}), seconds{60}, 8), IsEmpty());
    const auto claim = claim_one(later(seconds{30}));
    EXPECT_EQ(claim.entry.attempts, 1);
    EXPECT_EQ(claim.entry.reason, "timed_out");
    EXPECT_EQ(claim.unsettled, 0);
}

TEST_P(InboxContract, DeadLettersAreListedRequeuedAndDiscarded) {
    const domain::Uuid ada = new_uuid_v7(start);
    const auto first = put_dead("a"), second = put_dead("b", ada), third = put_dead("c");
    EXPECT_EQ(inbox().figures().dead, 3);
    EXPECT_EQ(inbox().figures().oldest_waiting, std::nullopt);
    const auto ids = [&](DeadLetterQuery query) {
        std::vector<domain::Uuid> found;
        for (const auto& letter : letters().dead_letters(query)) found.push_back(letter.id);
        return found;
    };
    EXPECT_THAT(ids({}), ElementsAre(third.id, second.id, first.id));
    EXPECT_THAT(ids({.limit = 1}), ElementsAre(third.id));
    EXPECT_THAT(ids({.before_entry = letters().find(third.id)->entry}), ElementsAre(second.id, first.id));
    EXPECT_THAT(ids({.tenant = ada}), ElementsAre(second.id));
    EXPECT_THAT(ids({.source = "monnify"}), IsEmpty());

    EXPECT_THAT(inbox().claim(later(seconds{9'999}), seconds{60}, 8), IsEmpty()) << "nobody tries a dead letter";
    EXPECT_TRUE(letters().requeue(first.id, later(seconds{9})));
    EXPECT_FALSE(letters().requeue(first.id, later(seconds{9}))) << "it waits already";
    const auto claim = claim_one(later(seconds{9}));
    EXPECT_EQ(claim.entry.id, first.id);
    EXPECT_EQ(claim.entry.attempts, 0) << "all its attempts again";
    EXPECT_FALSE(letters().discard(first.id, start)) << "no dead letter any more";

    EXPECT_TRUE(letters().discard(second.id, start));
    EXPECT_EQ(letters().find(second.id)->state, InboxState::discarded);
    EXPECT_EQ(letters().find(second.id)->tenant, ada);
    EXPECT_EQ(sealing_.open(*letters().find(second.id)), std::nullopt) << "its body is gone";
    EXPECT_THAT(ids({}), ElementsAre(third.id));
}

TEST_P(InboxContract, ForgetsWhatWasDoneWithLongAgoAndNothingElse) {
    const auto dead = put_dead("dead");
    put("old");
    const auto old = claim_one();
    ASSERT_TRUE(inbox().settle(old, {InboxOutcome::Kind::processed, later(seconds{5}), ""}));
    put("new", "body", later(seconds{9}));
    const auto fresh = claim_one(later(seconds{9}));
    ASSERT_TRUE(inbox().settle(fresh, {InboxOutcome::Kind::processed, later(seconds{50}), ""}));
    EXPECT_EQ(inbox().forget_finished_before(later(seconds{50}), 100), 1U);
    EXPECT_EQ(letters().find(old.entry.id), std::nullopt);
    EXPECT_TRUE(letters().find(fresh.entry.id));
    EXPECT_TRUE(letters().find(dead.id));
}

TEST_P(InboxContract, ConcurrentNodesTakeEachEntryOnce) {
    std::vector<InboxEntry> entries;
    for (int i = 0; i < 40; ++i) entries.push_back(entry("charge/" + std::to_string(i)));
    const std::vector<InboxEntry> reversed(entries.rbegin(), entries.rend());
    std::vector<bool> by_first, by_second;
    std::thread one([&] { by_first = inbox().put(entries); });
    std::thread two([&] { by_second = tables_->second_inbox().put(reversed); });
    one.join();
    two.join();
    EXPECT_EQ(std::ranges::count(by_first, true) + std::ranges::count(by_second, true), 40);
    std::vector<domain::Uuid> taken_first, taken_second;
    const auto take_all = [](InboxTable& table, std::vector<domain::Uuid>& taken) {
        for (auto claims = table.claim(start, seconds{60}, 3); !claims.empty();
             claims = table.claim(start, seconds{60}, 3))
            for (const auto& claim : claims) taken.push_back(claim.entry.id);
    };
    std::thread three([&] { take_all(inbox(), taken_first); });
    std::thread four([&] { take_all(tables_->second_inbox(), taken_second); });
    three.join();
    four.join();
    taken_first.insert(taken_first.end(), taken_second.begin(), taken_second.end());
    std::ranges::sort(taken_first);
    EXPECT_EQ(std::ranges::unique(taken_first).begin(), taken_first.end());
    EXPECT_EQ(taken_first.size(), 40U);
}

TEST_P(InboxContract, ALeaseHasOneHolderAndItsTokenGrows) {
    LeaseTable& leases = tables_->leases();
    const domain::Uuid one = new_uuid_v7(start), two = new_uuid_v7(start);
    const auto held = leases.acquire("sweep", one, start, seconds{10});
    ASSERT_TRUE(held);
    EXPECT_EQ(leases.acquire("sweep", two, later(seconds{9}), seconds{10}), std::nullopt);
    EXPECT_TRUE(leases.acquire("payouts", two, start, seconds{10})) << "another name is another lease";
    EXPECT_TRUE(leases.renew(*held, later(seconds{9}), seconds{10}));
    EXPECT_EQ(leases.acquire("sweep", two, later(seconds{18}), seconds{10}), std::nullopt);
    const auto passed_on = leases.acquire("sweep", two, later(seconds{19}), seconds{10});
    ASSERT_TRUE(passed_on);
    EXPECT_GT(passed_on->token, held->token);
    EXPECT_FALSE(leases.renew(*held, later(seconds{20}), seconds{10})) << "fenced";
    leases.release(*held, later(seconds{20}));
    EXPECT_EQ(leases.acquire("sweep", one, later(seconds{20}), seconds{10}), std::nullopt);
    leases.release(*passed_on, later(seconds{20}));
    EXPECT_TRUE(leases.acquire("sweep", one, later(seconds{20}), seconds{10}));
}

INSTANTIATE_TEST_SUITE_P(Implementations, InboxContract,
                         testing::Values(MakeWorkTables{tables_in_memory}, MakeWorkTables{tables_on_postgres}),
                         [](const auto& implementation) { return implementation.index == 0 ? "Memory" : "Postgres"; });

TEST(PostgresInbox, AKeyGoesWithTheLastBodyOfItsMonthAndNoOtherServiceKey) {
    const std::string url = tests::PostgresCluster::shared().create_database();
    migrate_up(url);
    ReadPool pool(url);
    PostgresKeys keys(pool);
    PostgresInboxTable table(url, pool);
    KeyVault vault(KekRing::of({{1, SecretKey{1}}}), keys);
    const InboxSealing sealing(vault);
    vault.service_key("cursor");
    const domain::Timestamp august = *domain::parse_timestamp("2026-08-31T23:59:59Z"),
                            september = *domain::parse_timestamp("2026-09-01T00:00:00Z"),
                            december = *domain::parse_timestamp("2026-12-05T00:00:00Z");
    table.put(std::vector{sealing.seal("paystack", "a", "body", new_uuid_v7(august), august),
                          sealing.seal("paystack", "b", "body", new_uuid_v7(september), september)});
    const auto names = [&] {
        const PgResult rows = pool.execute("SELECT name FROM suoledger.service_key ORDER BY name", {});
        std::vector<std::string> found;
        for (int row = 0; row < rows.rows(); ++row) found.emplace_back(rows.bytes(row, 0));
        return found;
    };
    EXPECT_EQ(table.forget_finished_before(december, 10), 0U);
    EXPECT_THAT(names(), ElementsAre("cursor", "inbox/paystack/2026-08", "inbox/paystack/2026-09"));
    for (const auto& claim : table.claim(september, milliseconds{1}, 1, {}))
        table.settle(claim, {InboxOutcome::Kind::processed, september, ""});
    EXPECT_EQ(table.forget_finished_before(december, 10), 1U);
    EXPECT_THAT(names(), ElementsAre("cursor", "inbox/paystack/2026-09"));
    EXPECT_ANY_THROW(pool.execute("DELETE FROM suoledger.service_key", {})) << "no other key can go";
}

}  // namespace
}  // namespace suoledger::eventstore

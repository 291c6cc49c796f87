// SPDX-License-Identifier: Apache-2.0
// What tables of timed work and of providers' lists must do, in memory and on PostgreSQL: kept rows, and the fence.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "eventstore/lease.hpp"
#include "eventstore/postgres/migrations.hpp"
#include "eventstore/postgres/postgres_lease_table.hpp"
#include "eventstore/postgres/postgres_provider_charges.hpp"
#include "eventstore/postgres/postgres_timed_work.hpp"
#include "eventstore/provider_charges.hpp"
#include "eventstore/timed_work.hpp"
#include "tests/support/postgres_cluster.hpp"

namespace suoledger::eventstore {
namespace {

constexpr domain::Timestamp start{1'790'000'000'000'000};

domain::Timestamp later(std::int64_t seconds) { return {start.microseconds + seconds * 1'000'000}; }

domain::Uuid uuid(std::uint8_t number) {
    domain::Uuid id;
    id.bytes[15] = number;
    return id;
}

struct ScheduleTables {
    virtual ~ScheduleTables() = default;
    virtual LeaseTable& leases() = 0;
    virtual TimedWorkTable& done() = 0;
    virtual ProviderCharges& charges() = 0;
};

struct MemoryScheduleTables final : ScheduleTables {
    LeaseTable& leases() override { return leases_; }
    TimedWorkTable& done() override { return done_; }
    ProviderCharges& charges() override { return charges_; }

private:
    MemoryLeaseTable leases_;
    MemoryTimedWork done_;
    MemoryProviderCharges charges_;
};

struct PostgresScheduleTables final : ScheduleTables {
    PostgresScheduleTables() { migrate_up(url_); }
    LeaseTable& leases() override { return leases_; }
    TimedWorkTable& done() override { return done_; }
    ProviderCharges& charges() override { return charges_; }

private:
    const std::string url_ = tests::PostgresCluster::shared().create_database();
    ReadPool pool_{url_};
    PostgresLeaseTable leases_{pool_};
    PostgresTimedWork done_{pool_};
    PostgresProviderCharges charges_{pool_};
};

using MakeScheduleTables = std::function<std::unique_ptr<ScheduleTables>()>;

class ScheduleContract : public testing::TestWithParam<MakeScheduleTables> {
protected:
    Lease acquire(domain::Timestamp now) {
        auto lease = tables_->leases().acquire("schedule", uuid(1), now, std::chrono::seconds(60));
        EXPECT_TRUE(lease);
        return lease.value_or(Lease{});
    }
    static ProviderChargeRow row(const std::string& id, std::uint8_t tenant, domain::Timestamp at) {
        return {.provider = "paystack",
                .charge = {.provider_payment_id = id,
                           .reference = "ref-" + id,
                           .status = domain::ListedStatus::success,
                           .amount = {10'000, domain::Currency::ngn},
                           .fee = 150,
                           .refunded = 0,
                           .charged_back = 0,
                           .at = at,
                           .listed_at = later(900)},
                .tenant = tenant == 0 ? std::nullopt : std::optional(uuid(tenant)),
                .channel = "card",
                .livemode = true};
    }
    std::vector<std::string> ids(ProviderChargeQuery query) {
        query.provider = "paystack";
        std::vector<std::string> found;
        for (const auto& kept : tables_->charges().list(query)) found.push_back(kept.charge.provider_payment_id);
        return found;
    }
    std::unique_ptr<ScheduleTables> tables_ = GetParam()();
};
using Ids = std::vector<std::string>;

TEST_P(ScheduleContract, RemembersUpToWhenWorkIsDoneAndNeverGoesBack) {
    EXPECT_EQ(tables_->done().done_until("sweep"), std::nullopt);
    const Lease lease = acquire(start);
    EXPECT_TRUE(tables_->done().finish(lease, "sweep", later(100)));
    EXPECT_EQ(tables_->done().done_until("sweep"), later(100));
    EXPECT_TRUE(tables_->done().finish(lease, "sweep", later(50)));
    EXPECT_EQ(tables_->done().done_until("sweep"), later(100));
    EXPECT_EQ(tables_->done().done_until("other"), std::nullopt);
}

TEST_P(ScheduleContract, RefusesAnOldHoldersWrites) {
    const Lease old = acquire(start);
    ASSERT_TRUE(tables_->charges().put(old, std::vector{row("1", 1, start)}));
    const Lease now = acquire(later(61));
    ASSERT_TRUE(tables_->done().finish(now, "sweep", later(60)));
    ASSERT_TRUE(tables_->charges().put(now, std::vector{row("2", 1, start)}));

    EXPECT_FALSE(tables_->done().finish(old, "sweep", later(600)));
    auto changed = row("1", 1, start);
    changed.charge.fee = 999;
    EXPECT_FALSE(tables_->charges().put(old, std::vector{changed}));
    EXPECT_FALSE(tables_->charges().put_returns(
        old, std::vector{ProviderReturnRow{"paystack", ReturnKind::refund, "r", "ref-1", true, 5, start}}));
    EXPECT_FALSE(tables_->charges().forget(old, "paystack", Ids{"2"}));

    EXPECT_EQ(tables_->done().done_until("sweep"), later(60));
    const auto kept = tables_->charges().list({.provider = "paystack"});
    ASSERT_EQ(kept.size(), 2U);
    EXPECT_EQ(kept[0].charge.fee, 150);
    EXPECT_EQ(kept[0].charge.refunded, 0);
}

TEST_P(ScheduleContract, KeepsARowAsItWasListedLast) {
    const Lease lease = acquire(start);
    auto first = row("1", 0, later(5));
    first.charge.status = domain::ListedStatus::pending;
    ASSERT_TRUE(tables_->charges().put(lease, std::vector{first, row("2", 2, later(6))}));
    auto paid = row("1", 1, later(7));
    paid.charge.amount = {9'000, domain::Currency::usd};
    paid.livemode = false;
    paid.charge.listed_at = later(1000);
    ASSERT_TRUE(tables_->charges().put(lease, std::vector{first, paid})) << "of two the last counts";
    const auto kept = tables_->charges().list({.provider = "paystack"});
    ASSERT_EQ(kept.size(), 2U);
    EXPECT_EQ(kept[0].charge.provider_payment_id, "2") << "by time";
    EXPECT_EQ(kept[1].charge.status, domain::ListedStatus::success);
    EXPECT_EQ(kept[1].charge.amount, (domain::Money{9'000, domain::Currency::usd}));
    EXPECT_EQ(kept[1].charge.at, later(7));
    EXPECT_EQ(kept[1].charge.listed_at, later(1000));
    EXPECT_EQ(kept[1].tenant, uuid(1));
    EXPECT_EQ(kept[1].channel, "card");
    EXPECT_FALSE(kept[1].livemode);
    EXPECT_EQ(kept[0].tenant, uuid(2));
}

TEST_P(ScheduleContract, FindsByBusinessTimeAndListing) {
    const Lease lease = acquire(start);
    auto stale = row("4", 1, later(40));
    stale.charge.listed_at = later(100);
    ASSERT_TRUE(tables_->charges().put(
        lease, std::vector{row("1", 1, later(10)), row("2", 2, later(20)), row("3", 0, later(30)), stale}));
    EXPECT_EQ(ids({.tenant = uuid(1)}), (Ids{"1", "4"}));
    EXPECT_EQ(ids({.from = later(20), .until = later(40)}), (Ids{"2", "3"})) << "the end is left out";
    EXPECT_EQ(ids({.listed_before = later(900)}), (Ids{"4"}));
    EXPECT_EQ(ids({.reference = "ref-2"}), (Ids{"2"}));
    EXPECT_TRUE(tables_->charges().list({.provider = "monnify"}).empty());
    ASSERT_TRUE(tables_->charges().forget(lease, "paystack", Ids{"1", "3", "unknown"}));
    EXPECT_EQ(ids({}), (Ids{"2", "4"}));
}

TEST_P(ScheduleContract, AddsUpWhatWentBackOfACharge) {
    const Lease lease = acquire(start);
    ASSERT_TRUE(tables_->charges().put(lease, std::vector{row("1", 1, start), row("2", 1, later(1))}));
    const auto back = [](ReturnKind kind, const std::string& id, const std::string& reference, bool took,
                         std::int64_t amount) {
        return ProviderReturnRow{"paystack", kind, id, reference, took, amount, start};
    };
    ASSERT_TRUE(tables_->charges().put_returns(lease, std::vector{back(ReturnKind::refund, "7", "ref-1", true, 100),
                                                                  back(ReturnKind::refund, "8", "ref-1", false, 1'000),
                                                                  back(ReturnKind::dispute, "7", "ref-1", true, 30),
                                                                  back(ReturnKind::refund, "9", "ref-2", false, 5)}));
    ASSERT_TRUE(
        tables_->charges().put_returns(lease, std::vector{back(ReturnKind::refund, "8", "ref-1", true, 1'000)}));
    const auto kept = tables_->charges().list({.provider = "paystack"});
    ASSERT_EQ(kept.size(), 2U);
    EXPECT_EQ(kept[0].charge.refunded, 1'100);
    EXPECT_EQ(kept[0].charge.charged_back, 30);
    EXPECT_EQ(kept[1].charge.refunded, 0) << "it was not processed";
}

TEST_P(ScheduleContract, ListsMoreThanOneReadHolds) {
    const Lease lease = acquire(start);
    std::vector<ProviderChargeRow> rows;
    constexpr int count = 10'500;
    for (int i = 0; i < count; ++i) rows.push_back(row(std::to_string(100'000 + i), 1, later(i / 100)));
    ASSERT_TRUE(tables_->charges().put(lease, rows));
    const auto found = ids({});
    ASSERT_EQ(found.size(), static_cast<std::size_t>(count));
    EXPECT_EQ(found.front(), "100000");
    EXPECT_EQ(found.back(), "110499");
    EXPECT_TRUE(std::is_sorted(found.begin(), found.end()));
}

INSTANTIATE_TEST_SUITE_P(Memory, ScheduleContract, testing::Values(MakeScheduleTables([] {
                             return std::unique_ptr<ScheduleTables>(std::make_unique<MemoryScheduleTables>());
                         })));
INSTANTIATE_TEST_SUITE_P(Postgres, ScheduleContract, testing::Values(MakeScheduleTables([] {
                             return std::unique_ptr<ScheduleTables>(std::make_unique<PostgresScheduleTables>());
                         })));

}  // namespace
}  // namespace suoledger::eventstore

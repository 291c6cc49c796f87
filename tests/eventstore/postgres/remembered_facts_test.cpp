// SPDX-License-Identifier: Apache-2.0
// What is remembered and presumed, and that the database compares every presumption before it commits.
#include "eventstore/postgres/remembered_facts.hpp"

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "eventstore/clock.hpp"
#include "eventstore/leaf.hpp"
#include "eventstore/postgres/migrations.hpp"
#include "eventstore/postgres/postgres_transaction.hpp"
#include "tests/eventstore/event_samples.hpp"
#include "tests/support/postgres_cluster.hpp"

using namespace suoledger;
using namespace suoledger::eventstore;

namespace {

TEST(RecentMap, ForgetsWhatWasNotAskedForFirst) {
    RecentMap<int, int> map(2);
    map.put(1, 10);
    map.put(2, 20);
    map.put(3, 30);  // 1 and 2 are the older generation now
    ASSERT_NE(map.find(1), nullptr);
    EXPECT_EQ(*map.find(1), 10);
    map.put(4, 40);  // 3 and 1 are the older one
    EXPECT_EQ(map.find(2), nullptr);
    ASSERT_NE(map.find(1), nullptr);
    map.put(1, 11);
    EXPECT_EQ(*map.find(1), 11);
    map.clear();
    EXPECT_EQ(map.find(1), nullptr);
    EXPECT_EQ(map.find(4), nullptr);
}

const domain::StreamId stream{sample_tenant, domain::StreamType::payment, numbered_id(0x31)};
const domain::ReservationKey reservation{sample_tenant, domain::ReservationKind::customer_phone, {1}};

class RememberedFactsTest : public testing::Test {
protected:
    static BatchFacts facts_at(std::int64_t position) {
        BatchFacts facts;
        facts.head.position = position;
        facts.tenant_sequences[sample_tenant] = position;
        facts.series_numbers[{sample_tenant, domain::Series::invoice}] = 4;
        facts.stream_versions[stream] = 2;
        return facts;
    }
    std::optional<BatchFacts> answer(const Wanted& wanted) {
        presumed_ = {};
        return facts_.answer(wanted, presumed_);
    }
    RememberedFacts facts_;
    Presumed presumed_;
};

TEST_F(RememberedFactsTest, AnswerOnlyAfterTheHeadWasFoundWhereItWasLeft) {
    const Wanted wanted{.streams = {stream}, .tenants = {sample_tenant}};
    facts_.learn(facts_at(5));
    EXPECT_FALSE(answer(wanted)) << "somebody else may be appending";
    facts_.learn(facts_at(6));
    EXPECT_FALSE(answer(wanted)) << "somebody else is";
    facts_.learn(facts_at(6));
    const auto facts = answer(wanted);
    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->stream_versions.at(stream), 2);
    EXPECT_EQ(facts->tenant_sequences.at(sample_tenant), 6);
    EXPECT_EQ((facts->series_numbers.at({sample_tenant, domain::Series::invoice})), 4);
    EXPECT_FALSE(facts->database_clock);
    EXPECT_TRUE(presumed_.versions.empty());
    facts_.learn(facts_at(7));
    EXPECT_FALSE(answer(wanted));
}

TEST_F(RememberedFactsTest, PresumeWhatIsNotKnownAndPreferWhatIs) {
    facts_.learn(facts_at(5));
    facts_.learn(facts_at(5));
    const domain::StreamId other{sample_tenant, domain::StreamType::payment, numbered_id(0x32)};
    Wanted wanted{.streams = {stream, other}, .reservations = {reservation}, .tenants = {sample_tenant}};
    EXPECT_FALSE(answer(wanted));
    wanted.presumed_versions = {{stream, 1}, {other, 9}};
    EXPECT_FALSE(answer(wanted)) << "the reservation";
    wanted.presumed_owners = {{reservation, std::nullopt}};
    const auto facts = answer(wanted);
    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->stream_versions.at(stream), 2);
    EXPECT_EQ(facts->stream_versions.at(other), 9);
    EXPECT_EQ(presumed_.versions, (FlatMap<domain::StreamId, std::int64_t>{{other, 9}}));
    EXPECT_EQ(presumed_.owners.size(), 1U);
    wanted.tenants.insert(numbered_id(0x33));
    EXPECT_FALSE(answer(wanted)) << "a tenant's numbers are never presumed";
}

TEST_F(RememberedFactsTest, FollowTheCommitsOfThisProcess) {
    facts_.learn(facts_at(5));
    facts_.learn(facts_at(5));
    BatchWrites writes;
    writes.head.position = 7;
    writes.stream_versions[stream] = 4;
    writes.tenant_sequences[sample_tenant] = 7;
    writes.series_numbers[{sample_tenant, domain::Series::receipt}] = 1;
    writes.commands.push_back({.command_id = numbered_id(0x34)});
    facts_.learn(writes);
    const auto facts = answer({.streams = {stream}, .tenants = {sample_tenant}});
    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->head.position, 7);
    EXPECT_EQ(facts->stream_versions.at(stream), 4);
    EXPECT_EQ(facts->tenant_sequences.at(sample_tenant), 7);
    EXPECT_EQ((facts->series_numbers.at({sample_tenant, domain::Series::invoice})), 4);
    EXPECT_EQ((facts->series_numbers.at({sample_tenant, domain::Series::receipt})), 1);
    EXPECT_FALSE(answer({.tenants = {sample_tenant}, .commands = {numbered_id(0x34)}})) << "its reply must be read";
    facts_.forget();
    EXPECT_FALSE(answer({.tenants = {sample_tenant}}));
}

/// The transaction by itself, with presumptions that may be wrong: the database must refuse those.
class PresumptionTest : public testing::Test {
protected:
    void SetUp() override {
        migrate_up(url_);
        PostgresTransaction another_process{url_, metrics_};
        BatchWrites writes = based_on(another_process.begin({.tenants = {sample_tenant}}));
        append_to(stream, writes);
        writes.reservations[reservation] = owner;
        writes.commands.push_back(command(stored_command));
        another_process.commit(writes, {});
        come_to_be_alone();
    }
    static BatchWrites based_on(const BatchFacts& facts) {
        BatchWrites writes;
        writes.head = facts.head;
        writes.decided_at = system_now();
        return writes;
    }
    static void append_to(const domain::StreamId& id, BatchWrites& writes) {
        RecordedEvent event;
        event.position = ++writes.head.position;
        event.event_id = new_uuid_v7(system_now());
        event.stream = id;
        event.tenant_sequence = writes.head.position;
        event.stream_version = 1;
        event.event_type = "payment_recorded";
        event.metadata = event.payload = "{}";
        writes.head.recorded_at = event.recorded_at = event.effective_at = writes.decided_at;
        writes.stream_versions[id] = 1;
        writes.tenant_sequences[sample_tenant] = event.tenant_sequence;
        writes.events->push_back(event);
    }
    static StoredCommand command(const domain::Uuid& id) {
        StoredCommand out;
        out.command_id = id;
        out.tenant = sample_tenant;
        out.reply = "sealed";
        out.target = stream;
        return out;
    }
    void come_to_be_alone() {
        for (int i = 0; i < 2; ++i) {
            EXPECT_TRUE(transaction_.begin({.tenants = {sample_tenant}}).database_clock) << "read under the lock";
            transaction_.commit({}, {});
        }
    }
    /// Whether a batch that rests on that could be committed; `change` adds what it writes.
    template <class Change>
    bool commits(Wanted wanted, Change change) {
        wanted.tenants = {sample_tenant};
        const BatchFacts facts = transaction_.begin(wanted);
        EXPECT_FALSE(facts.database_clock) << "not answered from memory";
        BatchWrites writes = based_on(facts);
        change(writes);
        try {
            transaction_.commit(writes, {});
            return true;
        } catch (const FactsMoved&) {
            transaction_.abandon();
            come_to_be_alone();
            return false;
        }
    }
    bool commits(const Wanted& wanted) {
        return commits(wanted, [](BatchWrites&) {});
    }

    const domain::Uuid owner = numbered_id(0x50), stored_command = numbered_id(0x51);
    const std::string url_ = tests::PostgresCluster::shared().create_database();
    MemoryMetrics metrics_;
    PostgresTransaction transaction_{url_, metrics_};
};

TEST_F(PresumptionTest, ComparesVersionsOfStreamsThatAreOnlyRead) {
    EXPECT_FALSE(commits({.streams = {stream}, .presumed_versions = {{stream, 0}}}));
    EXPECT_FALSE(commits({.streams = {stream}, .presumed_versions = {{stream, 2}}}));
    EXPECT_TRUE(commits({.streams = {stream}, .presumed_versions = {{stream, 1}}}));
    const domain::StreamId nothing{sample_tenant, domain::StreamType::payment, numbered_id(0x60)};
    EXPECT_TRUE(commits({.streams = {nothing}, .presumed_versions = {{nothing, 0}}}));
}

TEST_F(PresumptionTest, RefusesToBeginAStreamThatIsThere) {
    const Wanted wanted{.streams = {stream}, .presumed_versions = {{stream, 0}}};
    const domain::StreamId other{sample_tenant, domain::StreamType::payment, numbered_id(0x61)};
    const auto begin_stream = [&](const domain::StreamId& id) {
        return [this, id](BatchWrites& writes) {
            append_to(id, writes);
            writes.commands.push_back(command(new_uuid_v7(system_now())));
        };
    };
    EXPECT_FALSE(commits(wanted, begin_stream(stream)));
    EXPECT_TRUE(commits({.streams = {other}, .presumed_versions = {{other, 0}}}, begin_stream(other)));
}

TEST_F(PresumptionTest, ComparesTheOwnersOfReservations) {
    const domain::ReservationKey free{sample_tenant, domain::ReservationKind::customer_phone, {2}};
    const auto with_owner = [](const domain::ReservationKey& key, std::optional<domain::Uuid> holder) {
        return Wanted{.reservations = {key}, .presumed_owners = {{key, holder}}};
    };
    EXPECT_FALSE(commits(with_owner(reservation, std::nullopt)));
    EXPECT_FALSE(commits(with_owner(reservation, numbered_id(0x62))));
    EXPECT_TRUE(commits(with_owner(reservation, owner)));
    EXPECT_FALSE(commits(with_owner(free, owner)));
    EXPECT_TRUE(commits(with_owner(free, std::nullopt)));
}

TEST_F(PresumptionTest, RefusesCommandsThatAreStoredWhetherTheBatchStoresThemOrNot) {
    const auto store_it = [this](BatchWrites& writes) { writes.commands.push_back(command(stored_command)); };
    EXPECT_FALSE(commits({.commands = {stored_command}}));
    EXPECT_FALSE(commits({.commands = {stored_command}}, store_it));
    EXPECT_TRUE(commits({.commands = {numbered_id(0x63)}}));
}

TEST_F(PresumptionTest, DoesWhatItIsToldMeanwhileOnceInOneFlightAndInTwo) {
    PostgresTransaction reads_first{url_, metrics_};
    for (auto* transaction : {&transaction_, &reads_first}) {
        const BatchFacts facts = transaction->begin({.tenants = {sample_tenant}});
        EXPECT_EQ(facts.database_clock.has_value(), transaction == &reads_first) << "read under the lock";
        BatchWrites writes = based_on(facts);
        append_to({sample_tenant, domain::StreamType::payment, new_uuid_v7(system_now())}, writes);
        writes.commands.push_back(command(new_uuid_v7(system_now())));
        int times = 0;
        transaction->commit(writes, [&times] { ++times; });
        EXPECT_EQ(times, 1);
    }
}

TEST_F(PresumptionTest, ComparesTheClock) {
    const auto decided_at = [](std::int64_t ahead_us) {
        return [ahead_us](BatchWrites& writes) { writes.decided_at.microseconds += ahead_us; };
    };
    EXPECT_FALSE(commits({}, decided_at(4'000'000)));
    EXPECT_FALSE(commits({}, decided_at(-4'000'000)));
    EXPECT_TRUE(commits({}, decided_at(0)));
    EXPECT_FALSE(commits({}, [](BatchWrites& writes) { writes.head.recorded_at.microseconds += 600'000'000; }));
}

}  // namespace

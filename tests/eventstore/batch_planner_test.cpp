// SPDX-License-Identifier: Apache-2.0
// What is remembered of a log is forgotten as soon as the log turns out to be another one.
#include "eventstore/batch_planner.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "eventstore/memory_store.hpp"
#include "tests/eventstore/event_samples.hpp"

using namespace suoledger;
using namespace suoledger::eventstore;

namespace {

class BatchPlannerTest : public testing::Test {
protected:
    void SetUp() override {
        domain::PaymentState state;
        state.version = 2;
        cache_.put(stream_, std::make_shared<const domain::State>(state));
        vault_.make(sample_tenant, {record_key_id, domain::KeyClass::record, stream_});
    }
    static LogHead head(std::int64_t position, std::uint8_t leaf) {
        LogHead head;
        head.position = position;
        head.leaf_hash[0] = leaf;
        return head;
    }
    BatchPlan plan(const LogHead& head) {
        BatchFacts facts;
        facts.head = head;
        facts.database_clock = now_;
        return planner_.plan({}, facts, transaction_);
    }
    bool remembers() {
        const bool state = cache_.find(stream_) != nullptr;
        EXPECT_EQ(vault_.find(sample_tenant, record_key_id) != nullptr, state) << "keys go with the states";
        return state;
    }

    const domain::Timestamp now_{1'000'000};
    const domain::StreamId stream_{sample_tenant, domain::StreamType::payment, numbered_id(0x21)};
    MemoryLog log_{numbered_id(0x22)};
    MemoryTransaction transaction_{log_};
    KeyVault vault_{KekRing::of({{1, SecretKey{1}}}), log_};
    AggregateCache cache_;
    Preparer preparer_{vault_, "test"};
    BatchPlanner planner_{vault_, cache_, preparer_, [this] { return now_; }};
};

TEST_F(BatchPlannerTest, RemembersWhileTheLogOnlyGrows) {
    for (const auto& next : {head(5, 5), head(5, 5), head(6, 6), head(90, 9)}) plan(next);
    EXPECT_TRUE(remembers());
}

TEST_F(BatchPlannerTest, ForgetsWhenTheLogBecameShorter) {
    plan(head(5, 5));
    plan(head(4, 4));
    EXPECT_FALSE(remembers());
}

TEST_F(BatchPlannerTest, ForgetsWhenTheLogEndsWithAnotherEvent) {
    plan(head(5, 5));
    plan(head(5, 6));
    EXPECT_FALSE(remembers());
}

TEST_F(BatchPlannerTest, ForgetsWhenTheEpochChanged) {
    plan(head(5, 5));
    LogHead next = head(90, 9);
    next.epoch_id = numbered_id(0x23);
    plan(next);
    EXPECT_FALSE(remembers());
}

TEST_F(BatchPlannerTest, ForgetsWhenWhatItAppendedItselfIsGone) {
    BatchPlan own = plan(head(5, 5));
    own.writes.head = head(7, 7);
    planner_.remember(own);
    plan(head(6, 6));
    EXPECT_FALSE(remembers());
}

TEST_F(BatchPlannerTest, NeverLetsTheRecordedTimeFallAndRefusesWhenItCannotBeKeptNearTheDatabasesClock) {
    const auto outcome_when_head_is = [this](std::int64_t ahead_us) {
        std::vector<PendingCommand> commands(1);
        commands[0].submission.command = domain::CancelInvoice{numbered_id(0x24), {}};
        BatchFacts facts;
        facts.head = head(5, 5);
        facts.head.recorded_at = {now_.microseconds + ahead_us};
        facts.database_clock = now_;
        return planner_.plan(commands, facts, transaction_).outcomes.at(0);
    };
    EXPECT_TRUE(std::holds_alternative<domain::Rejection>(outcome_when_head_is(max_clock_skew_us)));
    const auto outcome = outcome_when_head_is(max_clock_skew_us + 1);
    ASSERT_TRUE(std::holds_alternative<Unavailable>(outcome)) << "recorded ahead of any clock";
    EXPECT_EQ(std::get<Unavailable>(outcome).reason, "clock_skew");
}

TEST_F(BatchPlannerTest, ForgetsDecisionsThatWaitedWhileTheLogChanged) {
    plan(head(5, 5));
    std::vector<PendingCommand> waiting(2);
    for (auto& pending : waiting) {
        pending.prepared.emplace();
        pending.generation = cache_.generation();
    }
    plan(head(4, 4));
    waiting[1].generation = cache_.generation();  // prepared after the change
    for (auto& pending : waiting) pending.submission.command = domain::CancelInvoice{numbered_id(0x24), {}};
    BatchFacts facts;
    facts.head = head(5, 8);
    facts.database_clock = now_;
    planner_.plan(waiting, facts, transaction_);
    EXPECT_FALSE(waiting[0].prepared);
    EXPECT_TRUE(waiting[1].prepared);
}

}  // namespace

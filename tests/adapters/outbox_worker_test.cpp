// SPDX-License-Identifier: Apache-2.0
// What events imply is put into the outbox once, performed, told to the log, and tried again or given up visibly.
#include <gmock/gmock.h>

#include <deque>

#include "adapters/outbox/intents.hpp"
#include "adapters/work/retries.hpp"
#include "tests/adapters/outbox_shop.hpp"

namespace suoledger::tests {
namespace {

using adapters::EffectOutcome;
using eventstore::WorkState;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;
using enum adapters::EffectOutcome::Kind;

/// Does as the test says.
class ScriptedEffect final : public adapters::Effect {
public:
    [[nodiscard]] std::string_view channel() const override { return adapters::provider_refund_channel; }
    EffectOutcome perform(const eventstore::OutboxEntry& entry) override {
        performed.push_back(entry.id);
        if (const auto now = performing) now();  // it may replace itself
        if (outcomes.empty()) return {.kind = done, .code = ""};
        const EffectOutcome outcome = outcomes.front();
        if (outcomes.size() > 1) outcomes.pop_front();
        return outcome;
    }
    std::optional<domain::Command> given_up(const eventstore::OutboxEntry&, std::string_view code) override {
        given_up_with.emplace_back(code);
        return fact_of_giving_up;
    }

    std::vector<domain::Uuid> performed;
    std::vector<std::string> given_up_with;
    std::deque<EffectOutcome> outcomes;  // the last stays
    std::function<void()> performing;
    std::optional<domain::Command> fact_of_giving_up;
};

class OutboxWorker : public OutboxShop {
protected:
    OutboxWorker() { payment_ = pay_in_cash(10'000); }

    /// An effect that an event implies.
    domain::Uuid imply() {
        request_refund(payment_, 10);
        read_all();
        const auto all = entries(effect_.channel());
        EXPECT_EQ(all.size(), 1U);
        return all.empty() ? domain::Uuid{} : all.front().id;
    }
    /// How long an entry rests until it is tried again.
    seconds rest(const domain::Uuid& id) {
        return std::chrono::duration_cast<seconds>(
            std::chrono::microseconds{entry(id).due_at.microseconds - now_.microseconds});
    }
    /// One that the log takes, whatever it knows already.
    static domain::Command some_fact() {
        domain::RecordPersonalDataRead fact;
        fact.what = domain::PersonalRead::dead_letter;
        return fact;
    }
    domain::Command refused_fact() {
        domain::RecordRefund fact;
        fact.payment_id = payment_;
        fact.refund_id = eventstore::new_uuid_v7(now_);
        return fact;
    }

    domain::Uuid payment_;
    ScriptedEffect effect_;
    adapters::OutboxWorker worker_{worker_parts(effect_)};
};

TEST_F(OutboxWorker, ReadsEachEventOnceWhoeverReads) {
    const auto first = imply();
    adapters::IntentReader second(store_, outbox_);
    EXPECT_FALSE(second.read_once()) << "it goes on where the first one was";
    request_refund(payment_, 20);
    while (second.read_once()) {
    }
    read_all();
    EXPECT_EQ(entries(effect_.channel()).size(), 2U) << "the cursor was moved by the other one: read anew";
    EXPECT_EQ(entry(first).position, store_.head().position - 1);
    EXPECT_EQ(entry(first).tenant, tenant_);
    EXPECT_EQ(reader_.unread(), 0);
}

TEST_F(OutboxWorker, WhatAProviderTellsOfImpliesNothing) {
    const auto online = pay_online("SHOP-1", 5'000);
    domain::RecordProviderRefund command;
    command.payment_id = online;
    command.refund_id = eventstore::new_uuid_v7(now_);
    command.provider = "paystack";
    command.provider_refund_id = "rf_9";
    command.amount = {5'000, domain::Currency::ngn};
    submit(command, eventstore::ActorKind::provider);
    ASSERT_EQ(events<domain::RefundRequested>().size(), 1U);
    read_all();
    EXPECT_THAT(entries(effect_.channel()), IsEmpty());
}

TEST_F(OutboxWorker, IsNotFilledFromAnotherLog) {
    const auto at_head = store_.head();
    const eventstore::OutboxCursor start = outbox_.cursor();
    eventstore::OutboxCursor wrong{at_head.epoch, at_head.position, at_head.leaf_hash};
    wrong.leaf_hash[0] ^= 1;
    ASSERT_TRUE(outbox_.advance(start, wrong, {}));
    EXPECT_THROW(reader_.read_once(), adapters::CursorOfAnotherLog);
    ASSERT_TRUE(outbox_.advance(wrong, {1, at_head.position + 1, at_head.leaf_hash}, {}));
    EXPECT_THROW(reader_.read_once(), adapters::CursorOfAnotherLog) << "the log became shorter";
    ASSERT_TRUE(outbox_.advance(outbox_.cursor(), {1, at_head.position, at_head.leaf_hash}, {}));
    EXPECT_FALSE(reader_.read_once());
}

TEST_F(OutboxWorker, PerformsTellsTheLogAndIsDone) {
    const auto id = imply();
    effect_.outcomes = {{.kind = done, .code = "", .fact = some_fact()}};
    EXPECT_TRUE(worker_.work_once());
    EXPECT_FALSE(worker_.work_once());
    EXPECT_THAT(effect_.performed, ElementsAre(id));
    EXPECT_EQ(entry(id).state, WorkState::processed);
    EXPECT_EQ(events<domain::PersonalDataRead>().size(), 1U);
    const auto row = store_.read_log({.after_position = store_.head().position - 1, .limit = 1}).front();
    EXPECT_NE(row.metadata.find(domain::to_type_id(domain::event_prefix, entry(id).event_id)), std::string::npos)
        << "what it was caused by: " << row.metadata;
    EXPECT_EQ(metrics_.value("outbox_settled_total{channel=\"provider_refund\",outcome=\"processed\"}"), 1);
}

TEST_F(OutboxWorker, TriesAgainLaterAndLaterAndIsGivenUpAfterADay) {
    const auto id = imply();
    effect_.outcomes = {{.kind = try_again, .code = "unreachable"}};
    effect_.fact_of_giving_up = some_fact();
    seconds waited{0};
    for (std::int32_t attempt = 1; attempt < adapters::max_attempts; ++attempt) {
        ASSERT_TRUE(worker_.work_once());
        ASSERT_EQ(entry(id).state, WorkState::waiting) << attempt;
        ASSERT_EQ(rest(id), adapters::pause_after(attempt - 1));
        ASSERT_FALSE(worker_.work_once()) << "not before it is due";
        waited += rest(id);
        wait(rest(id));
    }
    EXPECT_THAT(effect_.given_up_with, IsEmpty());
    EXPECT_TRUE(worker_.work_once());
    EXPECT_EQ(entry(id).state, WorkState::dead);
    EXPECT_EQ(entry(id).reason, "unreachable");
    EXPECT_THAT(effect_.given_up_with, ElementsAre("unreachable"));
    EXPECT_EQ(events<domain::PersonalDataRead>().size(), 1U) << "the log knows that it was given up";
    EXPECT_GT(waited, std::chrono::hours{22});
    EXPECT_LT(waited, std::chrono::hours{26});
}

TEST_F(OutboxWorker, WaitsAsLongAsItIsAskedToButNoLongerThanADay) {
    const auto id = imply();
    effect_.outcomes = {{.kind = try_again, .code = "overloaded", .retry_after = seconds{700}},
                        {.kind = try_again, .code = "overloaded", .retry_after = seconds{-5}},
                        {.kind = try_again, .code = "overloaded", .retry_after = seconds{10'000'000}}};
    EXPECT_TRUE(worker_.work_once());
    EXPECT_EQ(rest(id), seconds{700});
    wait(rest(id));
    EXPECT_TRUE(worker_.work_once());
    EXPECT_EQ(rest(id), adapters::pause_after(1));
    wait(rest(id));
    EXPECT_TRUE(worker_.work_once());
    EXPECT_EQ(rest(id), std::chrono::hours{24});
}

TEST_F(OutboxWorker, GivesUpAtOnceAndIsDoneWhenAPersonRequeuesIt) {
    const auto id = imply();
    effect_.outcomes = {{.kind = give_up, .code = "mailbox_unknown"}, {.kind = done, .code = "", .fact = some_fact()}};
    effect_.fact_of_giving_up = some_fact();
    EXPECT_TRUE(worker_.work_once());
    EXPECT_EQ(entry(id).state, WorkState::dead);
    EXPECT_EQ(entry(id).attempts, 1);
    EXPECT_FALSE(worker_.work_once());
    ASSERT_TRUE(outbox_.requeue(id, now_));
    EXPECT_TRUE(worker_.work_once());
    EXPECT_EQ(entry(id).state, WorkState::processed);
    EXPECT_EQ(events<domain::PersonalDataRead>().size(), 2U) << "another fact of the same entry is told as well";
}

TEST_F(OutboxWorker, AFaultIsAnAttemptAndAStoreThatIsAwayIsWaitedFor) {
    const auto id = imply();
    effect_.performing = [] { throw eventstore::StoreUnavailable("away"); };
    EXPECT_TRUE(worker_.work_once());
    EXPECT_EQ(entry(id).reason, "store_unavailable");
    effect_.performing = [] { throw std::runtime_error("a fault"); };
    for (std::int32_t attempt = 2; attempt < adapters::max_refused_attempts; ++attempt) {
        wait(rest(id));
        EXPECT_TRUE(worker_.work_once());
        ASSERT_EQ(entry(id).state, WorkState::waiting);
    }
    EXPECT_EQ(entry(id).reason, "internal_error");
    wait(rest(id));
    EXPECT_TRUE(worker_.work_once());
    EXPECT_EQ(entry(id).state, WorkState::dead) << "a fault that stays is looked at by a person";
}

TEST_F(OutboxWorker, AFactThatTheLogRefusesIsADeadLetter) {
    const auto id = imply();
    effect_.outcomes = {{.kind = done, .code = "", .fact = refused_fact()}};
    EXPECT_TRUE(worker_.work_once());
    EXPECT_EQ(entry(id).state, WorkState::dead);
    EXPECT_EQ(entry(id).reason, "refund_not_found");
}

TEST_F(OutboxWorker, WhatKillsWhoeverPerformsItIsNotPerformedForEver) {
    const auto id = imply();
    for (int kill = 0; kill < adapters::max_unsettled_claims; ++kill) {
        ASSERT_EQ(outbox_.claim(effect_.channel(), now_, adapters::outbox_lease, 1).size(), 1U);
        wait(adapters::outbox_lease);
    }
    EXPECT_TRUE(worker_.work_once());
    EXPECT_EQ(entry(id).state, WorkState::dead);
    EXPECT_EQ(entry(id).reason, "attempts_never_ended");
    EXPECT_THAT(effect_.performed, IsEmpty());
}

TEST_F(OutboxWorker, WhoLostItsClaimSettlesNothing) {
    const auto id = imply();
    effect_.performing = [this] {
        effect_.performing = {};
        wait(adapters::outbox_lease);
        EXPECT_TRUE(worker_.work_once()) << "another process took it over, and is done";
        effect_.outcomes = {{.kind = give_up, .code = "too_late"}};
    };
    EXPECT_TRUE(worker_.work_once());
    EXPECT_EQ(entry(id).state, WorkState::processed);
    EXPECT_EQ(effect_.performed.size(), 2U);
    EXPECT_EQ(metrics_.value("outbox_settled_total{channel=\"provider_refund\",outcome=\"dead\"}"), 0);
}

}  // namespace
}  // namespace suoledger::tests

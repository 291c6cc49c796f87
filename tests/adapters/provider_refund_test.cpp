// SPDX-License-Identifier: Apache-2.0
// A refund that was requested here is asked for at the provider once, whatever is lost on the way.
#include <gmock/gmock.h>

#include "adapters/outbox/intents.hpp"
#include "adapters/outbox/provider_refund.hpp"
#include "adapters/work/retries.hpp"
#include "tests/adapters/outbox_shop.hpp"
#include "tests/adapters/scripted_provider.hpp"

namespace suoledger::tests {
namespace {

using adapters::ProviderFault;
using eventstore::WorkState;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

class ProviderRefund : public OutboxShop {
protected:
    ProviderRefund() { payment_ = pay_online(reference, 10'000); }

    /// Requests it; the entry's id.
    domain::Uuid request(std::int64_t amount) {
        const auto refund = request_refund(payment_, amount);
        read_all();
        for (const auto& row : store_.read_log({.after_position = store_.head().position - 1, .limit = 1}))
            return eventstore::outbox_entry(
                       row, {std::string(adapters::provider_refund_channel), domain::to_string(refund), ""})
                .id;
        return {};
    }
    /// Whatever is due or comes to be due within `duration`, each at its time.
    void work_for(seconds duration) {
        for (const auto end = now_.microseconds + std::chrono::microseconds(duration).count(); now_.microseconds < end;
             wait(seconds{5}))
            while (worker_.work_once()) {
            }
    }
    void work() {
        while (worker_.work_once()) {
        }
    }
    /// In the order of the log.
    std::vector<std::string> acknowledged() {
        std::vector<std::string> ids;
        for (const auto& event : events<domain::RefundAcknowledged>()) ids.push_back(event.provider_refund_id);
        return ids;
    }
    /// The provider's list.
    std::vector<adapters::RefundNotice>& listed() { return provider_.refunds[reference]; }

    static constexpr const char* reference = "SHOP-1";
    domain::Uuid payment_;
    ScriptedProvider provider_;
    adapters::ProviderRefund effect_{store_, {{"paystack", &provider_}}, [this] { return now_; }};
    adapters::OutboxWorker worker_{worker_parts(effect_)};
};

TEST_F(ProviderRefund, IsAskedForOnceAndTheLogKnowsTheProvidersId) {
    const auto id = request(4'000);
    work();
    EXPECT_EQ(entry(id).state, WorkState::processed) << entry(id).reason;
    ASSERT_EQ(listed().size(), 1U);
    EXPECT_EQ(listed().front().amount, ScriptedProvider::ngn(4'000));
    EXPECT_THAT(acknowledged(), ElementsAre("rf_1"));
    ASSERT_THAT(events<domain::RefundSettled>(), IsEmpty()) << "the provider says when the money has gone";
    ASSERT_EQ(events<domain::RefundRequested>().size(), 1U);
}

TEST_F(ProviderRefund, ConcernsNoProviderWhereNoneHasTheMoney) {
    payment_ = pay_in_cash(9'000);
    const auto id = request(4'000);
    work();
    EXPECT_EQ(entry(id).state, WorkState::processed);
    EXPECT_EQ(provider_.asked_for_refunds, 0);
}

TEST_F(ProviderRefund, OneWhoseAnswerWasLostIsFoundInTheListAndNotMadeAgain) {
    for (const auto fault : {ProviderFault::timed_out, ProviderFault::garbled, ProviderFault::unreachable}) {
        provider_.lost_answers = {fault};
        const auto id = request(1'000);
        work();
        EXPECT_EQ(entry(id).state, WorkState::waiting);
        work_for(seconds{20});
        EXPECT_EQ(entry(id).state, WorkState::processed) << entry(id).reason;
    }
    EXPECT_EQ(provider_.asked_for_refunds, 3);
    EXPECT_THAT(acknowledged(), ElementsAre("rf_1", "rf_2", "rf_3"));
}

TEST_F(ProviderRefund, TwoOfTheSameAmountAreTwoWhoeverIsLost) {
    provider_.lost_answers = {ProviderFault::timed_out};
    const auto first = request(1'000), second = request(1'000);
    work();  // the first one is made and its answer lost; the second finds it, and gives it to the first
    EXPECT_EQ(provider_.asked_for_refunds, 1);
    work_for(seconds{60});
    for (const auto& id : {first, second}) EXPECT_EQ(entry(id).state, WorkState::processed) << entry(id).reason;
    EXPECT_EQ(listed().size(), 2U);
    EXPECT_THAT(acknowledged(), ElementsAre("rf_1", "rf_2"));
    ASSERT_EQ(events<domain::RefundRequested>().size(), 2U) << "none is taken for a new one";
}

TEST_F(ProviderRefund, OneThatSomebodyMadeAtTheProviderIsTaken) {
    listed().push_back({reference, "rf_by_hand", {}, ScriptedProvider::ngn(2'000), true});
    listed().push_back({reference, "rf_other", {}, ScriptedProvider::ngn(700), true});
    const auto id = request(2'000);
    work();
    EXPECT_EQ(entry(id).state, WorkState::processed);
    EXPECT_EQ(provider_.asked_for_refunds, 0);
    EXPECT_THAT(acknowledged(), ElementsAre("rf_by_hand"));
}

TEST_F(ProviderRefund, IsOverWhenTheLogKnowsOfItByAnotherWay) {
    const auto id = request(2'000);
    domain::RecordProviderRefund command;
    command.payment_id = payment_;
    command.refund_id = eventstore::new_uuid_v7(now_);
    command.provider = "paystack";
    command.provider_refund_id = "rf_webhook";
    command.stage = domain::ProviderRefundStage::processed;
    command.amount = ScriptedProvider::ngn(2'000);
    submit(command, eventstore::ActorKind::provider);
    work();
    EXPECT_EQ(entry(id).state, WorkState::processed);
    EXPECT_EQ(provider_.asked_for_refunds, 0);
}

TEST_F(ProviderRefund, WhatTheProviderRefusesIsLookedAtByAPerson) {
    provider_.refund_faults.assign(static_cast<std::size_t>(adapters::max_refused_attempts), ProviderFault::refused);
    const auto id = request(2'000);
    work_for(seconds{2 * 3600});
    EXPECT_EQ(entry(id).state, WorkState::dead);
    EXPECT_EQ(entry(id).reason, "refused");
    EXPECT_EQ(provider_.asked_for_refunds, adapters::max_refused_attempts);
    ASSERT_TRUE(outbox_.requeue(id, now_));
    work();
    EXPECT_EQ(entry(id).state, WorkState::processed) << "the account had no money, and has";
    EXPECT_EQ(listed().size(), 1U);
}

TEST_F(ProviderRefund, WhoWasFrozenAfterItLookedLooksAgain) {
    provider_.on_listed = [this] {
        provider_.on_listed = {};
        wait(seconds{61});  // meanwhile another process may have asked for it
    };
    const auto id = request(2'000);
    work();
    EXPECT_EQ(provider_.asked_for_refunds, 0);
    EXPECT_EQ(entry(id).reason, "looked_too_long");
    work_for(seconds{20});
    EXPECT_EQ(entry(id).state, WorkState::processed);
    EXPECT_EQ(provider_.asked_for_refunds, 1);
}

TEST_F(ProviderRefund, ThatWaitsForAProviderWhichIsLeftAloneCostsNoAttempt) {
    const auto id = request(4'000);
    provider_.left_alone = true;
    for (int day = 0; day < 3; ++day) {
        wait(seconds{86'400});
        EXPECT_FALSE(worker_.work_once());
    }
    EXPECT_EQ(entry(id).attempts, 0);
    EXPECT_THAT(listed(), IsEmpty());
    provider_.left_alone = false;
    work();
    EXPECT_EQ(entry(id).state, WorkState::processed);
    EXPECT_EQ(listed().size(), 1U);
}

TEST_F(ProviderRefund, WaitsForAProviderThatIsNotConfigured) {
    adapters::ProviderRefund nobody(store_, {});
    adapters::OutboxWorker worker(worker_parts(nobody));
    const auto id = request(2'000);
    EXPECT_TRUE(worker.work_once());
    EXPECT_EQ(entry(id).state, WorkState::waiting);
    EXPECT_EQ(entry(id).reason, "provider_not_configured");
    EXPECT_EQ(provider_.asked, 0);
}

}  // namespace
}  // namespace suoledger::tests

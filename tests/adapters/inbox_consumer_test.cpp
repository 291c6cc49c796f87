// SPDX-License-Identifier: Apache-2.0
// What was posted is asked after, booked once, tried again when it must be, and otherwise shown to a person.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <memory>

#include "adapters/inbox/inbox_consumer.hpp"
#include "adapters/inbox/notices.hpp"
#include "adapters/work/retries.hpp"
#include "domain/provider_reference.hpp"
#include "eventstore/clock.hpp"
#include "eventstore/codec.hpp"
#include "eventstore/leaf.hpp"
#include "eventstore/memory_inbox.hpp"
#include "eventstore/memory_store.hpp"
#include "tests/adapters/scripted_provider.hpp"

namespace suoledger::tests {
namespace {

using adapters::ProviderFault;
using eventstore::InboxState;
using std::chrono::seconds;
using testing::ElementsAre;

class InboxConsumer : public testing::Test {
protected:
    InboxConsumer() {
        tenant_ = register_business(true);
        use_account_of(tenant_);
    }

    domain::Uuid register_business(bool livemode) {
        domain::RegisterBusiness command;
        command.name = "Ada Stores";
        command.livemode = livemode;
        command.business_key = eventstore::new_uuid_v7(now_);
        command.first_key = {.key_id = eventstore::new_uuid_v7(now_),
                             .public_part = "abcdefgh1234567" + std::to_string(livemode),
                             .scopes = {15},
                             .expires_at = {}};
        const domain::Uuid tenant = eventstore::new_uuid_v7(now_);
        submit(tenant, command);
        return tenant;
    }
    void submit(const domain::Uuid& tenant, domain::Command command) {
        eventstore::Submission submission;
        submission.command_id = eventstore::new_uuid_v7(now_);
        submission.context = {tenant, now_, std::nullopt};
        submission.command = std::move(command);
        submission.render = [](const eventstore::Appended&) { return eventstore::Reply{}; };
        std::promise<eventstore::AppendOutcome> told;
        store_.submit(std::move(submission),
                      [&](eventstore::AppendOutcome outcome) { told.set_value(std::move(outcome)); });
        ASSERT_TRUE(std::holds_alternative<eventstore::AppendedReply>(told.get_future().get()));
    }
    void use_account_of(std::optional<domain::Uuid> business) {
        consumer_.reset();
        notices_.reset();
        booking_ = std::make_unique<adapters::Booking>(
            adapters::Booking::Parts{store_, vault_, [this] { return now_; }, "paystack", business});
        notices_ = std::make_unique<adapters::NoticeBooking>(provider_, *booking_);
        adapters::InboxConsumer::Parts parts{
            .table = inbox_,
            .sealing = sealing_,
            .providers = {},
            .metrics = metrics_,
            .now = [this] { return now_; },
            .claim_lease = seconds{60},
            .log = [](std::string_view, std::string_view, const adapters::LogFields&) {}};
        parts.providers.emplace("paystack", notices_.get());
        consumer_ = std::make_unique<adapters::InboxConsumer>(std::move(parts));
    }
    domain::Uuid post(const std::string& body) {
        const auto entry = sealing_.seal("paystack", body, body, eventstore::new_uuid_v7(now_), now_);
        EXPECT_TRUE(inbox_.put(std::vector{entry}).front());
        return entry.id;
    }
    /// Until nothing is due.
    void work() {
        while (consumer_->work_once()) {
        }
    }
    void wait(seconds by) { now_.microseconds += std::chrono::microseconds(by).count(); }
    InboxState state_of(const domain::Uuid& id) { return inbox_.find(id)->state; }
    std::string reason_of(const domain::Uuid& id) { return inbox_.find(id)->reason; }
    std::vector<domain::Event> events(const domain::Uuid& tenant, std::string_view type) {
        std::vector<domain::Event> found;
        for (const auto& row : store_.read_log({.limit = 10'000, .tenant = tenant, .event_type = std::string(type)}))
            found.push_back(
                eventstore::decode(row.event_type, row.schema_version, row.payload, tenant, row.event_id, nullptr));
        return found;
    }
    std::vector<std::int64_t> received(const domain::Uuid& tenant) {
        std::vector<std::int64_t> amounts;
        for (const auto& event : events(tenant, domain::EventName<domain::PaymentReceived>::value))
            amounts.push_back(std::get<domain::PaymentReceived>(event).amount);
        return amounts;
    }

    domain::Timestamp now_ = eventstore::system_now();
    eventstore::MemoryLog log_{eventstore::new_uuid_v7(now_), [this] { return now_; }};
    eventstore::KeyVault vault_{eventstore::KekRing::of({{1, eventstore::SecretKey{7}}}), log_};
    eventstore::MemoryMetrics metrics_;
    eventstore::MemoryStore store_{options(), log_, vault_, metrics_};
    eventstore::MemoryInboxTable inbox_;
    eventstore::InboxSealing sealing_{vault_};
    ScriptedProvider provider_;
    std::unique_ptr<adapters::Booking> booking_;
    std::unique_ptr<adapters::NoticeBooking> notices_;
    std::unique_ptr<adapters::InboxConsumer> consumer_;
    domain::Uuid tenant_;

private:
    eventstore::AppendPathOptions options() {
        eventstore::AppendPathOptions options;
        options.clock = [this] { return now_; };
        return options;
    }
};

TEST_F(InboxConsumer, BooksWhatTheProviderSaysAndNotWhatWasPosted) {
    provider_.add_charge("SHOP-1", "11", 250'000);
    const auto entry = post("charge SHOP-1 success");
    work();
    EXPECT_EQ(state_of(entry), InboxState::processed);
    EXPECT_EQ(inbox_.find(entry)->tenant, tenant_);
    const auto payments = events(tenant_, domain::EventName<domain::PaymentReceived>::value);
    ASSERT_EQ(payments.size(), 1U);
    const auto& payment = std::get<domain::PaymentReceived>(payments.front());
    EXPECT_EQ(payment.amount, 250'000);
    EXPECT_EQ(payment.fee, 2'500);
    EXPECT_EQ(payment.provider, "paystack");
    EXPECT_EQ(payment.provider_payment_id, "11");
    EXPECT_EQ(payment.provider_reference, "SHOP-1");
    EXPECT_EQ(payment.credit_reason, domain::CreditReason::no_invoice);
    EXPECT_EQ(metrics_.value("inbox_settled_total{outcome=\"processed\"}"), 1);
}

TEST_F(InboxConsumer, BooksAFactOnceHoweverOftenAndVariouslyItIsTold) {
    provider_.add_charge("SHOP-1", "11", 250'000);
    for (const char* body : {"charge SHOP-1 success", "charge SHOP-1 success again", "charge SHOP-1 failed"})
        post(body);
    work();
    EXPECT_THAT(received(tenant_), ElementsAre(250'000));
    EXPECT_EQ(inbox_.figures().waiting, 0);
    EXPECT_EQ(inbox_.figures().dead, 0);
}

TEST_F(InboxConsumer, AnAttemptWhoseEndWasLostIsMadeAgainAndAddsNothing) {
    provider_.add_charge("SHOP-1", "11", 250'000);
    const auto entry = post("charge SHOP-1 success");
    const auto lost = inbox_.claim(now_, seconds{60}, 1);  // by a process that books it and is killed
    const auto body = sealing_.open(lost.front().entry);
    ASSERT_TRUE(body);
    notices_->book(*body, {"consumer", "inbox", domain::to_string(entry), "webhook"});
    ASSERT_THAT(received(tenant_), ElementsAre(250'000));
    EXPECT_FALSE(consumer_->work_once()) << "it is claimed";
    wait(seconds{60});
    work();
    EXPECT_THAT(received(tenant_), ElementsAre(250'000));
    EXPECT_EQ(state_of(entry), InboxState::processed);
}

TEST_F(InboxConsumer, OurReferenceSaysWhoseMoneyItIs) {
    const domain::Uuid bola = register_business(true);
    const std::string reference = domain::provider_reference(bola, eventstore::new_uuid_v7(now_));
    provider_.add_charge(reference, "12", 70'000);
    const auto entry = post("charge " + reference + " success");
    work();
    EXPECT_EQ(inbox_.find(entry)->tenant, bola);
    EXPECT_THAT(received(bola), ElementsAre(70'000));
    EXPECT_THAT(received(tenant_), ElementsAre());
}

TEST_F(InboxConsumer, EveryFaultOfTheProviderIsTriedAgainAndEndsBooked) {
    provider_.add_charge("SHOP-1", "11", 250'000);
    for (const auto fault : {ProviderFault::unreachable, ProviderFault::timed_out, ProviderFault::overloaded,
                             ProviderFault::garbled, ProviderFault::circuit_open, ProviderFault::not_found})
        provider_.faults.emplace_back(fault);
    const auto entry = post("charge SHOP-1 success");
    seconds waited{0};
    for (int attempt = 1; attempt <= 6; ++attempt) {
        ASSERT_TRUE(consumer_->work_once()) << attempt;
        ASSERT_EQ(state_of(entry), InboxState::waiting);
        EXPECT_EQ(inbox_.find(entry)->attempts, attempt);
        const seconds pause = adapters::pause_after(attempt - 1);
        wait(pause - seconds{1});
        EXPECT_FALSE(consumer_->work_once()) << "not before its time";
        wait(seconds{1});
        waited += pause;
    }
    EXPECT_EQ(waited, seconds{5 + 10 + 20 + 40 + 80 + 160});
    work();
    EXPECT_EQ(state_of(entry), InboxState::processed);
    EXPECT_THAT(received(tenant_), ElementsAre(250'000));
}

TEST_F(InboxConsumer, WhatWaitsForAProviderThatIsLeftAloneCostsNoAttempt) {
    provider_.add_charge("SHOP-1", "11", 250'000);
    const auto entry = post("charge SHOP-1 success");
    provider_.left_alone = true;
    for (int day = 0; day < 3; ++day) {
        wait(seconds{86'400});
        EXPECT_FALSE(consumer_->work_once());
    }
    EXPECT_EQ(provider_.asked, 0);
    EXPECT_EQ(inbox_.find(entry)->attempts, 0);
    provider_.left_alone = false;
    work();
    EXPECT_THAT(received(tenant_), ElementsAre(250'000));
}

TEST_F(InboxConsumer, APaymentThatIsStillPendingIsAskedAfterUntilItArrived) {
    provider_.add_charge("SHOP-1", "11", 250'000).status = adapters::ChargeStatus::pending;
    const auto entry = post("charge SHOP-1 success");
    work();
    EXPECT_EQ(state_of(entry), InboxState::waiting);
    EXPECT_EQ(reason_of(entry), "charge_pending");
    provider_.charges["SHOP-1"].status = adapters::ChargeStatus::success;
    wait(seconds{5});
    work();
    EXPECT_THAT(received(tenant_), ElementsAre(250'000));
}

TEST_F(InboxConsumer, WhatStaysUnansweredForADayBecomesADeadLetterAndCanBeRequeued) {
    provider_.add_charge("SHOP-1", "11", 250'000);
    provider_.faults.assign(static_cast<std::size_t>(adapters::max_attempts), ProviderFault::timed_out);
    const auto entry = post("charge SHOP-1 success");
    const auto begun = now_;
    int attempts = 0;
    for (; state_of(entry) == InboxState::waiting && attempts < 1000; ++attempts) {
        now_ = std::max(now_, inbox_.find(entry)->due_at);
        work();
    }
    EXPECT_EQ(attempts, adapters::max_attempts);
    EXPECT_EQ(state_of(entry), InboxState::dead);
    EXPECT_EQ(reason_of(entry), "timed_out");
    EXPECT_GT(now_.microseconds - begun.microseconds, std::chrono::microseconds(std::chrono::hours(23)).count());
    EXPECT_TRUE(inbox_.requeue(entry, now_));
    work();
    EXPECT_EQ(state_of(entry), InboxState::processed);
    EXPECT_THAT(received(tenant_), ElementsAre(250'000));
}

TEST_F(InboxConsumer, WhatAPersonMustSeeIsDeadAtOnce) {
    const domain::Uuid in_test_mode = register_business(false);
    const std::string of_test = domain::provider_reference(in_test_mode, eventstore::new_uuid_v7(now_));
    const std::string of_nobody =
        domain::provider_reference(eventstore::new_uuid_v7(now_), eventstore::new_uuid_v7(now_));
    provider_.add_charge(of_test, "21", 1'000);
    provider_.add_charge(of_nobody, "22", 1'000);
    const auto live_for_test = post("charge " + of_test + " success"),
               nobody = post("charge " + of_nobody + " success"), malformed = post("? what");
    work();
    for (const auto& entry : {live_for_test, nobody, malformed}) EXPECT_EQ(state_of(entry), InboxState::dead);
    EXPECT_EQ(reason_of(live_for_test), "livemode_differs");
    EXPECT_EQ(inbox_.find(live_for_test)->tenant, in_test_mode) << "shown to whose it is";
    EXPECT_EQ(reason_of(nobody), "business_not_found");
    EXPECT_EQ(reason_of(malformed), "malformed");
    EXPECT_THAT(received(in_test_mode), ElementsAre());
}

TEST_F(InboxConsumer, AForeignReferenceWaitsForAPersonWhereNoBusinessIsNamed) {
    use_account_of(std::nullopt);
    provider_.add_charge("SHOP-1", "11", 250'000);
    const auto entry = post("charge SHOP-1 success");
    work();
    EXPECT_EQ(state_of(entry), InboxState::dead);
    EXPECT_EQ(reason_of(entry), "reference_unknown");
    use_account_of(tenant_);
    EXPECT_TRUE(inbox_.requeue(entry, now_));
    work();
    EXPECT_THAT(received(tenant_), ElementsAre(250'000));
}

TEST_F(InboxConsumer, ATestChargeThatPosesAsLiveIsNotBooked) {
    provider_.add_charge("SHOP-1", "11", 250'000).livemode = false;
    const auto entry = post("charge SHOP-1 success");
    work();
    EXPECT_EQ(state_of(entry), InboxState::dead);
    EXPECT_EQ(reason_of(entry), "livemode_differs");
}

TEST_F(InboxConsumer, ABodyThatEndsTheProcessEveryTimeIsNotTriedForEver) {
    const auto entry = post("charge SHOP-1 success");
    for (int kill = 0; kill < adapters::max_unsettled_claims; ++kill) {
        ASSERT_EQ(inbox_.claim(now_, seconds{60}, 1).size(), 1U);
        wait(seconds{60});
    }
    work();
    EXPECT_EQ(state_of(entry), InboxState::dead);
    EXPECT_EQ(reason_of(entry), "attempts_never_ended");
    EXPECT_EQ(provider_.asked, 0);
}

TEST_F(InboxConsumer, AKindThatMovesNoMoneyIsKeptAndDone) {
    const auto entry = post("transfer something");
    work();
    EXPECT_EQ(state_of(entry), InboxState::processed);
    EXPECT_EQ(provider_.asked, 0);
}

TEST_F(InboxConsumer, AFailureOfWhatWasNeverBegunHereIsDoneWith) {
    const std::string reference = domain::provider_reference(tenant_, eventstore::new_uuid_v7(now_));
    for (const std::string& failed : {reference, std::string("SHOP-1")}) {
        provider_.add_charge(failed, "51", 1'000).status = adapters::ChargeStatus::failed;
        const auto entry = post("charge " + failed + " failed");
        work();
        EXPECT_EQ(state_of(entry), InboxState::processed) << reason_of(entry);
    }
    EXPECT_THAT(received(tenant_), ElementsAre());
}

/// Refund of 4 000 and lost dispute of 6 000 of one charge of 10 000, each told first and before the charge itself.
class MoneyBack : public InboxConsumer, public testing::WithParamInterface<std::vector<int>> {};

TEST_P(MoneyBack, EndsTheSameInWhateverOrderItIsTold) {
    provider_.add_charge("SHOP-1", "11", 10'000);
    auto& refunds = provider_.refunds["SHOP-1"];
    const auto told_refund = [&](adapters::RefundStage stage, const char* body) {
        refunds = {{"SHOP-1", "31", stage, ScriptedProvider::ngn(4'000), true}};
        return post(body);
    };
    std::vector<domain::Uuid> entries;
    for (const int step : GetParam()) {
        switch (step) {
            case 0:
                entries.push_back(post("charge SHOP-1 success"));
                break;
            case 1:
                entries.push_back(told_refund(adapters::RefundStage::pending, "refund SHOP-1 pending"));
                break;
            case 2:
                entries.push_back(told_refund(adapters::RefundStage::processed, "refund SHOP-1 processed"));
                break;
            default:
                entries.push_back(post("dispute SHOP-1 41 lost 6000"));
        }
        work();
    }
    for (const auto& entry : entries) EXPECT_EQ(state_of(entry), InboxState::processed) << reason_of(entry);
    EXPECT_THAT(received(tenant_), ElementsAre(10'000));
    const auto settled = events(tenant_, domain::EventName<domain::RefundSettled>::value);
    const auto lost = events(tenant_, domain::EventName<domain::ChargebackLost>::value);
    ASSERT_EQ(settled.size(), 1U);
    ASSERT_EQ(lost.size(), 1U);
    EXPECT_EQ(std::get<domain::RefundSettled>(settled.front()).amount, 4'000);
    EXPECT_EQ(std::get<domain::ChargebackLost>(lost.front()).amount, 6'000);
    EXPECT_EQ(std::get<domain::RefundSettled>(settled.front()).overdrawn +
                  std::get<domain::ChargebackLost>(lost.front()).overdrawn,
              0);
}

std::vector<std::vector<int>> all_orders() {
    std::vector<int> order{0, 1, 2, 3};
    std::vector<std::vector<int>> orders;
    do orders.push_back(order);
    while (std::ranges::next_permutation(order).found);
    return orders;
}
INSTANTIATE_TEST_SUITE_P(Orders, MoneyBack, testing::ValuesIn(all_orders()));

}  // namespace
}  // namespace suoledger::tests

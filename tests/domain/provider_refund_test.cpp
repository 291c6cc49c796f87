// SPDX-License-Identifier: Apache-2.0
// What a provider says of refunds: each is booked once, under whatever name and in whatever order it is heard of.
#include <gtest/gtest.h>

#include "tests/domain/provider_facts.hpp"

using namespace suoledger::domain;
using Names = std::vector<std::string_view>;
using Pointers = std::set<std::string>;
using enum ProviderRefundStage;

namespace {

/// Invoice 30 of 10 000, paid through attempt 40.
Scenario shop_with_a_charge() {
    Scenario scenario = shop();
    EXPECT_TRUE(scenario.when(an_invoice(30, {10'000})));
    EXPECT_TRUE(scenario.when(an_attempt()));
    EXPECT_TRUE(scenario.when(a_charge()));
    return scenario;
}
RecordProviderRefund another_refund(ProviderRefundStage stage, std::int64_t amount) {
    auto command = a_refund(stage, amount);
    command.refund_id = id(75);
    command.provider_refund_id = "rf-2";
    return command;
}
RecordProviderRefund unnamed_refund(ProviderRefundStage stage, std::int64_t amount) {
    auto command = a_refund(stage, amount);
    command.refund_id = id(76);
    command.provider_refund_id.clear();
    return command;
}

TEST(RecordProviderRefund, ReservesAtPendingAndMovesMoneyAtProcessed) {
    Scenario scenario = shop_with_a_charge();
    const auto pending_one = scenario.when(a_refund(pending, 4'000));
    ASSERT_TRUE(pending_one);
    EXPECT_EQ(names_of(*pending_one), (Names{"payment_deallocated", "payment_unapplied", "invoice_reopened",
                                             "refund_requested", "refund_acknowledged"}));
    EXPECT_EQ(scenario.payment(id(40)).reserved, 4'000);
    EXPECT_EQ(scenario.refusal_of(a_refund(pending, 4'000)), RejectionCode::already_recorded);
    auto command = a_refund(processed, 4'000);
    command.fee = 25;
    const auto done = scenario.when(command);
    ASSERT_TRUE(done);
    EXPECT_EQ(names_of(*done), Names{"refund_settled"});
    EXPECT_EQ(the<RefundSettled>(*done).fee, 25);
    EXPECT_EQ(the<RefundSettled>(*done).method, PaymentMethod::provider);
    EXPECT_EQ(scenario.payment(id(40)).refunded, 4'000);
    EXPECT_EQ(scenario.payment(id(40)).reserved, 0);
    EXPECT_EQ(scenario.refusal_of(command), RejectionCode::already_recorded);
    EXPECT_EQ(scenario.refusal_of(a_refund(pending, 4'000)), RejectionCode::already_recorded) << "late news";
}

TEST(RecordProviderRefund, FirstHeardOfAsProcessedIsRequestedByTheSameAppend) {
    Scenario scenario = shop_with_a_charge();
    const auto decided = scenario.when(a_refund(processed, 10'000));
    ASSERT_TRUE(decided);
    EXPECT_EQ(names_of(*decided), (Names{"payment_deallocated", "payment_unapplied", "invoice_reopened",
                                         "refund_requested", "refund_acknowledged", "refund_settled"}));
    EXPECT_EQ(the<InvoiceReopened>(*decided).amount_due, 10'000);
}

TEST(RecordProviderRefund, ThatFailedLetsTheReserveGo) {
    Scenario scenario = shop_with_a_charge();
    ASSERT_TRUE(scenario.when(a_refund(pending, 4'000)));
    auto command = a_refund(failed, 4'000);
    command.reason = PersonalText("The bank refused it");
    const auto decided = scenario.when(command);
    ASSERT_TRUE(decided);
    EXPECT_EQ(the<RefundFailed>(*decided).released, 4'000);
    EXPECT_EQ(the<RefundFailed>(*decided).reason, command.reason);
    EXPECT_EQ(amount_unallocated_of(scenario.payment(id(40))), 4'000);
    EXPECT_EQ(scenario.refusal_of(command), RejectionCode::already_recorded);
}

TEST(RecordProviderRefund, FirstHeardOfAsFailedMovesNothingAndIsRemembered) {
    Scenario scenario = shop_with_a_charge();
    const auto decided = scenario.when(a_refund(failed, 4'000));
    ASSERT_TRUE(decided);
    EXPECT_EQ(names_of(*decided), (Names{"refund_requested", "refund_acknowledged", "refund_failed"}));
    EXPECT_EQ(the<RefundRequested>(*decided).reserved, 0);
    EXPECT_EQ(scenario.payment(id(40)).allocated, 10'000) << "the invoice stays paid";
    EXPECT_EQ(scenario.refusal_of(a_refund(pending, 4'000)), RejectionCode::already_recorded);
    EXPECT_EQ(scenario.payment(id(40)).reserved, 0);
}

TEST(RecordProviderRefund, ThatContradictsWhatIsKnownIsRefused) {
    Scenario scenario = shop_with_a_charge();
    ASSERT_TRUE(scenario.when(a_refund(processed, 4'000)));
    EXPECT_EQ(scenario.refusal_of(a_refund(failed, 4'000)), RejectionCode::refund_not_pending);
    ASSERT_TRUE(scenario.when(another_refund(failed, 1'000)));
    EXPECT_EQ(scenario.refusal_of(another_refund(processed, 1'000)), RejectionCode::refund_not_pending);
    EXPECT_EQ(scenario.wrong_fields_of(a_refund(processed, 4'001)), Pointers{"/amount"});
}

TEST(RecordProviderRefund, IsTheOldestRequestOfItsAmountThatNobodyHasNamed) {
    Scenario scenario = shop_with_a_charge();
    ASSERT_TRUE(scenario.when(RequestRefund{id(40), id(71), 2'000, {}}));
    ASSERT_TRUE(scenario.when(RequestRefund{id(40), id(72), 3'000, {}}));
    ASSERT_TRUE(scenario.when(RequestRefund{id(40), id(73), 2'000, {}}));
    const auto taken_up = scenario.when(a_refund(pending, 2'000));
    ASSERT_TRUE(taken_up);
    EXPECT_EQ(names_of(*taken_up), Names{"refund_acknowledged"});
    EXPECT_EQ(the<RefundAcknowledged>(*taken_up), (RefundAcknowledged{id(71), "paystack", "rf-1"}));
    const auto other = scenario.when(another_refund(processed, 2'000));
    ASSERT_TRUE(other);
    EXPECT_EQ(the<RefundSettled>(*other).refund_id, id(73));
    ASSERT_TRUE(scenario.when(a_refund(processed, 2'000)));
    EXPECT_EQ(scenario.payment(id(40)).refunded, 4'000);
    EXPECT_EQ(scenario.payment(id(40)).reserved, 3'000);
    EXPECT_EQ(scenario.payment(id(40)).refunds.size(), 3U);
}

TEST(RecordProviderRefund, ThatSomebodyEnteredAsSettledIsNotBookedAgain) {
    Scenario scenario = shop_with_a_charge();
    ASSERT_TRUE(scenario.when(RequestRefund{id(40), id(71), 2'000, {}}));
    ASSERT_TRUE(
        scenario.when(RecordRefund{.payment_id = id(40), .refund_id = id(71), .outcome = RefundOutcome::settled}));
    const auto decided = scenario.when(a_refund(processed, 2'000));
    ASSERT_TRUE(decided);
    EXPECT_EQ(names_of(*decided), Names{"refund_acknowledged"});
    ASSERT_TRUE(scenario.when(another_refund(processed, 2'000))) << "the next one is another";
    EXPECT_EQ(scenario.payment(id(40)).refunded, 4'000);
}

TEST(RecordProviderRefund, WithoutANameIsTheSameAsTheOneThatIsNamedLater) {
    Scenario scenario = shop_with_a_charge();
    ASSERT_TRUE(scenario.when(unnamed_refund(pending, 4'000)));
    ASSERT_TRUE(scenario.when(unnamed_refund(processed, 4'000)));
    EXPECT_EQ(scenario.refusal_of(unnamed_refund(processed, 4'000)), RejectionCode::already_recorded);
    const auto named = scenario.when(a_refund(processed, 4'000));
    ASSERT_TRUE(named);
    EXPECT_EQ(names_of(*named), Names{"refund_acknowledged"}) << "a list says later what it is called";
    EXPECT_EQ(scenario.refusal_of(unnamed_refund(processed, 4'000)), RejectionCode::already_recorded);
    EXPECT_EQ(scenario.payment(id(40)).refunded, 4'000);
    ASSERT_TRUE(scenario.when(another_refund(processed, 4'000))) << "another of that amount has another name";
    EXPECT_EQ(scenario.payment(id(40)).refunded, 8'000);
}

TEST(RecordProviderRefund, BeyondWhatIsLeftReservesWhatThereIsAndOverdrawsTheRest) {
    Scenario scenario = shop_with_a_charge();
    ASSERT_TRUE(scenario.when(RecordChargeback{
        .payment_id = id(40), .chargeback_id = id(80), .stage = ChargebackStage::lost, .amount = 7'000}));
    const auto decided = scenario.when(a_refund(pending, 10'000));
    ASSERT_TRUE(decided) << "the provider has it, whatever is left";
    EXPECT_EQ(the<RefundRequested>(*decided).amount, 10'000);
    EXPECT_EQ(the<RefundRequested>(*decided).reserved, 3'000);
    const auto done = scenario.when(a_refund(processed, 10'000));
    ASSERT_TRUE(done);
    EXPECT_EQ(the<RefundSettled>(*done).from_reserved, 3'000);
    EXPECT_EQ(the<RefundSettled>(*done).overdrawn, 7'000);
    EXPECT_EQ(balance_of(scenario, 1150), 7'000);
    EXPECT_EQ(balance_of(scenario, 2200), 0);
}

TEST(RecordProviderRefund, TakesEffectNoSoonerThanThePaymentAndNoLaterThanNow) {
    for (const auto& [said, meant] : {std::pair{"2026-11-01T00:00:00Z", "2026-11-22T23:00:00Z"},
                                      std::pair{"2026-11-23T08:00:00Z", "2026-11-23T08:00:00Z"},
                                      std::pair{"2027-01-01T00:00:00Z", "2026-11-23T09:00:00Z"}}) {
        Scenario scenario = shop_with_a_charge();
        auto command = a_refund(processed, 4'000);
        command.at = instant(said);
        const auto decided = scenario.when(command);
        ASSERT_TRUE(decided);
        EXPECT_EQ(the<RefundSettled>(*decided).settled_on, day("2026-11-23"));
        EXPECT_EQ(decided->events.back().effective_at, instant(meant)) << said;
    }
}

TEST(RecordProviderRefund, SaysWhatItRefuses) {
    Scenario scenario = shop_with_a_charge();
    auto command = a_refund(pending, 1);
    command.payment_id = id(49);
    EXPECT_EQ(scenario.refusal_of(command), RejectionCode::payment_not_found);
    command = a_refund(pending, 1);
    command.livemode = false;
    EXPECT_EQ(scenario.refusal_of(command), RejectionCode::livemode_differs);
    command = a_refund(pending, 1);
    command.amount.currency = Currency::usd;
    EXPECT_EQ(scenario.refusal_of(command), RejectionCode::currency_mismatch);
    command = a_refund(pending, 0);
    command.provider = "";
    command.provider_refund_id = "a b";
    command.fee = 1;
    command.reason = text_of_length(501);
    EXPECT_EQ(scenario.wrong_fields_of(command),
              (Pointers{"/amount", "/fee", "/provider", "/provider_refund_id", "/reason"}));
}

}  // namespace

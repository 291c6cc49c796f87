// SPDX-License-Identifier: Apache-2.0
// A dispute may be heard of at any stage; what it takes is booked, whatever the payment has left.
#include <gtest/gtest.h>

#include "tests/domain/scenario.hpp"

using namespace suoledger::domain;
using Names = std::vector<std::string_view>;
using Pointers = std::set<std::string>;
using enum ChargebackStage;

namespace {

RecordChargeback dispute(ChargebackStage stage, std::optional<std::int64_t> amount = {}) {
    return {.payment_id = id(40), .chargeback_id = id(80), .stage = stage, .amount = amount};
}

/// Payment 40 of 10 000, received on 1 November: 6 000 on invoice 30, 3 000 on invoice 31, 1 000 left.
Scenario shop_paid_by_card() {
    Scenario scenario = shop();
    EXPECT_TRUE(scenario.when(an_invoice(30, {6'000})));
    EXPECT_TRUE(scenario.when(an_invoice(31, {3'000})));
    auto payment = a_payment(40, 10'000, id(30));
    payment.method = PaymentMethod::card;
    payment.received_at = instant("2026-11-01T09:00:00Z");
    EXPECT_TRUE(scenario.when(payment));
    EXPECT_TRUE(scenario.when(AllocatePayment{id(40), id(31), {}}));
    return scenario;
}

TEST(RecordChargeback, OpensWithoutTouchingTheAllocations) {
    Scenario scenario = shop_paid_by_card();
    auto command = dispute(opened, 7'000);
    command.amount_taken = 2'000;
    command.reason = PersonalText("not my purchase");
    command.on = day("2026-11-02");
    const auto decided = scenario.when(command);
    ASSERT_TRUE(decided);
    EXPECT_EQ(names_of(*decided), Names{"chargeback_opened"});
    EXPECT_EQ(the<ChargebackOpened>(*decided),
              (ChargebackOpened{id(80), Currency::ngn, 7'000, 2'000, PaymentMethod::card, day("2026-11-02"),
                                PersonalText("not my purchase")}));
    EXPECT_EQ(decided->events[0].effective_at, instant("2026-11-01T23:00:00Z")) << "midnight in Lagos";
    EXPECT_EQ(scenario.payment(id(40)).allocated, 9'000);
    EXPECT_EQ(balance_of(scenario, 1060), 2'000);
}

TEST(RecordChargeback, GivesBackWhatWasTakenWhenItIsWon) {
    Scenario scenario = shop_paid_by_card();
    auto opening = dispute(opened, 7'000);
    opening.amount_taken = 2'000;
    ASSERT_TRUE(scenario.when(opening));
    const auto decided = scenario.when(dispute(won));
    ASSERT_TRUE(decided);
    EXPECT_EQ(the<ChargebackWon>(*decided),
              (ChargebackWon{id(80), Currency::ngn, 2'000, PaymentMethod::card, day("2026-11-23")}));
    EXPECT_EQ(balance_of(scenario, 1060), 0);
    EXPECT_EQ(balance_of(scenario, 1000), 10'000);
    EXPECT_EQ(scenario.payment(id(40)).charged_back, 0);
}

TEST(RecordChargeback, TakesCreditThenTheNewestAllocationsWhenItIsLost) {
    Scenario scenario = shop_paid_by_card();
    ASSERT_TRUE(scenario.when(dispute(opened, 5'000)));
    auto command = dispute(lost);
    command.fee = 300;
    command.on = day("2026-11-20");
    const auto decided = scenario.when(command);
    ASSERT_TRUE(decided);
    EXPECT_EQ(names_of(*decided),
              (Names{"payment_deallocated", "payment_unapplied", "invoice_reopened", "payment_deallocated",
                     "payment_unapplied", "invoice_reopened", "chargeback_lost"}));
    EXPECT_EQ(std::get<PaymentDeallocated>(decided->events[0].event),
              (PaymentDeallocated{id(31), Currency::ngn, 3'000, DeallocationReason::chargeback}));
    EXPECT_EQ(std::get<PaymentDeallocated>(decided->events[3].event),
              (PaymentDeallocated{id(30), Currency::ngn, 1'000, DeallocationReason::chargeback}));
    EXPECT_EQ(the<ChargebackLost>(*decided),
              (ChargebackLost{id(80), Currency::ngn, 5'000, 0, 300, 0, 0, PaymentMethod::card, day("2026-11-20")}));
    EXPECT_EQ(decided->events[0].effective_at, decided->events[6].effective_at)
        << "the credit that the loss takes is there on the same day";
    EXPECT_EQ(scenario.payment(id(40)).charged_back, 5'000);
    EXPECT_EQ(amount_due_of(scenario.invoice(id(30))), 1'000);
    EXPECT_EQ(amount_due_of(scenario.invoice(id(31))), 3'000);
}

TEST(RecordChargeback, TakesReservesOfTheNewestRefundLastAndOverdrawsTheRest) {
    Scenario scenario = shop_paid_by_card();
    ASSERT_TRUE(scenario.when(RequestRefund{id(40), id(70), 2'000, {}}));
    ASSERT_TRUE(scenario.when(RequestRefund{id(40), id(71), 3'000, {}}));
    const auto decided = scenario.when(dispute(lost, 9'000));
    ASSERT_TRUE(decided);
    EXPECT_EQ(the<ChargebackLost>(*decided).from_reserved, 4'000) << "5 000 were allocated";
    EXPECT_EQ(the<ChargebackLost>(*decided).overdrawn, 0);
    EXPECT_EQ(scenario.payment(id(40)).refunds[1].reserved, 0) << "the newest refund loses its reserve first";
    EXPECT_EQ(scenario.payment(id(40)).refunds[0].reserved, 1'000);

    auto second = dispute(lost, 1'500);
    second.chargeback_id = id(81);
    const auto beyond = scenario.when(second);
    ASSERT_TRUE(beyond);
    EXPECT_EQ(the<ChargebackLost>(*beyond).from_reserved, 1'000);
    EXPECT_EQ(the<ChargebackLost>(*beyond).overdrawn, 500);
    EXPECT_EQ(balance_of(scenario, 1150), 500);
    EXPECT_EQ(balance_of(scenario, 2200), 0);
}

TEST(RecordChargeback, OpensADisputeThatIsFirstHeardOfWhenItIsOver) {
    Scenario scenario = shop_paid_by_card();
    auto command = dispute(won, 4'000);
    command.amount_taken = 4'000;
    const auto decided = scenario.when(command);
    ASSERT_TRUE(decided);
    EXPECT_EQ(names_of(*decided), (Names{"chargeback_opened", "chargeback_won"}));
    EXPECT_EQ(balance_of(scenario, 1060), 0);

    command = dispute(lost, 1'000);
    command.chargeback_id = id(81);
    command.amount_taken = 400;
    command.reason = PersonalText("fraud");
    const auto over = scenario.when(command);
    ASSERT_TRUE(over);
    EXPECT_EQ(names_of(*over), (Names{"chargeback_opened", "chargeback_lost"}));
    EXPECT_EQ(the<ChargebackOpened>(*over).amount_taken, 400);
    EXPECT_EQ(the<ChargebackOpened>(*over).reason, PersonalText("fraud"));
    EXPECT_EQ(the<ChargebackLost>(*over).amount_taken, 400);
    EXPECT_EQ(scenario.payment(id(40)).chargebacks[1].stage, lost);
}

TEST(RecordChargeback, TakesAWriteOffOfTheInvoiceBackFirst) {
    Scenario scenario = shop();
    ASSERT_TRUE(scenario.when(an_invoice(30, {10'000})));
    ASSERT_TRUE(scenario.when(a_payment(40, 4'000, id(30))));
    scenario.given({Scenario::tenant, StreamType::invoice, id(30)},
                   {InvoiceWrittenOff{Currency::ngn, 6'000, day("2026-11-23"), {}}});
    const auto decided = scenario.when(dispute(lost, 500));
    ASSERT_TRUE(decided);
    EXPECT_EQ(names_of(*decided), (Names{"chargeback_opened", "invoice_write_off_reversed", "payment_deallocated",
                                         "payment_unapplied", "invoice_reopened", "chargeback_lost"}));
    EXPECT_EQ(the<InvoiceReopened>(*decided).amount_due, 6'500);
}

TEST(RecordChargeback, TakesTheAmountsAgainIfTheyAreTheSame) {
    Scenario scenario = shop_paid_by_card();
    auto command = dispute(opened, 500);
    command.amount_taken = 100;
    ASSERT_TRUE(scenario.when(command));
    command.stage = lost;
    command.amount = 501;
    command.amount_taken = 99;
    EXPECT_EQ(scenario.wrong_fields_of(command), (Pointers{"/amount", "/amount_taken"}));
    command.amount = 500;
    command.amount_taken = 100;
    command.must_be_known = true;
    EXPECT_TRUE(scenario.when(command));
}

TEST(RecordChargeback, RefusesAStageAfterTheLastAndASecondOpening) {
    Scenario scenario = shop_paid_by_card();
    ASSERT_TRUE(scenario.when(dispute(opened, 500)));
    auto known = dispute(won);
    known.must_be_known = true;
    ASSERT_TRUE(scenario.when(known));
    for (const ChargebackStage stage : {opened, won, lost}) {
        known.stage = stage;
        EXPECT_EQ(scenario.refusal_of(known), RejectionCode::chargeback_not_open) << to_string(stage);
    }
}

TEST(RecordChargeback, ReportedAgainChangesNothingAndContradictedIsRefused) {
    Scenario scenario = shop_paid_by_card();
    ASSERT_TRUE(scenario.when(dispute(opened, 500)));
    EXPECT_EQ(scenario.refusal_of(dispute(opened, 500)), RejectionCode::already_recorded);
    ASSERT_TRUE(scenario.when(dispute(won)));
    for (const ChargebackStage stage : {opened, won})
        EXPECT_EQ(scenario.refusal_of(dispute(stage, 500)), RejectionCode::already_recorded) << to_string(stage);
    EXPECT_EQ(scenario.refusal_of(dispute(lost, 500)), RejectionCode::chargeback_not_open);
}

TEST(RecordChargeback, SaysWhatElseItRefuses) {
    Scenario scenario = shop_paid_by_card();
    auto command = dispute(lost, 500);
    command.must_be_known = true;
    EXPECT_EQ(scenario.refusal_of(command), RejectionCode::chargeback_not_found);
    command = dispute(lost, 500);
    EXPECT_EQ(scenario.refusal_of(command, 1), RejectionCode::version_conflict);
    command.payment_id = id(41);
    EXPECT_EQ(scenario.refusal_of(command), RejectionCode::payment_not_found);
    EXPECT_EQ(scenario.wrong_fields_of(dispute(lost)), Pointers{"/amount"}) << "nobody has said how much";
    EXPECT_EQ(scenario.wrong_fields_of(dispute(lost, 0)), Pointers{"/amount"});
    EXPECT_EQ(scenario.wrong_fields_of(dispute(lost, max_command_total_minor_units + 1)), Pointers{"/amount"});
    command = dispute(opened, 500);
    command.amount_taken = 501;
    command.fee = 1;
    command.on = day("2026-11-24");
    command.reason = text_of_length(501);
    EXPECT_EQ(scenario.wrong_fields_of(command), (Pointers{"/amount_taken", "/fee", "/on", "/reason"}));
    command = dispute(lost, 500);
    command.amount_taken = -1;
    command.fee = -1;
    command.on = day("2026-10-31");
    EXPECT_EQ(scenario.wrong_fields_of(command), (Pointers{"/amount_taken", "/fee", "/on"}));
    Scenario empty;
    EXPECT_EQ(empty.refusal_of(command), RejectionCode::business_not_found);
}

}  // namespace

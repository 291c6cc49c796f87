// SPDX-License-Identifier: Apache-2.0
// Money that a provider confirms is booked once, whatever it was for and whoever reports it.
#include <gtest/gtest.h>

#include "tests/domain/provider_facts.hpp"

using namespace suoledger::domain;
using Names = std::vector<std::string_view>;
using Pointers = std::set<std::string>;

namespace {

/// Invoice 30 of 10 000 and an open attempt to pay it.
Scenario open_shop() {
    Scenario scenario = shop();
    EXPECT_TRUE(scenario.when(an_invoice(30, {10'000})));
    EXPECT_TRUE(scenario.when(an_attempt()));
    EXPECT_TRUE(scenario.when(a_page()));
    return scenario;
}
/// A charge that nobody attempted here.
RecordProviderCharge a_foreign_charge() {
    auto command = a_charge();
    command.attempt_id = std::nullopt;
    command.provider_payment_id = "4099260999";
    command.provider_reference = "INVPAY-7f3a";
    return command;
}

TEST(RecordProviderCharge, PaysTheInvoiceOfItsAttempt) {
    Scenario scenario = open_shop();
    auto command = a_charge();
    command.received_at = instant("2026-11-20T09:15:02Z");
    const auto decided = scenario.when(command);
    ASSERT_TRUE(decided);
    EXPECT_EQ(names_of(*decided), (Names{"payment_received", "payment_allocated", "payment_applied"}));
    EXPECT_EQ(decided->target, (StreamId{Scenario::tenant, StreamType::payment, id(40)}));
    const auto& received = the<PaymentReceived>(*decided);
    EXPECT_EQ(received.provider, "paystack");
    EXPECT_EQ(received.provider_payment_id, "4099260516");
    EXPECT_EQ(received.provider_reference, command.provider_reference);
    EXPECT_EQ(received.channel, "card");
    EXPECT_EQ(received.method, PaymentMethod::provider);
    EXPECT_EQ(received.amount, 10'000);
    EXPECT_EQ(received.fee, 150);
    EXPECT_EQ(received.invoice, id(30));
    EXPECT_EQ(received.customer, id(20));
    EXPECT_EQ(received.credit_reason, CreditReason::none);
    EXPECT_EQ(received.received_on, day("2026-11-20"));
    for (const NewEvent& event : decided->events) EXPECT_EQ(event.effective_at, *command.received_at);
    EXPECT_EQ(amount_due_of(scenario.invoice(id(30))), 0);
    EXPECT_EQ(status_of(true, scenario.payment(id(40)).attempt), PaymentStatus::received);
    EXPECT_EQ(balance_of(scenario, 1050), 9'850);
    EXPECT_EQ(balance_of(scenario, 6100), 150);
}

TEST(RecordProviderCharge, IsBookedOnceHoweverOftenItIsReported) {
    Scenario scenario = open_shop();
    ASSERT_TRUE(scenario.when(a_charge()));
    for (int repeat = 0; repeat < 3; ++repeat)
        EXPECT_EQ(scenario.refusal_of(a_charge()), RejectionCode::already_recorded);
    auto without_attempt = a_foreign_charge();
    ASSERT_TRUE(scenario.when(without_attempt));
    EXPECT_EQ(scenario.refusal_of(without_attempt), RejectionCode::already_recorded);
    EXPECT_EQ(balance_of(scenario, 2200), -10'000);
}

TEST(RecordProviderCharge, OfAFailedAttemptIsBookedAllTheSame) {
    Scenario scenario = open_shop();
    ASSERT_TRUE(scenario.when(a_failure()));
    ASSERT_TRUE(scenario.when(a_charge()));
    EXPECT_EQ(scenario.payment(id(40)).allocated, 10'000);
    EXPECT_TRUE(scenario.payment(id(40)).is_received);
}

TEST(RecordProviderCharge, OfAnAttemptThatHasAnotherIsAPaymentOfItsOwn) {
    Scenario scenario = open_shop();
    ASSERT_TRUE(scenario.when(a_charge()));
    auto second = a_charge();
    second.provider_payment_id = "4099260517";
    const auto decided = scenario.when(second);
    ASSERT_TRUE(decided);
    EXPECT_EQ(decided->target.id, id(41));
    EXPECT_EQ(the<PaymentReceived>(*decided).credit_reason, CreditReason::invoice_already_paid);
    EXPECT_EQ(the<PaymentReceived>(*decided).customer, id(20)) << "still whose attempt it was";
    EXPECT_EQ(amount_unallocated_of(scenario.payment(id(41))), 10'000);
    EXPECT_EQ(scenario.refusal_of(second), RejectionCode::already_recorded);
    EXPECT_EQ(scenario.refusal_of(a_charge()), RejectionCode::already_recorded);
    auto third = second;
    third.provider_payment_id = "4099260518";
    EXPECT_EQ(scenario.refusal_of(third), RejectionCode::version_conflict) << "a derived id is of one charge";
}

TEST(RecordProviderCharge, OfAnotherProviderLeavesTheAttemptAlone) {
    Scenario scenario = open_shop();
    auto command = a_charge();
    command.provider = "monnify";
    const auto decided = scenario.when(command);
    ASSERT_TRUE(decided);
    EXPECT_EQ(decided->target.id, id(41));
    EXPECT_FALSE(scenario.payment(id(40)).is_received);
}

TEST(RecordProviderCharge, OfTwoPaidAttemptsSettlesByTheFirstAndLeavesCreditByTheOther) {
    Scenario scenario = open_shop();
    auto other = an_attempt();
    other.payment_id = id(50);
    ASSERT_TRUE(scenario.when(other));
    auto second = a_charge();
    second.attempt_id = id(50);
    second.payment_id = id(51);
    second.provider_payment_id = "4099260517";
    ASSERT_TRUE(scenario.when(a_charge()));
    ASSERT_TRUE(scenario.when(second));
    EXPECT_EQ(scenario.payment(id(40)).allocated, 10'000);
    EXPECT_EQ(amount_unallocated_of(scenario.payment(id(50))), 10'000);
    ASSERT_TRUE(scenario.when(an_invoice(31, {4'000})));
    EXPECT_TRUE(scenario.when(AllocatePayment{id(50), id(31), {}})) << "credit is for any invoice";
    EXPECT_TRUE(scenario.when(RequestRefund{id(50), id(71), 6'000, {}})) << "and for going back";
}

TEST(RecordProviderCharge, IsNeverRefusedForWhatBecameOfItsInvoice) {
    struct Case {
        std::vector<Command> before;
        CreditReason reason;
        Money amount;
    };
    const Money due{10'000, Currency::ngn};
    const std::vector<Case> cases = {
        {{CancelInvoice{.invoice_id = id(30)}}, CreditReason::invoice_cancelled, due},
        {{WriteOffInvoice{.invoice_id = id(30)}}, CreditReason::invoice_written_off, due},
        {{a_payment(90, 10'000, id(30))}, CreditReason::invoice_already_paid, due},
        {{}, CreditReason::currency_differs, {10'000, Currency::usd}},
        {{}, CreditReason::overpaid, {10'001, Currency::ngn}},
    };
    for (const Case& one : cases) {
        Scenario scenario = open_shop();
        for (const Command& command : one.before) ASSERT_TRUE(scenario.when(command));
        auto command = a_charge();
        command.amount = one.amount;
        const auto decided = scenario.when(command);
        ASSERT_TRUE(decided) << to_string(one.reason);
        EXPECT_EQ(the<PaymentReceived>(*decided).credit_reason, one.reason);
        EXPECT_EQ(the<PaymentReceived>(*decided).amount, one.amount.minor_units);
        const std::int64_t credit = one.reason == CreditReason::overpaid ? 1 : one.amount.minor_units;
        EXPECT_EQ(amount_unallocated_of(scenario.payment(id(40))), credit) << to_string(one.reason);
    }
}

TEST(RecordProviderCharge, BelowWhatIsDuePaysAPart) {
    Scenario scenario = open_shop();
    ASSERT_TRUE(scenario.when(a_charge(9'999)));
    EXPECT_EQ(amount_due_of(scenario.invoice(id(30))), 1);
    EXPECT_EQ(status_of(figures_of(scenario.invoice(id(30)))), InvoiceStatus::partially_paid);
}

TEST(RecordProviderCharge, OfNobodyKnownIsCredit) {
    Scenario scenario = open_shop();
    const auto decided = scenario.when(a_foreign_charge());
    ASSERT_TRUE(decided);
    EXPECT_EQ(names_of(*decided), Names{"payment_received"});
    EXPECT_EQ(the<PaymentReceived>(*decided).credit_reason, CreditReason::no_invoice);
    EXPECT_EQ(decided->reply_key, id(9));

    auto named = a_foreign_charge();
    named.payment_id = id(42);
    named.provider_payment_id = "5";
    named.invoice = id(39);
    named.customer = id(29);
    const auto unknown = scenario.when(named);
    ASSERT_TRUE(unknown);
    EXPECT_EQ(the<PaymentReceived>(*unknown).credit_reason, CreditReason::invoice_unknown);
    EXPECT_EQ(the<PaymentReceived>(*unknown).invoice, id(39));
    EXPECT_EQ(the<PaymentReceived>(*unknown).customer, std::nullopt);
}

TEST(RecordProviderCharge, UnderAReferenceOfOursWhoseAttemptIsNotThereIsCredit) {
    Scenario scenario = shop();
    const auto decided = scenario.when(a_charge());
    ASSERT_TRUE(decided);
    EXPECT_EQ(decided->target.id, id(41));
    EXPECT_EQ(amount_unallocated_of(scenario.payment(id(41))), 10'000);
}

TEST(RecordProviderCharge, OfTestMoneyNeverTouchesALiveBusinessNorTheOtherWay) {
    Scenario scenario = open_shop();
    auto command = a_charge();
    command.livemode = false;
    EXPECT_EQ(scenario.refusal_of(command), RejectionCode::livemode_differs);
    Scenario test_shop;
    auto business = a_business();
    business.livemode = false;
    ASSERT_TRUE(test_shop.when(business));
    EXPECT_EQ(test_shop.refusal_of(a_foreign_charge()), RejectionCode::livemode_differs);
    auto test_charge = a_foreign_charge();
    test_charge.livemode = false;
    EXPECT_TRUE(test_shop.when(test_charge));
}

TEST(RecordProviderCharge, NamesEveryWrongField) {
    Scenario scenario = open_shop();
    auto command = a_charge(0);
    command.provider = "";
    command.provider_payment_id = "a b";
    command.provider_reference = std::string(201, 'x');
    command.channel = "Card";
    command.fee = 1;
    EXPECT_EQ(scenario.wrong_fields_of(command),
              (Pointers{"/amount", "/channel", "/fee", "/provider", "/provider_payment_id", "/provider_reference"}));
    Scenario empty;
    EXPECT_EQ(empty.refusal_of(a_charge()), RejectionCode::business_not_found);
}

TEST(RecordProviderCharge, OfAProviderWhoseClockIsAheadCountsAsNow) {
    Scenario scenario = open_shop();
    auto command = a_charge();
    command.received_at = instant("2027-01-01T00:00:00Z");
    const auto decided = scenario.when(command);
    ASSERT_TRUE(decided);
    EXPECT_EQ(decided->events[0].effective_at, Scenario::now);
    EXPECT_EQ(the<PaymentReceived>(*decided).received_on, day("2026-11-23"));
}

}  // namespace

// SPDX-License-Identifier: Apache-2.0
// Attempts to pay online: begun, opened, failed. None of it moves money or what is due.
#include <gtest/gtest.h>

#include "domain/provider_reference.hpp"
#include "tests/domain/provider_facts.hpp"

using namespace suoledger::domain;
using Names = std::vector<std::string_view>;
using Pointers = std::set<std::string>;

namespace {

/// Invoice 30 of 10 000, issued to customer 20.
Scenario invoiced_shop() {
    Scenario scenario = shop();
    EXPECT_TRUE(scenario.when(an_invoice(30, {10'000})));
    return scenario;
}

TEST(InitiatePayment, SaysWhatTheProviderIsAskedFor) {
    Scenario scenario = invoiced_shop();
    const auto decided = scenario.when(an_attempt());
    ASSERT_TRUE(decided);
    EXPECT_EQ(names_of(*decided), Names{"payment_initiated"});
    const auto& begun = the<PaymentInitiated>(*decided);
    EXPECT_EQ(begun.invoice, id(30));
    EXPECT_EQ(begun.revision, 1);
    EXPECT_EQ(begun.amount, 10'000);
    EXPECT_EQ(begun.currency, Currency::ngn);
    EXPECT_EQ(begun.customer, id(20));
    EXPECT_EQ(begun.provider_reference, provider_reference(Scenario::tenant, id(40)));
    EXPECT_TRUE(begun.livemode);
    EXPECT_EQ(decided->target, (StreamId{Scenario::tenant, StreamType::payment, id(40)}));
    EXPECT_EQ(decided->reply_key, a_customer(20).contact_key);
    EXPECT_EQ(status_of(false, scenario.payment(id(40)).attempt), PaymentStatus::initiated);
    EXPECT_EQ(amount_due_of(scenario.invoice(id(30))), 10'000);
    EXPECT_EQ(amount_unallocated_of(scenario.payment(id(40))), 0);
}

TEST(InitiatePayment, SealsTheEmailUnderTheContactKeyWhileThereIsOne) {
    Scenario scenario = invoiced_shop();
    const auto decided = scenario.when(an_attempt());
    ASSERT_TRUE(decided);
    EXPECT_EQ(decided->events[0].keys.contact, a_customer(20).contact_key);

    ASSERT_TRUE(scenario.when(EraseCustomer{.customer_id = id(20),
                                            .request_id = {},
                                            .basis = ErasureBasis::request,
                                            .last_document_on = day("2026-11-23"),
                                            .complete_on = day("2027-01-28")}));
    auto again = an_attempt();
    again.payment_id = id(41);
    const auto erased = scenario.when(again);
    ASSERT_TRUE(erased) << "whoever pays may do so";
    EXPECT_EQ(erased->events[0].keys.contact, id(9)) << "the key of the business";
}

TEST(InitiatePayment, IsOfARevisionAndOfAllThatIsDue) {
    Scenario scenario = invoiced_shop();
    auto command = an_attempt();
    command.revision = 2;
    EXPECT_EQ(scenario.refusal_of(command), RejectionCode::invoice_changed);
    command = an_attempt();
    command.amount = 9'999;
    EXPECT_EQ(scenario.refusal_of(command), RejectionCode::invoice_changed);
    ASSERT_TRUE(scenario.when(a_payment(50, 4'000, id(30))));
    EXPECT_EQ(scenario.refusal_of(an_attempt()), RejectionCode::invoice_changed);
    command.amount = 6'000;
    EXPECT_TRUE(scenario.when(command));
}

TEST(InitiatePayment, SaysWhatItRefuses) {
    Scenario scenario = invoiced_shop();
    auto command = an_attempt();
    command.invoice_id = id(31);
    EXPECT_EQ(scenario.refusal_of(command), RejectionCode::invoice_not_found);
    command = an_attempt();
    command.provider = "Pay stack";
    command.email = PersonalText("nobody");
    EXPECT_EQ(scenario.wrong_fields_of(command), (Pointers{"/email", "/provider"}));
    command = an_attempt();
    command.email = {};
    EXPECT_EQ(scenario.wrong_fields_of(command), Pointers{"/email"});
    ASSERT_TRUE(scenario.when(a_payment(50, 10'000, id(30))));
    command = an_attempt();
    command.amount = 0;
    EXPECT_EQ(scenario.refusal_of(command), RejectionCode::nothing_to_pay);
    ASSERT_TRUE(scenario.when(an_invoice(31, {500})));
    ASSERT_TRUE(scenario.when(CancelInvoice{.invoice_id = id(31)}));
    command.invoice_id = id(31);
    EXPECT_EQ(scenario.refusal_of(command), RejectionCode::invoice_not_open);
}

TEST(InitiatePayment, OfAnAttemptThatIsThereChangesNothing) {
    Scenario scenario = invoiced_shop();
    ASSERT_TRUE(scenario.when(an_attempt()));
    EXPECT_EQ(scenario.refusal_of(an_attempt()), RejectionCode::already_recorded);
    ASSERT_TRUE(scenario.when(a_page()));
    EXPECT_EQ(scenario.refusal_of(an_attempt()), RejectionCode::already_recorded);
    ASSERT_TRUE(scenario.when(a_failure()));
    EXPECT_EQ(scenario.refusal_of(an_attempt()), RejectionCode::payment_not_open);
    ASSERT_TRUE(scenario.when(a_charge()));
    EXPECT_EQ(scenario.refusal_of(an_attempt()), RejectionCode::payment_not_open);
}

TEST(OpenCheckout, HasThePageOfTheAttemptOnce) {
    Scenario scenario = invoiced_shop();
    EXPECT_EQ(scenario.refusal_of(a_page()), RejectionCode::payment_not_found);
    ASSERT_TRUE(scenario.when(an_attempt()));
    EXPECT_EQ(scenario.wrong_fields_of(OpenCheckout{id(40), {}, text_of_length(201)}),
              (Pointers{"/access_code", "/url"}));
    const auto decided = scenario.when(a_page());
    ASSERT_TRUE(decided);
    EXPECT_EQ(names_of(*decided), Names{"checkout_opened"});
    EXPECT_EQ(the<CheckoutOpened>(*decided).provider, "paystack");
    EXPECT_EQ(scenario.refusal_of(a_page()), RejectionCode::already_recorded);
    EXPECT_EQ(status_of(false, scenario.payment(id(40)).attempt), PaymentStatus::open);
}

TEST(OpenCheckout, ComesTooLateForAnAttemptThatIsOver) {
    for (const bool is_paid : {true, false}) {
        Scenario scenario = invoiced_shop();
        ASSERT_TRUE(scenario.when(an_attempt()));
        ASSERT_TRUE(is_paid ? scenario.when(a_charge()) : scenario.when(a_failure()));
        EXPECT_EQ(scenario.refusal_of(a_page()), RejectionCode::payment_not_open);
    }
}

TEST(RecordProviderFailure, ClosesTheAttemptOnce) {
    Scenario scenario = invoiced_shop();
    EXPECT_EQ(scenario.refusal_of(a_failure()), RejectionCode::payment_not_found);
    ASSERT_TRUE(scenario.when(an_attempt()));
    auto of_another = a_failure();
    of_another.provider = "monnify";
    of_another.code = "Do not honour";
    EXPECT_EQ(scenario.wrong_fields_of(of_another), (Pointers{"/code", "/provider"}));
    auto of_test_money = a_failure();
    of_test_money.livemode = false;
    EXPECT_EQ(scenario.refusal_of(of_test_money), RejectionCode::livemode_differs);

    auto command = a_failure();
    command.failed_at = instant("2026-11-22T23:30:00Z");
    const auto decided = scenario.when(command);
    ASSERT_TRUE(decided);
    EXPECT_EQ(the<PaymentFailed>(*decided),
              (PaymentFailed{"paystack", "insufficient_funds", PersonalText("Insufficient funds"), day("2026-11-23")}))
        << "half past midnight in Lagos";
    EXPECT_EQ(decided->events[0].effective_at, *command.failed_at);
    EXPECT_EQ(scenario.refusal_of(a_failure()), RejectionCode::already_recorded);
    EXPECT_EQ(amount_due_of(scenario.invoice(id(30))), 10'000);
}

TEST(RecordProviderFailure, OfAPaidAttemptSaysNothingNew) {
    Scenario scenario = invoiced_shop();
    ASSERT_TRUE(scenario.when(an_attempt()));
    ASSERT_TRUE(scenario.when(a_charge()));
    EXPECT_EQ(scenario.refusal_of(a_failure()), RejectionCode::already_recorded);
}

TEST(RecordProviderFailure, NamesTheFailureThatTheProviderDoesNotName) {
    Scenario scenario = invoiced_shop();
    ASSERT_TRUE(scenario.when(an_attempt()));
    auto command = a_failure();
    command.code.clear();
    command.failed_at = Timestamp{Scenario::now.microseconds + 1};
    const auto decided = scenario.when(command);
    ASSERT_TRUE(decided);
    EXPECT_EQ(the<PaymentFailed>(*decided).code, "unknown");
    EXPECT_EQ(decided->events[0].effective_at, Scenario::now) << "never ahead of our clock";
}

TEST(AnAttempt, HasNoMoneyThatAnythingCouldBeDoneWith) {
    Scenario scenario = invoiced_shop();
    ASSERT_TRUE(scenario.when(an_attempt()));
    const std::vector<Command> commands = {AllocatePayment{id(40), id(30), {}},
                                           DeallocatePayment{id(40), id(30), {}},
                                           RequestRefund{id(40), id(70), {}, {}},
                                           RecordRefund{.payment_id = id(40), .refund_id = id(70)},
                                           RecordChargeback{.payment_id = id(40), .chargeback_id = id(80), .amount = 1},
                                           a_refund(ProviderRefundStage::processed, 1)};
    for (const Command& command : commands)
        EXPECT_EQ(scenario.refusal_of(command), RejectionCode::payment_not_received);
}

}  // namespace

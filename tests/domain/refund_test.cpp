// SPDX-License-Identifier: Apache-2.0
// A refund reserves money when it is requested, moves it when it is settled, lets it go when it has failed.
#include <gtest/gtest.h>

#include "tests/domain/scenario.hpp"

using namespace suoledger::domain;
using Names = std::vector<std::string_view>;
using Pointers = std::set<std::string>;

namespace {

const StreamId invoice_30{Scenario::tenant, StreamType::invoice, id(30)};

RequestRefund a_request(std::optional<std::int64_t> amount = {}) { return {id(40), id(70), amount, {}}; }
RecordRefund settled() { return {.payment_id = id(40), .refund_id = id(70), .outcome = RefundOutcome::settled}; }
RecordRefund failed() { return {.payment_id = id(40), .refund_id = id(70), .outcome = RefundOutcome::failed}; }
RecordChargeback a_lost_dispute(std::int64_t amount) {
    return {.payment_id = id(40), .chargeback_id = id(80), .stage = ChargebackStage::lost, .amount = amount};
}

/// Payment 40 of 20 000, received on 1 November: 10 000 on invoice 30, then 5 000 on invoice 31, 5 000 left.
Scenario shop_with_two_paid() {
    Scenario scenario = shop();
    EXPECT_TRUE(scenario.when(an_invoice(30, {10'000})));
    EXPECT_TRUE(scenario.when(an_invoice(31, {5'000})));
    auto payment = a_payment(40, 20'000, id(30));
    payment.received_at = instant("2026-11-01T09:00:00Z");
    EXPECT_TRUE(scenario.when(payment));
    EXPECT_TRUE(scenario.when(AllocatePayment{id(40), id(31), {}}));
    return scenario;
}

TEST(RequestRefund, TakesWhatIsUnallocatedFirstThenTheNewestAllocations) {
    Scenario scenario = shop_with_two_paid();
    const auto decided = scenario.when(a_request(12'000));
    ASSERT_TRUE(decided);
    EXPECT_EQ(names_of(*decided),
              (Names{"payment_deallocated", "payment_unapplied", "invoice_reopened", "payment_deallocated",
                     "payment_unapplied", "invoice_reopened", "refund_requested"}));
    EXPECT_EQ(std::get<PaymentDeallocated>(decided->events[0].event),
              (PaymentDeallocated{id(31), Currency::ngn, 5'000, DeallocationReason::refund}));
    EXPECT_EQ(std::get<PaymentUnapplied>(decided->events[4].event),
              (PaymentUnapplied{id(40), 2'000, DeallocationReason::refund}));
    EXPECT_EQ(decided->events[4].stream, invoice_30);
    EXPECT_EQ(the<RefundRequested>(*decided).amount, 12'000);
    EXPECT_EQ(scenario.payment(id(40)).reserved, 12'000);
    EXPECT_EQ(scenario.payment(id(40)).allocated, 8'000);
    EXPECT_EQ(amount_unallocated_of(scenario.payment(id(40))), 0);
    EXPECT_EQ(amount_due_of(scenario.invoice(id(31))), 5'000);
}

TEST(RequestRefund, LeavesAllocationsAloneWhenThereIsEnoughCredit) {
    Scenario scenario = shop_with_two_paid();
    const auto decided = scenario.when(a_request(5'000));
    ASSERT_TRUE(decided);
    EXPECT_EQ(names_of(*decided), Names{"refund_requested"});
    EXPECT_EQ(decided->events[0].effective_at, Scenario::now);
    EXPECT_EQ(decided->target, (StreamId{Scenario::tenant, StreamType::payment, id(40)}));
    EXPECT_EQ(decided->events[0].keys.record, a_customer(20).record_key);
    EXPECT_EQ(decided->reply_key, a_customer(20).contact_key);
}

TEST(RequestRefund, TakesAllThatIsLeftWithoutAnAmount) {
    Scenario scenario = shop_with_two_paid();
    ASSERT_TRUE(scenario.when(RequestRefund{id(40), id(71), 1'000, {}}));
    const auto decided = scenario.when(a_request());
    ASSERT_TRUE(decided);
    EXPECT_EQ(the<RefundRequested>(*decided).amount, 19'000);
    EXPECT_EQ(scenario.refusal_of(RequestRefund{id(40), id(72), {}, {}}), RejectionCode::nothing_to_refund);
    EXPECT_EQ(scenario.refusal_of(RequestRefund{id(40), id(72), 1, {}}), RejectionCode::nothing_to_refund);
}

TEST(RequestRefund, TakesAWriteOffOfTheInvoiceBackFirst) {
    Scenario scenario = shop();
    ASSERT_TRUE(scenario.when(an_invoice(30, {10'000})));
    ASSERT_TRUE(scenario.when(a_payment(40, 4'000, id(30))));
    scenario.given(invoice_30, {InvoiceWrittenOff{Currency::ngn, 6'000, day("2026-11-23"), {}}});
    const auto decided = scenario.when(a_request());
    ASSERT_TRUE(decided);
    EXPECT_EQ(names_of(*decided), (Names{"invoice_write_off_reversed", "payment_deallocated", "payment_unapplied",
                                         "invoice_reopened", "refund_requested"}));
    EXPECT_EQ(the<InvoiceWriteOffReversed>(*decided).amount, 6'000);
    EXPECT_EQ(the<InvoiceReopened>(*decided).amount_due, 10'000);
    EXPECT_EQ(scenario.invoice(id(30)).written_off, 0);
}

TEST(RequestRefund, AsksForAllInvoicesThatItDeallocatesAtOnce) {
    Scenario scenario = shop_with_two_paid();
    View view;
    for (const auto& [stream, state] : scenario.streams())
        if (stream.type != StreamType::invoice) view.put(stream, state);
    const auto decided = decide({Scenario::tenant, Scenario::now, {}}, view, a_request(6'000));
    ASSERT_FALSE(decided);
    EXPECT_EQ(std::get<Missing>(decided.error()).streams,
              (std::vector<StreamId>{{Scenario::tenant, StreamType::invoice, id(31)}}))
        << "1 000 come out of the newest allocation; the other invoice does not matter";
    const auto all = decide({Scenario::tenant, Scenario::now, {}}, view, a_request());
    ASSERT_FALSE(all);
    EXPECT_EQ(std::get<Missing>(all.error()).streams,
              (std::vector<StreamId>{{Scenario::tenant, StreamType::invoice, id(31)}, invoice_30}));
}

TEST(RequestRefund, SealsThePayersEventsAndTheDebtorsEachUnderTheirKey) {
    Scenario scenario = shop();
    ASSERT_TRUE(scenario.when(a_customer(21)));
    ASSERT_TRUE(scenario.when(an_invoice(30, {10'000})));
    auto payment = a_payment(40, 10'000, id(30));
    payment.customer = id(21);
    ASSERT_TRUE(scenario.when(payment));
    const auto decided = scenario.when(a_request());
    ASSERT_TRUE(decided);
    for (const NewEvent& event : decided->events) {
        const int customer = event.stream.type == StreamType::payment ? 21 : 20;
        EXPECT_EQ(event.keys.record, a_customer(customer).record_key) << name_of(event.event);
        EXPECT_EQ(event.keys.contact, std::nullopt) << name_of(event.event);
    }
    EXPECT_EQ(decided->reply_key, a_customer(21).contact_key);
}

TEST(RequestRefund, SaysWhatItRefuses) {
    Scenario scenario = shop_with_two_paid();
    EXPECT_EQ(scenario.refusal_of(RequestRefund{id(41), id(70), 1, {}}), RejectionCode::payment_not_found);
    EXPECT_EQ(scenario.refusal_of(a_request(20'001)), RejectionCode::amount_exceeds_refundable);
    EXPECT_EQ(scenario.refusal_of(a_request(1), 1), RejectionCode::version_conflict);
    EXPECT_EQ(scenario.wrong_fields_of(RequestRefund{id(40), id(70), 0, text_of_length(501)}),
              (Pointers{"/amount", "/reason"}));
    ASSERT_TRUE(scenario.when(a_request(1)));
    EXPECT_EQ(scenario.refusal_of(a_request(1)), RejectionCode::version_conflict) << "that refund is there";
    Scenario empty;
    EXPECT_EQ(empty.refusal_of(a_request(1)), RejectionCode::business_not_found);
}

TEST(RecordRefund, SettlesFromItsReserve) {
    Scenario scenario = shop_with_two_paid();
    ASSERT_TRUE(scenario.when(a_request(12'000)));
    auto command = settled();
    command.fee = 50;
    const auto decided = scenario.when(command);
    ASSERT_TRUE(decided);
    EXPECT_EQ(names_of(*decided), Names{"refund_settled"});
    EXPECT_EQ(the<RefundSettled>(*decided), (RefundSettled{id(70), Currency::ngn, 12'000, 50, 12'000, 0,
                                                           PaymentMethod::bank_transfer, day("2026-11-23")}));
    EXPECT_EQ(decided->events[0].effective_at, Scenario::now);
    EXPECT_EQ(scenario.payment(id(40)).refunded, 12'000);
    EXPECT_EQ(scenario.payment(id(40)).reserved, 0);
    EXPECT_EQ(scenario.payment(id(40)).refunds[0].status, RefundStatus::settled);
}

TEST(RecordRefund, TakesEffectOnTheDayItWasSettled) {
    Scenario scenario = shop_with_two_paid();
    ASSERT_TRUE(scenario.when(a_request(12'000)));
    auto command = settled();
    command.settled_on = day("2026-11-02");
    const auto decided = scenario.when(command);
    ASSERT_TRUE(decided);
    EXPECT_EQ(decided->events[0].effective_at, instant("2026-11-01T23:00:00Z")) << "midnight in Lagos";
    EXPECT_EQ(the<RefundSettled>(*decided).settled_on, day("2026-11-02"));
}

TEST(RecordRefund, SettlesFromCreditAndAllocationsWhatAChargebackTookOfTheReserve) {
    Scenario scenario = shop();
    ASSERT_TRUE(scenario.when(an_invoice(30, {10'000})));
    ASSERT_TRUE(scenario.when(a_payment(40, 10'000)));
    ASSERT_TRUE(scenario.when(a_request(8'000)));
    ASSERT_TRUE(scenario.when(a_lost_dispute(5'000)));  // 2 000 unallocated, 3 000 of the reserve
    EXPECT_EQ(scenario.refusal_of(RequestRefund{id(40), id(71), 1, {}}), RejectionCode::nothing_to_refund);
    EXPECT_EQ(scenario.payment(id(40)).refunds[0].reserved, 5'000);
    const auto decided = scenario.when(settled());
    ASSERT_TRUE(decided);
    EXPECT_EQ(the<RefundSettled>(*decided).from_reserved, 5'000);
    EXPECT_EQ(the<RefundSettled>(*decided).overdrawn, 3'000);
    EXPECT_EQ(scenario.payment(id(40)).overdrawn, 3'000);
    EXPECT_EQ(amount_unallocated_of(scenario.payment(id(40))), 0);
}

TEST(RecordRefund, DeallocatesBeforeItOverdraws) {
    Scenario scenario = shop();
    ASSERT_TRUE(scenario.when(an_invoice(30, {10'000})));
    ASSERT_TRUE(scenario.when(a_payment(40, 10'000)));
    ASSERT_TRUE(scenario.when(RequestRefund{id(40), id(71), 4'000, {}}));
    ASSERT_TRUE(scenario.when(a_request(6'000)));
    ASSERT_TRUE(scenario.when(a_lost_dispute(2'000)));  // of the newest refund, 70
    auto other = failed();
    other.refund_id = id(71);
    ASSERT_TRUE(scenario.when(other));  // 4 000 are free again
    ASSERT_TRUE(scenario.when(AllocatePayment{id(40), id(30), 3'000}));
    const auto decided = scenario.when(settled());  // 4 000 reserved, 1 000 unallocated, 1 000 allocated
    ASSERT_TRUE(decided);
    EXPECT_EQ(names_of(*decided), (Names{"payment_deallocated", "payment_unapplied", "refund_settled"}));
    EXPECT_EQ(the<PaymentDeallocated>(*decided).amount, 1'000);
    EXPECT_EQ(the<PaymentDeallocated>(*decided).reason, DeallocationReason::refund);
    EXPECT_EQ(the<RefundSettled>(*decided).from_reserved, 4'000);
    EXPECT_EQ(the<RefundSettled>(*decided).overdrawn, 0);
}

TEST(RecordRefund, ReleasesWhatIsStillReservedWhenItFailed) {
    Scenario scenario = shop_with_two_paid();
    ASSERT_TRUE(scenario.when(a_request()));
    ASSERT_TRUE(scenario.when(a_lost_dispute(3'000)));
    auto command = failed();
    command.reason = PersonalText("account closed");
    const auto decided = scenario.when(command);
    ASSERT_TRUE(decided);
    EXPECT_EQ(the<RefundFailed>(*decided),
              (RefundFailed{id(70), Currency::ngn, 17'000, PersonalText("account closed")}));
    EXPECT_EQ(amount_unallocated_of(scenario.payment(id(40))), 17'000);
    EXPECT_EQ(scenario.payment(id(40)).reserved, 0);
}

TEST(RecordRefund, SaysWhatItRefuses) {
    Scenario scenario = shop_with_two_paid();
    EXPECT_EQ(scenario.refusal_of(settled()), RejectionCode::refund_not_found);
    ASSERT_TRUE(scenario.when(a_request(1)));
    ASSERT_TRUE(scenario.when(RequestRefund{id(40), id(71), 1, {}}));
    EXPECT_EQ(scenario.refusal_of(settled(), 1), RejectionCode::version_conflict);
    auto command = settled();
    command.payment_id = id(41);
    EXPECT_EQ(scenario.refusal_of(command), RejectionCode::payment_not_found);
    command = settled();
    command.fee = -1;
    command.settled_on = day("2026-11-24");
    command.reason = PersonalText("why");
    EXPECT_EQ(scenario.wrong_fields_of(command), (Pointers{"/fee", "/settled_on", "/reason"}));
    command = settled();
    command.settled_on = day("2026-10-31");
    EXPECT_EQ(scenario.wrong_fields_of(command), Pointers{"/settled_on"}) << "before the payment came";
    command = failed();
    command.fee = 1;
    command.settled_on = day("2026-11-23");
    command.reason = text_of_length(501);
    EXPECT_EQ(scenario.wrong_fields_of(command), (Pointers{"/fee", "/settled_on", "/reason"}));
    ASSERT_TRUE(scenario.when(settled()));
    EXPECT_EQ(scenario.refusal_of(settled()), RejectionCode::refund_not_pending);
    EXPECT_EQ(scenario.refusal_of(failed()), RejectionCode::refund_not_pending);
    command = failed();
    command.refund_id = id(71);
    ASSERT_TRUE(scenario.when(command));
    EXPECT_EQ(scenario.refusal_of(command), RejectionCode::refund_not_pending);
}

}  // namespace

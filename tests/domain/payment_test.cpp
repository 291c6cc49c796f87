// SPDX-License-Identifier: Apache-2.0
// Money that arrived is never refused; allocation is a second decision.
#include <gtest/gtest.h>

#include "tests/domain/scenario.hpp"

using namespace suoledger::domain;
using Names = std::vector<std::string_view>;

namespace {

StreamId invoice(int number) { return {Scenario::tenant, StreamType::invoice, id(number)}; }
InvoiceDraft a_draft() {
    InvoiceDraft draft;
    draft.customer = id(20);
    draft.totals = {93, 7, 100};
    return draft;
}

TEST(RecordManualPayment, AllocatesUpToWhatIsDueAndKeepsTheRestAsCredit) {
    auto scenario = shop();
    ASSERT_TRUE(scenario.when(an_invoice(30, {100'000})));
    const auto decided = scenario.when(a_payment(40, 130'000, id(30)));
    ASSERT_TRUE(decided);
    EXPECT_EQ(names_of(*decided), (Names{"payment_received", "payment_allocated", "payment_applied"}));
    EXPECT_EQ(the<PaymentReceived>(*decided).credit_reason, CreditReason::overpaid);
    EXPECT_EQ(the<PaymentReceived>(*decided).customer, id(20));
    EXPECT_EQ(amount_unallocated_of(scenario.payment(id(40))), 30'000);
}

TEST(RecordManualPayment, BooksMoneyThatCannotBeAllocatedAndSaysWhy) {
    auto scenario = shop();
    ASSERT_TRUE(scenario.when(an_invoice(30, {100'000})));
    ASSERT_TRUE(scenario.when(an_invoice(31, {100'000})));
    ASSERT_TRUE(scenario.when(CancelInvoice{id(30), {}}));
    ASSERT_TRUE(scenario.when(a_payment(40, 100'000, id(31))));
    auto dollars = a_payment(43, 5, id(31));
    dollars.amount.currency = Currency::usd;
    const std::pair<RecordManualPayment, CreditReason> cases[] = {
        {a_payment(41, 5, id(30)), CreditReason::invoice_cancelled},
        {a_payment(42, 5, id(31)), CreditReason::invoice_already_paid},
        {dollars, CreditReason::currency_differs},
        {a_payment(44, 5), CreditReason::no_invoice}};
    for (const auto& [command, reason] : cases) {
        const auto decided = scenario.when(command);
        ASSERT_TRUE(decided) << to_string(reason);
        EXPECT_EQ(names_of(*decided), Names{"payment_received"}) << to_string(reason);
        EXPECT_EQ(the<PaymentReceived>(*decided).credit_reason, reason) << to_string(reason);
    }
}

TEST(RecordManualPayment, BooksMoneyForADraftAndForAWrittenOffInvoiceUnallocated) {
    auto scenario = shop();
    ASSERT_TRUE(scenario.when(an_invoice(30, {100'000})));
    scenario.given(invoice(30), {InvoiceWrittenOff{Currency::ngn, 100'000, day("2026-11-23"), {}}});
    scenario.given(invoice(31), {InvoiceDrafted{a_draft()}});
    const std::pair<int, CreditReason> cases[] = {{30, CreditReason::invoice_written_off},
                                                  {31, CreditReason::invoice_not_issued}};
    for (const auto& [number, reason] : cases) {
        const auto decided = scenario.when(a_payment(10 + number, 5, id(number)));
        ASSERT_TRUE(decided) << to_string(reason);
        EXPECT_EQ(names_of(*decided), Names{"payment_received"}) << to_string(reason);
        EXPECT_EQ(the<PaymentReceived>(*decided).credit_reason, reason);
        EXPECT_EQ(the<PaymentReceived>(*decided).customer, id(20)) << "who owes is known all the same";
    }
}

TEST(Payments, KnowNoDraftThatWasDiscarded) {
    auto scenario = shop();
    scenario.given(invoice(31), {InvoiceDrafted{a_draft()}, DraftDiscarded{}});
    EXPECT_EQ(scenario.refusal_of(a_payment(40, 5, id(31))), RejectionCode::invoice_not_found);
    ASSERT_TRUE(scenario.when(a_payment(40, 5)));
    EXPECT_EQ(scenario.refusal_of(AllocatePayment{id(40), id(31), 1}), RejectionCode::invoice_not_found);
    EXPECT_EQ(scenario.refusal_of(DeallocatePayment{id(40), id(31), 1}), RejectionCode::invoice_not_found);
}

TEST(AllocatePayment, RefusesADraftAndAWrittenOffInvoice) {
    auto scenario = shop();
    ASSERT_TRUE(scenario.when(an_invoice(30, {100'000})));
    scenario.given(invoice(30), {InvoiceWrittenOff{Currency::ngn, 100'000, day("2026-11-23"), {}}});
    scenario.given(invoice(31), {InvoiceDrafted{a_draft()}});
    ASSERT_TRUE(scenario.when(a_payment(40, 5)));
    EXPECT_EQ(scenario.refusal_of(AllocatePayment{id(40), id(30), 1}), RejectionCode::invoice_not_open);
    EXPECT_EQ(scenario.refusal_of(AllocatePayment{id(40), id(31), 1}), RejectionCode::invoice_not_open);
}

TEST(DeallocatePayment, TakesAWriteOffBackBeforeItReopensTheInvoice) {
    auto scenario = shop();
    ASSERT_TRUE(scenario.when(an_invoice(30, {10'000})));
    ASSERT_TRUE(scenario.when(a_payment(40, 4'000, id(30))));
    scenario.given(invoice(30), {InvoiceWrittenOff{Currency::ngn, 6'000, day("2026-11-23"), {}}});
    const auto decided = scenario.when(DeallocatePayment{id(40), id(30), 1'000});
    ASSERT_TRUE(decided);
    EXPECT_EQ(names_of(*decided),
              (Names{"invoice_write_off_reversed", "payment_deallocated", "payment_unapplied", "invoice_reopened"}));
    EXPECT_EQ(the<InvoiceWriteOffReversed>(*decided).amount, 6'000);
    EXPECT_EQ(the<InvoiceReopened>(*decided).amount_due, 7'000);
    EXPECT_EQ(the<PaymentDeallocated>(*decided).reason, DeallocationReason::requested);
    EXPECT_EQ(amount_due_of(scenario.invoice(id(30))), 7'000);
}

TEST(RecordManualPayment, RefusesWhatIsNoMoneyAndWhoIsUnknown) {
    auto scenario = shop();
    EXPECT_EQ(scenario.refusal_of(a_payment(40, 0)), RejectionCode::invalid_fields);
    EXPECT_EQ(scenario.refusal_of(a_payment(40, max_command_total_minor_units + 1)), RejectionCode::invalid_fields);
    EXPECT_EQ(scenario.refusal_of(a_payment(40, 1, id(404))), RejectionCode::invoice_not_found);
    auto stranger = a_payment(40, 1);
    stranger.customer = id(404);
    EXPECT_EQ(scenario.refusal_of(stranger), RejectionCode::customer_not_found);
    auto provider = a_payment(40, 1);
    provider.method = PaymentMethod::provider;
    EXPECT_EQ(scenario.refusal_of(provider), RejectionCode::invalid_fields);
}

TEST(AllocatePayment, TakesTheSmallerOfWhatIsThereAndWhatIsDue) {
    auto scenario = shop();
    ASSERT_TRUE(scenario.when(an_invoice(30, {100'000})));
    ASSERT_TRUE(scenario.when(a_payment(40, 30'000)));
    const auto decided = scenario.when(AllocatePayment{id(40), id(30), {}});
    ASSERT_TRUE(decided);
    EXPECT_EQ(the<PaymentAllocated>(*decided).amount, 30'000);
    EXPECT_EQ(amount_due_of(scenario.invoice(id(30))), 70'000);
}

TEST(AllocatePayment, RefusesMoreThanThereIsOrIsDue) {
    auto scenario = shop();
    ASSERT_TRUE(scenario.when(an_invoice(30, {100})));
    ASSERT_TRUE(scenario.when(a_payment(40, 1'000)));
    EXPECT_EQ(scenario.refusal_of(AllocatePayment{id(40), id(30), 1'001}), RejectionCode::amount_exceeds_unallocated);
    EXPECT_EQ(scenario.refusal_of(AllocatePayment{id(40), id(30), 101}), RejectionCode::amount_exceeds_balance);
    EXPECT_EQ(scenario.refusal_of(AllocatePayment{id(40), id(30), 0}), RejectionCode::invalid_fields);
    EXPECT_EQ(scenario.refusal_of(AllocatePayment{id(41), id(30), 1}), RejectionCode::payment_not_found);
    EXPECT_EQ(scenario.refusal_of(AllocatePayment{id(40), id(31), 1}), RejectionCode::invoice_not_found);
    auto dollars = a_payment(42, 5);
    dollars.amount.currency = Currency::usd;
    ASSERT_TRUE(scenario.when(dollars));
    EXPECT_EQ(scenario.refusal_of(AllocatePayment{id(42), id(30), 1}), RejectionCode::currency_mismatch);
    ASSERT_TRUE(scenario.when(CancelInvoice{id(30), {}}));
    EXPECT_EQ(scenario.refusal_of(AllocatePayment{id(40), id(30), 1}), RejectionCode::invoice_not_open);
}

TEST(DeallocatePayment, ReopensAPaidInvoice) {
    auto scenario = shop();
    ASSERT_TRUE(scenario.when(an_invoice(30, {100})));
    ASSERT_TRUE(scenario.when(a_payment(40, 100, id(30))));
    EXPECT_EQ(scenario.refusal_of(DeallocatePayment{id(40), id(30), 101}), RejectionCode::amount_exceeds_allocated);
    const auto decided = scenario.when(DeallocatePayment{id(40), id(30), 60});
    ASSERT_TRUE(decided);
    EXPECT_EQ(the<InvoiceReopened>(*decided).amount_due, 60);
    EXPECT_EQ(the<PaymentUnapplied>(*decided).amount, 60);
    const auto rest = scenario.when(DeallocatePayment{id(40), id(30), {}});
    ASSERT_TRUE(rest);
    EXPECT_EQ(names_of(*rest), (Names{"payment_deallocated", "payment_unapplied"})) << "it was open already";
}

}  // namespace

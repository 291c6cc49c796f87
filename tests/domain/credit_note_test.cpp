// SPDX-License-Identifier: Apache-2.0
// Credit notes of another day, of written-off invoices and after withholding; the VAT of each credited line.
#include <gtest/gtest.h>

#include "tests/domain/scenario.hpp"

using namespace suoledger::domain;
using Names = std::vector<std::string_view>;

namespace {

Scenario invoiced(std::vector<std::int64_t> prices) {
    auto scenario = shop();
    auto issue = an_invoice(30, std::move(prices));
    issue.issued_on = day("2026-11-10");
    EXPECT_TRUE(scenario.when(issue));
    return scenario;
}

TEST(IssueCreditNote, OfAnEarlierDayTakesEffectAtItsStart) {
    auto scenario = invoiced({100'000});
    EXPECT_EQ(scenario.refusal_of(IssueCreditNote{id(30), id(60), {}, {}, day("2026-11-09")}),
              RejectionCode::invalid_fields)
        << "before the invoice";
    EXPECT_EQ(scenario.refusal_of(IssueCreditNote{id(30), id(60), {}, {}, day("2026-11-24")}),
              RejectionCode::invalid_fields)
        << "in the future";
    const auto decided = scenario.when(IssueCreditNote{id(30), id(60), {{0, 1'000}}, {}, day("2026-11-20")});
    ASSERT_TRUE(decided);
    EXPECT_EQ(the<CreditNoteIssued>(*decided).issued_on, day("2026-11-20"));
    EXPECT_EQ(to_string(decided->events[0].effective_at), "2026-11-19T23:00:00.000000Z");
    const auto today = scenario.when(IssueCreditNote{id(30), id(61), {{0, 1'000}}, {}, {}});
    ASSERT_TRUE(today);
    EXPECT_EQ(the<CreditNoteIssued>(*today).issued_on, day("2026-11-23"));
    EXPECT_EQ(today->events[0].effective_at, Scenario::now);
}

TEST(IssueCreditNote, OfAWrittenOffInvoiceTakesTheWriteOffBackFirst) {
    auto scenario = invoiced({100'000});
    ASSERT_TRUE(scenario.when(a_payment(40, 40'000, id(30))));
    ASSERT_TRUE(scenario.when(WriteOffInvoice{id(30), {}, {}}));
    const auto decided = scenario.when(IssueCreditNote{id(30), id(60), {{0, 25'000}}, {}, {}});
    ASSERT_TRUE(decided);
    EXPECT_EQ(names_of(*decided), (Names{"invoice_write_off_reversed", "credit_note_issued", "invoice_reopened"}));
    EXPECT_EQ(the<InvoiceWriteOffReversed>(*decided).amount, 60'000);
    EXPECT_EQ(the<InvoiceReopened>(*decided).amount_due, 35'000);
    EXPECT_EQ(amount_due_of(scenario.invoice(id(30))), 35'000);
    EXPECT_EQ(status_of(figures_of(scenario.invoice(id(30)))), InvoiceStatus::partially_paid);
}

TEST(IssueCreditNote, OfAllOfAWrittenOffInvoiceReleasesItsMoneyAndReopensNothing) {
    auto scenario = invoiced({100'000});
    ASSERT_TRUE(scenario.when(a_payment(40, 40'000, id(30))));
    ASSERT_TRUE(scenario.when(WriteOffInvoice{id(30), {}, {}}));
    const auto decided = scenario.when(IssueCreditNote{id(30), id(60), {}, {}, {}});
    ASSERT_TRUE(decided);
    EXPECT_EQ(names_of(*decided),
              (Names{"invoice_write_off_reversed", "payment_deallocated", "payment_unapplied", "credit_note_issued"}));
    EXPECT_EQ(the<PaymentDeallocated>(*decided).amount, 40'000);
    EXPECT_EQ(the<PaymentDeallocated>(*decided).reason, DeallocationReason::credit_note);
    EXPECT_EQ(status_of(figures_of(scenario.invoice(id(30)))), InvoiceStatus::credited);
    EXPECT_EQ(amount_unallocated_of(scenario.payment(id(40))), 40'000);
}

TEST(IssueCreditNote, NeverCreditsWhatWasWithheld) {
    auto scenario = invoiced({107'500});
    ASSERT_TRUE(scenario.when(RecordWithholdingTax{id(30), id(70), 5'000, {}, {}}));
    ASSERT_TRUE(scenario.when(a_payment(40, 102'500, id(30))));
    EXPECT_EQ(scenario.refusal_of(IssueCreditNote{id(30), id(60), {{0, 102'501}}, {}, {}}),
              RejectionCode::amount_exceeds_creditable);
    EXPECT_EQ(scenario.refusal_of(IssueCreditNote{id(30), id(60), {}, {}, {}}),
              RejectionCode::amount_exceeds_creditable);
    const auto decided = scenario.when(IssueCreditNote{id(30), id(60), {{0, 102'500}}, {}, {}});
    ASSERT_TRUE(decided);
    EXPECT_EQ(scenario.invoice(id(30)).allocated, 0);
    EXPECT_EQ(amount_due_of(scenario.invoice(id(30))), 0);
    const auto reversed = scenario.when(ReverseWithholding{id(30), id(70), {}});
    ASSERT_TRUE(reversed);
    EXPECT_TRUE(scenario.when(IssueCreditNote{id(30), id(61), {}, {}, {}})) << "the rest can be credited now";
    EXPECT_EQ(status_of(figures_of(scenario.invoice(id(30)))), InvoiceStatus::credited);
}

TEST(IssueCreditNote, TakesTheVatOfEachLineAsItWasCharged) {
    auto scenario = shop();
    auto issue = an_invoice(30, {100, 10'000});
    issue.prices_include_vat = false;
    issue.lines[1].vat_treatment = VatTreatment::zero_rated;
    ASSERT_TRUE(scenario.when(issue));
    const auto first = scenario.when(IssueCreditNote{id(30), id(60), {{0, 33}, {1, 4'000}}, {}, {}});
    ASSERT_TRUE(first);
    EXPECT_EQ(the<CreditNoteIssued>(*first).lines, (std::vector<CreditedLine>{{0, 33, 2}, {1, 4'000, 0}}));
    EXPECT_EQ(the<CreditNoteIssued>(*first).totals, (InvoiceTotals{4'033, 2, 4'035}));
    const auto rest = scenario.when(IssueCreditNote{id(30), id(61), {}, {}, {}});
    ASSERT_TRUE(rest);
    EXPECT_EQ(the<CreditNoteIssued>(*rest).lines, (std::vector<CreditedLine>{{0, 67, 6}, {1, 6'000, 0}}));
    EXPECT_EQ(amount_due_of(scenario.invoice(id(30))), 0);
}

TEST(IssueCreditNote, NamesEveryWrongField) {
    auto scenario = invoiced({100});
    const auto decided = scenario.when(
        IssueCreditNote{id(30), id(60), {{0, 1}, {0, 1}, {1, 0}}, PersonalText(std::string(501, 'x')), {}});
    ASSERT_FALSE(decided);
    std::vector<std::string> pointers;
    for (const auto& error : decided.error().errors) pointers.push_back(error.pointer);
    EXPECT_EQ(pointers, (std::vector<std::string>{"/reason", "/lines/1/line", "/lines/2/line", "/lines/2/amount"}));
    EXPECT_EQ(scenario.refusal_of(IssueCreditNote{id(31), id(60), {}, {}, {}}), RejectionCode::invoice_not_found);
    EXPECT_EQ(scenario.refusal_of(IssueCreditNote{id(30), id(60), {}, {}, {}}, 2), RejectionCode::version_conflict);
}

}  // namespace

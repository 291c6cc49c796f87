// SPDX-License-Identifier: Apache-2.0
// Issuing, cancelling and crediting invoices.
#include <gtest/gtest.h>

#include "tests/domain/scenario.hpp"

using namespace suoledger::domain;
using Names = std::vector<std::string_view>;

namespace {

TEST(IssueInvoice, FreezesSellerBuyerTaxAndTotals) {
    auto scenario = shop();
    auto command = an_invoice(30, {4'500'000});
    command.lines[0].quantity_thousandths = 2000;
    const auto decided = scenario.when(command);
    ASSERT_TRUE(decided);
    const auto& issued = the<InvoiceIssued>(*decided);
    EXPECT_EQ(issued.totals, (InvoiceTotals{8'372'093, 627'907, 9'000'000}));
    EXPECT_EQ(issued.lines[0].vat_rate_bps, 750);
    EXPECT_EQ(issued.seller.name, "Ada Stores");
    EXPECT_EQ(issued.buyer.name.value, "Bola Ade");
    EXPECT_EQ(issued.issued_on, day("2026-11-23"));
    EXPECT_EQ(decided->events[0].effective_at, Scenario::now);
    EXPECT_EQ(decided->events[0].keys.record, a_customer(20).record_key);
}

TEST(IssueInvoice, OfAnEarlierDayTakesEffectAtItsStart) {
    auto scenario = shop();
    auto command = an_invoice(30, {100'000});
    command.issued_on = day("2026-11-20");
    const auto decided = scenario.when(command);
    ASSERT_TRUE(decided);
    EXPECT_EQ(to_string(decided->events[0].effective_at), "2026-11-19T23:00:00.000000Z");
}

TEST(IssueInvoice, RegistersAnInlineCustomerOrMatchesOneByPhone) {
    auto scenario = shop();
    auto fresh = an_invoice(30, {100'000});
    fresh.customer = a_customer(21);
    const auto registered = scenario.when(fresh);
    ASSERT_TRUE(registered);
    EXPECT_EQ(names_of(*registered), (Names{"customer_registered", "invoice_issued"}));
    auto again = an_invoice(31, {100'000});
    auto other_name = a_customer(22);
    other_name.indexes.phone = a_customer(21).indexes.phone;
    other_name.details.name = PersonalText("Another Name");
    again.customer = other_name;
    const auto matched = scenario.when(again);
    ASSERT_TRUE(matched);
    EXPECT_EQ(names_of(*matched), (Names{"invoice_issued"}));
    EXPECT_EQ(the<InvoiceIssued>(*matched).customer, id(21));
    EXPECT_EQ(the<InvoiceIssued>(*matched).buyer.name.value, "Bola Ade") << "a match never changes the stored name";
}

TEST(IssueInvoice, RefusesAPhoneAndAnEmailOfTwoCustomers) {
    auto scenario = shop();
    auto second = a_customer(21);
    second.details.email = PersonalText("x@example.com");
    second.indexes.email = id(88).bytes;
    ASSERT_TRUE(scenario.when(second));
    auto both = second;
    both.customer_id = id(22);
    both.indexes.phone = a_customer(20).indexes.phone;
    auto command = an_invoice(30, {100});
    command.customer = both;
    EXPECT_EQ(scenario.refusal_of(command), RejectionCode::customer_ambiguous);
}

TEST(IssueInvoice, RefusesADueDateBeforeTheIssueDate) {
    auto scenario = shop();
    auto command = an_invoice(30, {100});
    command.due_on = day("2026-11-22");
    EXPECT_EQ(scenario.refusal_of(command), RejectionCode::invalid_fields);
}

TEST(IssueInvoice, NamesEveryWrongFieldByItsPointer) {
    auto scenario = shop();
    auto command = an_invoice(30, {100, -1});
    command.lines[0].quantity_thousandths = 0;
    command.issued_on = day("2026-11-24");
    const auto decided = scenario.when(command);
    ASSERT_FALSE(decided);
    std::set<std::string> pointers;
    for (const auto& error : decided.error().errors) pointers.insert(error.pointer);
    EXPECT_TRUE(pointers.contains("/lines/0/quantity"));
    EXPECT_TRUE(pointers.contains("/lines/1/unit_price"));
    EXPECT_TRUE(pointers.contains("/issued_on"));
}

TEST(IssueInvoice, RefusesNothingAndTooMuch) {
    auto scenario = shop();
    EXPECT_EQ(scenario.refusal_of(an_invoice(30, {0})), RejectionCode::total_is_zero);
    EXPECT_EQ(scenario.refusal_of(an_invoice(30, {max_command_total_minor_units, 1})), RejectionCode::total_too_large);
    EXPECT_EQ(scenario.refusal_of(an_invoice(30, {})), RejectionCode::invalid_fields);
    auto stranger = an_invoice(30, {100});
    stranger.customer = id(404);
    EXPECT_EQ(scenario.refusal_of(stranger), RejectionCode::customer_not_found);
}

TEST(IssueInvoice, ChargesNoVatWithoutRegistration) {
    Scenario scenario;
    auto business = a_business();
    business.vat_registered = false;
    ASSERT_TRUE(scenario.when(business));
    ASSERT_TRUE(scenario.when(a_customer(20)));
    const auto decided = scenario.when(an_invoice(30, {107'500}));
    ASSERT_TRUE(decided);
    EXPECT_EQ(the<InvoiceIssued>(*decided).totals, (InvoiceTotals{107'500, 0, 107'500}));
}

TEST(IssueInvoice, SpreadsADiscountSoThatPartsAddUp) {
    auto scenario = shop();
    auto command = an_invoice(30, {100, 100, 100});
    command.discount = 100;
    const auto decided = scenario.when(command);
    ASSERT_TRUE(decided);
    const auto& lines = the<InvoiceIssued>(*decided).lines;
    EXPECT_EQ(lines[0].discount_share, 34) << "ties go to the earlier line";
    EXPECT_EQ(lines[1].discount_share, 33);
    EXPECT_EQ(lines[2].discount_share, 33);
    EXPECT_EQ(the<InvoiceIssued>(*decided).totals.total, 200);
}

TEST(CancelInvoice, TakesBackWhatWasIssuedOnce) {
    auto scenario = shop();
    ASSERT_TRUE(scenario.when(an_invoice(30, {107'500})));
    const auto decided = scenario.when(CancelInvoice{id(30), {}});
    ASSERT_TRUE(decided);
    EXPECT_EQ(the<InvoiceCancelled>(*decided).totals.total, 107'500);
    EXPECT_EQ(amount_due_of(scenario.invoice(id(30))), 0);
    EXPECT_EQ(scenario.refusal_of(CancelInvoice{id(30), {}}), RejectionCode::invoice_already_cancelled);
    EXPECT_EQ(scenario.refusal_of(CancelInvoice{id(31), {}}), RejectionCode::invoice_not_found);
}

TEST(CancelInvoice, RefusesAnInvoiceThatMoneyCameFor) {
    auto scenario = shop();
    ASSERT_TRUE(scenario.when(an_invoice(30, {107'500})));
    ASSERT_TRUE(scenario.when(a_payment(40, 1, id(30))));
    EXPECT_EQ(scenario.refusal_of(CancelInvoice{id(30), {}}), RejectionCode::invoice_has_movements);
}

TEST(IssueCreditNote, OfAPaidInvoiceReleasesTheNewestAllocationsFirst) {
    auto scenario = shop();
    ASSERT_TRUE(scenario.when(an_invoice(30, {100'000})));
    ASSERT_TRUE(scenario.when(a_payment(40, 60'000, id(30))));
    ASSERT_TRUE(scenario.when(a_payment(41, 40'000, id(30))));
    const auto decided = scenario.when(IssueCreditNote{id(30), id(60), {{0, 50'000}}, {}});
    ASSERT_TRUE(decided);
    EXPECT_EQ(scenario.payment(id(41)).allocated, 0);
    EXPECT_EQ(scenario.payment(id(40)).allocated, 50'000);
    EXPECT_EQ(amount_due_of(scenario.invoice(id(30))), 0);
    EXPECT_EQ(scenario.invoice(id(30)).allocated, 50'000);
}

TEST(IssueCreditNote, CreditingAllInPartsReversesTheVatExactly) {
    auto scenario = shop();
    const auto issued = scenario.when(an_invoice(30, {99'999, 333}));
    ASSERT_TRUE(issued);
    std::int64_t vat = 0;
    for (const std::int64_t part : {7, 50'001, 49'991}) {
        const auto note = scenario.when(IssueCreditNote{id(30), id(60 + static_cast<int>(part % 7)), {{0, part}}, {}});
        ASSERT_TRUE(note);
        vat += the<CreditNoteIssued>(*note).totals.vat;
    }
    const auto rest = scenario.when(IssueCreditNote{id(30), id(70), {}, {}});
    ASSERT_TRUE(rest);
    vat += the<CreditNoteIssued>(*rest).totals.vat;
    EXPECT_EQ(vat, the<InvoiceIssued>(*issued).totals.vat);
    EXPECT_EQ(scenario.refusal_of(IssueCreditNote{id(30), id(71), {}, {}}), RejectionCode::nothing_to_credit);
}

TEST(IssueCreditNote, RefusesMoreThanALineHasAndCancelledInvoices) {
    auto scenario = shop();
    ASSERT_TRUE(scenario.when(an_invoice(30, {100'000})));
    EXPECT_EQ(scenario.refusal_of(IssueCreditNote{id(30), id(60), {{0, 100'001}}, {}}),
              RejectionCode::amount_exceeds_creditable);
    EXPECT_EQ(scenario.refusal_of(IssueCreditNote{id(30), id(60), {{1, 1}}, {}}), RejectionCode::invalid_fields);
    ASSERT_TRUE(scenario.when(CancelInvoice{id(30), {}}));
    EXPECT_EQ(scenario.refusal_of(IssueCreditNote{id(30), id(60), {}, {}}), RejectionCode::invoice_not_open);
}

}  // namespace

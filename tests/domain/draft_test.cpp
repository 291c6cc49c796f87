// SPDX-License-Identifier: Apache-2.0
// Drafts: priced like invoices, without a number and without weight in the books, until they are issued or discarded.
#include <gtest/gtest.h>

#include "tests/domain/scenario.hpp"

using namespace suoledger::domain;
using Names = std::vector<std::string_view>;

namespace {

DraftInvoice a_draft(int number, std::vector<std::int64_t> prices) {
    const IssueInvoice like = an_invoice(number, std::move(prices));
    DraftInvoice command;
    command.invoice_id = like.invoice_id;
    command.customer = like.customer;
    command.lines = like.lines;
    return command;
}

ChangeDraft a_change(int number) {
    ChangeDraft command;
    command.invoice_id = id(number);
    return command;
}

TEST(DraftInvoice, IsPricedButHasNoNumberAndOwesNothing) {
    auto scenario = shop();
    auto command = a_draft(30, {107'500});
    command.due_on = day("2026-11-01");
    const auto decided = scenario.when(command);
    ASSERT_TRUE(decided);
    EXPECT_EQ(names_of(*decided), Names{"invoice_drafted"});
    EXPECT_EQ(the<InvoiceDrafted>(*decided).draft.totals, (InvoiceTotals{100'000, 7'500, 107'500}));
    EXPECT_EQ(the<InvoiceDrafted>(*decided).draft.vat_rule_set, "ng-2026-01-01");
    EXPECT_EQ(decided->events[0].effective_at, Scenario::now);
    EXPECT_EQ(decided->events[0].keys.record, a_customer(20).record_key);
    EXPECT_EQ(series_of(decided->events[0].event), Series::none);
    EXPECT_TRUE(postings_of(decided->events[0].event).postings.empty());
    EXPECT_EQ(amount_due_of(scenario.invoice(id(30))), 0);
    EXPECT_EQ(status_of(figures_of(scenario.invoice(id(30)))), InvoiceStatus::draft);
}

TEST(DraftInvoice, RegistersAnInlineCustomerOrMatchesOne) {
    auto scenario = shop();
    auto fresh = a_draft(30, {100});
    fresh.customer = a_customer(21);
    const auto registered = scenario.when(fresh);
    ASSERT_TRUE(registered);
    EXPECT_EQ(names_of(*registered), (Names{"customer_registered", "invoice_drafted"}));
    EXPECT_EQ(registered->reply_key, a_customer(21).contact_key);
    EXPECT_EQ(registered->new_keys.size(), 2U);
    auto again = a_draft(31, {100});
    auto same_phone = a_customer(22);
    same_phone.indexes.phone = a_customer(21).indexes.phone;
    again.customer = same_phone;
    const auto matched = scenario.when(again);
    ASSERT_TRUE(matched);
    EXPECT_EQ(names_of(*matched), Names{"invoice_drafted"});
    EXPECT_EQ(the<InvoiceDrafted>(*matched).draft.customer, id(21));
}

TEST(DraftInvoice, IsCheckedLikeAnInvoice) {
    auto scenario = shop();
    EXPECT_EQ(scenario.refusal_of(a_draft(30, {})), RejectionCode::invalid_fields);
    EXPECT_EQ(scenario.refusal_of(a_draft(30, {0})), RejectionCode::total_is_zero);
    EXPECT_EQ(scenario.refusal_of(a_draft(30, {max_command_total_minor_units, 1})), RejectionCode::total_too_large);
    auto stranger = a_draft(30, {100});
    stranger.customer = id(404);
    EXPECT_EQ(scenario.refusal_of(stranger), RejectionCode::customer_not_found);
    auto both = a_customer(21);
    both.details.email = PersonalText("x@example.com");
    both.indexes.email = id(88).bytes;
    ASSERT_TRUE(scenario.when(both));
    both.indexes.phone = a_customer(20).indexes.phone;
    auto ambiguous = a_draft(30, {100});
    ambiguous.customer = both;
    EXPECT_EQ(scenario.refusal_of(ambiguous), RejectionCode::customer_ambiguous);
    ASSERT_TRUE(scenario.when(an_invoice(30, {100})));
    EXPECT_EQ(scenario.refusal_of(a_draft(30, {100})), RejectionCode::version_conflict);
    Scenario nobody;
    EXPECT_EQ(nobody.refusal_of(a_draft(30, {100})), RejectionCode::business_not_found);
}

TEST(ChangeDraft, KeepsWhatItDoesNotName) {
    auto scenario = shop();
    auto draft = a_draft(30, {100'000, 50'000});
    draft.lines[0].quantity_thousandths = 1500;
    draft.lines[1].vat_treatment = VatTreatment::exempt;
    draft.notes = PersonalText("thank you");
    draft.metadata = {{"order", PersonalText("77")}};
    draft.due_on = day("2026-12-24");
    ASSERT_TRUE(scenario.when(draft));
    auto change = a_change(30);
    change.discount = 20'000;
    const auto decided = scenario.when(change);
    ASSERT_TRUE(decided);
    EXPECT_EQ(names_of(*decided), Names{"draft_changed"});
    const InvoiceDraft& after = the<DraftChanged>(*decided).draft;
    EXPECT_EQ(after.totals.total, 180'000);
    EXPECT_EQ(after.lines[0].description.value, "Rice 50kg bag");
    EXPECT_EQ(after.lines[0].quantity_thousandths, 1500);
    EXPECT_EQ(after.lines[0].unit_price, 100'000);
    EXPECT_EQ(after.lines[1].vat_treatment, VatTreatment::exempt);
    EXPECT_EQ(after.notes.value, "thank you");
    EXPECT_EQ(after.metadata, draft.metadata);
    EXPECT_EQ(after.due_on, day("2026-12-24"));
    EXPECT_EQ(after.customer, id(20));
}

TEST(ChangeDraft, ReplacesAndClearsWhatItNames) {
    auto scenario = shop();
    auto draft = a_draft(30, {107'500});
    draft.notes = PersonalText("thank you");
    draft.due_on = day("2026-12-24");
    ASSERT_TRUE(scenario.when(draft));
    auto change = a_change(30);
    change.customer = a_customer(21);
    change.currency = Currency::usd;
    change.prices_include_vat = false;
    change.lines = a_draft(30, {200'000}).lines;
    change.due_on.emplace();
    change.notes = PersonalText();
    change.metadata = Metadata{{"order", PersonalText("78")}};
    const auto decided = scenario.when(change);
    ASSERT_TRUE(decided);
    EXPECT_EQ(names_of(*decided), (Names{"customer_registered", "draft_changed"}));
    EXPECT_EQ(decided->events[1].keys.record, a_customer(21).record_key);
    const InvoiceDraft& after = the<DraftChanged>(*decided).draft;
    EXPECT_EQ(after.customer, id(21));
    EXPECT_EQ(after.currency, Currency::usd);
    EXPECT_EQ(after.totals, (InvoiceTotals{200'000, 15'000, 215'000}));
    EXPECT_EQ(after.due_on, std::nullopt);
    EXPECT_TRUE(after.notes.is_absent());
    EXPECT_EQ(after.metadata, *change.metadata);
}

TEST(ChangeDraft, LeavesWordsAloneThatWereErasedMeanwhile) {
    auto scenario = shop();
    auto drafted = scenario.when(a_draft(30, {100'000}));
    ASSERT_TRUE(drafted);
    InvoiceDraft erased = the<InvoiceDrafted>(*drafted).draft;
    erased.lines[0].description = PersonalText::erased();
    erased.notes = PersonalText::erased();
    scenario.given({Scenario::tenant, StreamType::invoice, id(30)}, {DraftChanged{erased}});
    auto change = a_change(30);
    change.discount = 1;
    const auto decided = scenario.when(change);
    ASSERT_TRUE(decided);
    EXPECT_EQ(the<DraftChanged>(*decided).draft.lines[0].description, PersonalText::erased());
}

TEST(ChangeDraft, RefusesWhatNoInvoiceMaySay) {
    auto scenario = shop();
    ASSERT_TRUE(scenario.when(a_draft(30, {100})));
    EXPECT_EQ(scenario.refusal_of(a_change(30)), RejectionCode::invalid_fields) << "it names nothing";
    auto change = a_change(30);
    change.discount = 101;
    EXPECT_EQ(scenario.refusal_of(change), RejectionCode::invalid_fields) << "more than the lines that stay";
    change.discount = -1;
    EXPECT_EQ(scenario.refusal_of(change), RejectionCode::invalid_fields);
    change.discount = 100;
    EXPECT_EQ(scenario.refusal_of(change), RejectionCode::total_is_zero);
    change = a_change(30);
    change.lines = std::vector<LineRequest>{};
    EXPECT_EQ(scenario.refusal_of(change), RejectionCode::invalid_fields);
    change.lines = a_draft(30, {max_command_total_minor_units, 1}).lines;
    EXPECT_EQ(scenario.refusal_of(change), RejectionCode::total_too_large);
    change = a_change(30);
    change.notes = PersonalText(std::string(1001, 'x'));
    EXPECT_EQ(scenario.refusal_of(change), RejectionCode::invalid_fields);
    change = a_change(30);
    change.metadata = Metadata{{"", PersonalText("x")}};
    EXPECT_EQ(scenario.refusal_of(change), RejectionCode::invalid_fields);
    change = a_change(30);
    change.customer = id(404);
    EXPECT_EQ(scenario.refusal_of(change), RejectionCode::customer_not_found);
    EXPECT_EQ(scenario.refusal_of(change, 7), RejectionCode::version_conflict);
}

TEST(DiscardDraft, LeavesNothingThatACommandFinds) {
    auto scenario = shop();
    ASSERT_TRUE(scenario.when(a_draft(30, {100})));
    EXPECT_EQ(scenario.refusal_of(DiscardDraft{id(30)}, 2), RejectionCode::version_conflict);
    const auto decided = scenario.when(DiscardDraft{id(30)});
    ASSERT_TRUE(decided);
    EXPECT_EQ(names_of(*decided), Names{"draft_discarded"});
    auto change = a_change(30);
    change.discount = 1;
    const Command commands[] = {change,
                                DiscardDraft{id(30)},
                                IssueDraft{id(30), {}},
                                CancelInvoice{id(30), {}},
                                ReviseInvoice{.invoice_id = id(30), .lines = a_draft(30, {1}).lines},
                                WriteOffInvoice{id(30), {}, {}},
                                IssueCreditNote{id(30), id(60), {}, {}, {}},
                                RecordWithholdingTax{id(30), id(70), 1, {}, {}},
                                RecordVatWithheld{id(30), id(70), 1, {}, {}},
                                ReverseWithholding{id(30), id(70), {}}};
    for (const Command& command : commands)
        EXPECT_EQ(scenario.refusal_of(command), RejectionCode::invoice_not_found) << command.index();
    EXPECT_EQ(amount_due_of(scenario.invoice(id(30))), 0);
}

TEST(IssueDraft, FreezesSellerBuyerAndTaxOfThatMoment) {
    auto scenario = shop();
    auto draft = a_draft(30, {107'500});
    draft.notes = PersonalText("thank you");
    draft.due_on = day("2026-12-24");
    ASSERT_TRUE(scenario.when(draft));
    ASSERT_TRUE(scenario.when(ChangeBusinessProfile{.name = "Ada & Daughters"}));
    ChangeCustomerDetails moved;
    moved.customer_id = id(20);
    moved.address = PersonalText("3 Awolowo Road");
    ASSERT_TRUE(scenario.when(moved));
    scenario.given({Scenario::tenant, StreamType::business, Scenario::tenant}, {TaxProfileChanged{false, {}}});
    const auto decided = scenario.when(IssueDraft{id(30), {}});
    ASSERT_TRUE(decided);
    EXPECT_EQ(names_of(*decided), Names{"invoice_issued"});
    EXPECT_EQ(series_of(decided->events[0].event), Series::invoice);
    const auto& issued = the<InvoiceIssued>(*decided);
    EXPECT_EQ(issued.seller.name, "Ada & Daughters");
    EXPECT_EQ(issued.buyer.address.value, "3 Awolowo Road");
    EXPECT_EQ(issued.totals, (InvoiceTotals{107'500, 0, 107'500})) << "no longer registered for VAT";
    EXPECT_EQ(issued.lines[0].description.value, "Rice 50kg bag");
    EXPECT_EQ(issued.notes.value, "thank you");
    EXPECT_EQ(issued.due_on, day("2026-12-24"));
    EXPECT_EQ(issued.issued_on, day("2026-11-23"));
    EXPECT_EQ(decided->events[0].effective_at, Scenario::now);
    EXPECT_EQ(amount_due_of(scenario.invoice(id(30))), 107'500);
    EXPECT_EQ(scenario.invoice(id(30)).draft, std::nullopt);
}

TEST(IssueDraft, OfAnEarlierDayTakesThatDaysRule) {
    auto scenario = shop();
    ASSERT_TRUE(scenario.when(a_draft(30, {105'000})));
    const auto decided = scenario.when(IssueDraft{id(30), day("2020-01-31")});
    ASSERT_TRUE(decided);
    EXPECT_EQ(the<InvoiceIssued>(*decided).totals, (InvoiceTotals{100'000, 5'000, 105'000}));
    EXPECT_EQ(the<InvoiceIssued>(*decided).vat_rule_set, "ng-1994-01-01");
    EXPECT_EQ(to_string(decided->events[0].effective_at), "2020-01-30T23:00:00.000000Z");
}

TEST(IssueDraft, RefusesADayThatIsNoneOfItsOwn) {
    auto scenario = shop();
    auto draft = a_draft(30, {100});
    draft.due_on = day("2026-11-20");
    ASSERT_TRUE(scenario.when(draft));
    EXPECT_EQ(scenario.refusal_of(IssueDraft{id(30), {}}), RejectionCode::invalid_fields) << "due before it is issued";
    EXPECT_EQ(scenario.refusal_of(IssueDraft{id(30), day("2026-11-24")}), RejectionCode::invalid_fields);
    EXPECT_EQ(scenario.refusal_of(IssueDraft{id(30), day("1993-12-31")}), RejectionCode::invalid_fields);
    EXPECT_EQ(scenario.refusal_of(IssueDraft{id(30), day("2026-11-20")}, 9), RejectionCode::version_conflict);
    EXPECT_TRUE(scenario.when(IssueDraft{id(30), day("2026-11-20")}));
}

TEST(IssuedInvoices, AreNoDraftsAnyMore) {
    auto scenario = shop();
    ASSERT_TRUE(scenario.when(a_draft(30, {100})));
    ASSERT_TRUE(scenario.when(IssueDraft{id(30), {}}));
    ASSERT_TRUE(scenario.when(an_invoice(31, {100})));
    ASSERT_TRUE(scenario.when(CancelInvoice{id(31), {}}));
    for (const int number : {30, 31}) {
        auto change = a_change(number);
        change.discount = 1;
        EXPECT_EQ(scenario.refusal_of(change), RejectionCode::invoice_not_draft);
        EXPECT_EQ(scenario.refusal_of(DiscardDraft{id(number)}), RejectionCode::invoice_not_draft);
        EXPECT_EQ(scenario.refusal_of(IssueDraft{id(number), {}}), RejectionCode::invoice_not_draft);
    }
}

TEST(Drafts, AreNotOpenToWhatMovesInvoices) {
    auto scenario = shop();
    ASSERT_TRUE(scenario.when(a_draft(30, {100})));
    const Command commands[] = {CancelInvoice{id(30), {}},
                                ReviseInvoice{.invoice_id = id(30), .lines = a_draft(30, {1}).lines},
                                WriteOffInvoice{id(30), {}, {}},
                                IssueCreditNote{id(30), id(60), {{0, 1}}, {}, {}},
                                RecordWithholdingTax{id(30), id(70), 1, {}, {}},
                                RecordVatWithheld{id(30), id(70), 1, {}, {}},
                                ReverseWithholding{id(30), id(70), {}}};
    for (const Command& command : commands)
        EXPECT_EQ(scenario.refusal_of(command), RejectionCode::invoice_not_open) << command.index();
}

}  // namespace

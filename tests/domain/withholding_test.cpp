// SPDX-License-Identifier: Apache-2.0
// Tax that payers keep back, and the order of an invoice's statuses.
#include <gtest/gtest.h>

#include "tests/domain/scenario.hpp"

using namespace suoledger::domain;
using Names = std::vector<std::string_view>;

namespace {

/// One invoice of 1,075.00 with 75.00 of VAT in it, issued on the 10th.
Scenario invoiced() {
    auto scenario = shop();
    auto issue = an_invoice(30, {107'500});
    issue.issued_on = day("2026-11-10");
    EXPECT_TRUE(scenario.when(issue));
    return scenario;
}

TEST(RecordWithholdingTax, SettlesItsPartOfTheInvoice) {
    auto scenario = invoiced();
    const auto decided =
        scenario.when(RecordWithholdingTax{id(30), id(70), 5'000, PersonalText("WHT/77"), day("2026-11-20")});
    ASSERT_TRUE(decided);
    EXPECT_EQ(names_of(*decided), Names{"withholding_tax_recorded"});
    EXPECT_EQ(the<WithholdingTaxRecorded>(*decided),
              (WithholdingTaxRecorded{id(70), Currency::ngn, 5'000, day("2026-11-20"), PersonalText("WHT/77")}));
    EXPECT_EQ(to_string(decided->events[0].effective_at), "2026-11-19T23:00:00.000000Z");
    EXPECT_EQ(amount_due_of(scenario.invoice(id(30))), 102'500);
    const auto today = scenario.when(RecordWithholdingTax{id(30), id(71), 102'500, {}, {}});
    ASSERT_TRUE(today);
    EXPECT_EQ(the<WithholdingTaxRecorded>(*today).withheld_on, day("2026-11-23"));
    EXPECT_EQ(today->events[0].effective_at, Scenario::now);
    EXPECT_EQ(amount_due_of(scenario.invoice(id(30))), 0);
}

TEST(RecordVatWithheld, IsNeverMoreInAllThanTheInvoicesVat) {
    auto scenario = invoiced();
    EXPECT_EQ(scenario.refusal_of(RecordVatWithheld{id(30), id(70), 7'501, {}, {}}), RejectionCode::amount_exceeds_vat);
    const auto decided = scenario.when(RecordVatWithheld{id(30), id(70), 5'000, {}, day("2026-11-10")});
    ASSERT_TRUE(decided);
    EXPECT_EQ(names_of(*decided), Names{"vat_withheld_recorded"});
    EXPECT_EQ(the<VatWithheldRecorded>(*decided).amount, 5'000);
    EXPECT_EQ(to_string(decided->events[0].effective_at), "2026-11-09T23:00:00.000000Z");
    EXPECT_EQ(scenario.refusal_of(RecordVatWithheld{id(30), id(71), 2'501, {}, {}}), RejectionCode::amount_exceeds_vat);
    ASSERT_TRUE(scenario.when(RecordWithholdingTax{id(30), id(72), 7'500, {}, {}})) << "the other tax does not count";
    ASSERT_TRUE(scenario.when(RecordVatWithheld{id(30), id(71), 2'500, {}, {}}));
    ASSERT_TRUE(scenario.when(ReverseWithholding{id(30), id(70), {}}));
    EXPECT_TRUE(scenario.when(RecordVatWithheld{id(30), id(73), 5'000, {}, {}})) << "what is reversed is free again";
}

template <class Record>
void expect_refusals() {
    auto scenario = invoiced();
    const auto record = [](int invoice, std::int64_t amount, std::optional<Date> on = {}) {
        return Record{id(invoice), id(70), amount, {}, on};
    };
    EXPECT_EQ(scenario.refusal_of(record(31, 1)), RejectionCode::invoice_not_found);
    EXPECT_EQ(scenario.refusal_of(record(30, 0)), RejectionCode::invalid_fields);
    EXPECT_EQ(scenario.refusal_of(record(30, -1)), RejectionCode::invalid_fields);
    EXPECT_EQ(scenario.refusal_of(record(30, 1, day("2026-11-09"))), RejectionCode::invalid_fields);
    EXPECT_EQ(scenario.refusal_of(record(30, 1, day("2026-11-24"))), RejectionCode::invalid_fields);
    EXPECT_EQ(scenario.refusal_of(Record{id(30), id(70), 1, PersonalText(std::string(101, 'x')), {}}),
              RejectionCode::invalid_fields);
    EXPECT_EQ(scenario.refusal_of(record(30, 107'501)), RejectionCode::amount_exceeds_balance);
    EXPECT_EQ(scenario.refusal_of(record(30, 1), 2), RejectionCode::version_conflict);
    EXPECT_TRUE(scenario.when(record(30, 1)));
    EXPECT_EQ(scenario.refusal_of(record(30, 1)), RejectionCode::version_conflict) << "the id is in use";
    EXPECT_TRUE(scenario.when(WriteOffInvoice{id(30), {}, {}}));
    EXPECT_EQ(scenario.refusal_of(Record{id(30), id(71), 1, {}, {}}), RejectionCode::invoice_not_open);
    EXPECT_TRUE(scenario.when(an_invoice(32, {100})));
    EXPECT_TRUE(scenario.when(CancelInvoice{id(32), {}}));
    EXPECT_EQ(scenario.refusal_of(record(32, 1)), RejectionCode::invoice_not_open);
}

TEST(RecordWithholdingTax, RefusesWhatWasNotDueAndDaysThatCannotBe) { expect_refusals<RecordWithholdingTax>(); }
TEST(RecordVatWithheld, RefusesWhatWasNotDueAndDaysThatCannotBe) { expect_refusals<RecordVatWithheld>(); }

TEST(ReverseWithholding, ReopensAPaidInvoiceOnce) {
    auto scenario = invoiced();
    ASSERT_TRUE(scenario.when(RecordVatWithheld{id(30), id(70), 7'500, {}, {}}));
    ASSERT_TRUE(scenario.when(a_payment(40, 100'000, id(30))));
    const auto decided = scenario.when(ReverseWithholding{id(30), id(70), PersonalText("never paid over")});
    ASSERT_TRUE(decided);
    EXPECT_EQ(names_of(*decided), (Names{"withholding_reversed", "invoice_reopened"}));
    EXPECT_EQ(the<WithholdingReversed>(*decided), (WithholdingReversed{id(70), WithholdingKind::vat, Currency::ngn,
                                                                       7'500, PersonalText("never paid over")}));
    EXPECT_EQ(decided->events[0].effective_at, Scenario::now);
    EXPECT_EQ(the<InvoiceReopened>(*decided).amount_due, 7'500);
    EXPECT_EQ(amount_due_of(scenario.invoice(id(30))), 7'500);
}

TEST(ReverseWithholding, OfAnOpenInvoiceReopensNothing) {
    auto scenario = invoiced();
    ASSERT_TRUE(scenario.when(RecordWithholdingTax{id(30), id(70), 5'000, {}, {}}));
    const auto decided = scenario.when(ReverseWithholding{id(30), id(70), {}});
    ASSERT_TRUE(decided);
    EXPECT_EQ(names_of(*decided), Names{"withholding_reversed"});
}

TEST(ReverseWithholding, TakesAWriteOffBackFirst) {
    auto scenario = invoiced();
    ASSERT_TRUE(scenario.when(RecordWithholdingTax{id(30), id(70), 5'000, {}, {}}));
    ASSERT_TRUE(scenario.when(WriteOffInvoice{id(30), {}, {}}));
    const auto decided = scenario.when(ReverseWithholding{id(30), id(70), {}});
    ASSERT_TRUE(decided);
    EXPECT_EQ(names_of(*decided), (Names{"invoice_write_off_reversed", "withholding_reversed", "invoice_reopened"}));
    EXPECT_EQ(the<InvoiceWriteOffReversed>(*decided).amount, 102'500);
    EXPECT_EQ(the<InvoiceReopened>(*decided).amount_due, 107'500);
    EXPECT_EQ(status_of(figures_of(scenario.invoice(id(30)))), InvoiceStatus::open);
}

TEST(ReverseWithholding, KnowsOnlyWhatWasRecordedAndIsNotReversed) {
    auto scenario = invoiced();
    EXPECT_EQ(scenario.refusal_of(ReverseWithholding{id(31), id(70), {}}), RejectionCode::invoice_not_found);
    EXPECT_EQ(scenario.refusal_of(ReverseWithholding{id(30), id(70), {}}), RejectionCode::withholding_not_found);
    ASSERT_TRUE(scenario.when(RecordWithholdingTax{id(30), id(70), 5'000, {}, {}}));
    EXPECT_EQ(scenario.refusal_of(ReverseWithholding{id(30), id(70), PersonalText(std::string(501, 'x'))}),
              RejectionCode::invalid_fields);
    EXPECT_EQ(scenario.refusal_of(ReverseWithholding{id(30), id(70), {}}, 1), RejectionCode::version_conflict);
    ASSERT_TRUE(scenario.when(ReverseWithholding{id(30), id(70), {}}));
    EXPECT_EQ(scenario.refusal_of(ReverseWithholding{id(30), id(70), {}}), RejectionCode::withholding_already_reversed);
}

TEST(InvoiceStatus, IsTheFirstThatMatches) {
    const std::pair<InvoiceFigures, InvoiceStatus> cases[] = {
        {{.draft = true, .total = 100}, InvoiceStatus::draft},
        {{.cancelled = true, .total = 100}, InvoiceStatus::cancelled},
        {{.total = 100, .credited = 20, .allocated = 30, .written_off = 50}, InvoiceStatus::written_off},
        {{.total = 100, .credited = 100}, InvoiceStatus::credited},
        {{.total = 100, .credited = 40, .allocated = 50, .withheld = 10}, InvoiceStatus::paid},
        {{.total = 100, .allocated = 1}, InvoiceStatus::partially_paid},
        {{.total = 100, .withheld = 1}, InvoiceStatus::partially_paid},
        {{.total = 100, .credited = 99}, InvoiceStatus::open},
        {{.total = 100}, InvoiceStatus::open}};
    for (const auto& [figures, status] : cases) EXPECT_EQ(status_of(figures), status) << to_string(status);
    EXPECT_EQ(amount_due_of(InvoiceFigures{.draft = true, .total = 100}), 0);
    EXPECT_EQ(amount_due_of(InvoiceFigures{.cancelled = true, .total = 100}), 0);
    EXPECT_EQ(amount_due_of(InvoiceFigures{.total = 100, .credited = 1, .allocated = 2, .withheld = 3}), 94);
}

}  // namespace

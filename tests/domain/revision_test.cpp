// SPDX-License-Identifier: Apache-2.0
// Revising an issued document that nothing has moved, and writing off what will not be paid.
#include <gtest/gtest.h>

#include "tests/domain/scenario.hpp"

using namespace suoledger::domain;
using Names = std::vector<std::string_view>;

namespace {

ReviseInvoice a_revision(int number, std::vector<std::int64_t> prices) {
    ReviseInvoice command;
    command.invoice_id = id(number);
    command.lines = an_invoice(number, std::move(prices)).lines;
    return command;
}

TEST(ReviseInvoice, ReplacesTheDocumentAndKeepsWhoseItIs) {
    auto scenario = shop();
    auto issue = an_invoice(30, {105'000});
    issue.issued_on = day("2020-01-31");
    issue.currency = Currency::usd;
    ASSERT_TRUE(scenario.when(issue));
    ChangeBusinessProfile renamed;
    renamed.name = "Ada & Daughters";
    renamed.invoice_format = NumberFormat{"A-", 3};
    ASSERT_TRUE(scenario.when(renamed));
    auto command = a_revision(30, {210'000});
    command.due_on = day("2020-02-28");
    command.notes = PersonalText("corrected");
    const auto decided = scenario.when(command);
    ASSERT_TRUE(decided);
    EXPECT_EQ(names_of(*decided), Names{"invoice_revised"});
    const auto& revised = the<InvoiceRevised>(*decided);
    EXPECT_EQ(revised.revision, 2);
    EXPECT_EQ(revised.replaced, (InvoiceTotals{100'000, 5'000, 105'000}));
    EXPECT_EQ(revised.document.totals, (InvoiceTotals{200'000, 10'000, 210'000})) << "the rule of the issue date";
    EXPECT_EQ(revised.document.issued_on, day("2020-01-31"));
    EXPECT_EQ(revised.document.currency, Currency::usd);
    EXPECT_EQ(revised.document.customer, id(20));
    EXPECT_EQ(revised.document.seller.name, "Ada & Daughters");
    EXPECT_EQ(revised.document.number_format, (NumberFormat{"INV-", 6})) << "the number is printed as before";
    EXPECT_EQ(revised.document.notes.value, "corrected");
    EXPECT_EQ(decided->events[0].effective_at, Scenario::now) << "a correction takes its own date";
    EXPECT_EQ(series_of(decided->events[0].event), Series::none);
    EXPECT_EQ(amount_due_of(scenario.invoice(id(30))), 210'000);
    const auto again = scenario.when(a_revision(30, {1'000}));
    ASSERT_TRUE(again);
    EXPECT_EQ(the<InvoiceRevised>(*again).revision, 3);
    EXPECT_EQ(the<InvoiceRevised>(*again).replaced.total, 210'000);
    EXPECT_EQ(the<InvoiceRevised>(*again).document.due_on, std::nullopt);
}

TEST(ReviseInvoice, RefusesWhatAnythingHasMoved) {
    const Command movements[] = {a_payment(40, 1, id(30)), IssueCreditNote{id(30), id(60), {{0, 1}}, {}, {}},
                                 RecordWithholdingTax{id(30), id(70), 1, {}, {}}, WriteOffInvoice{id(30), {}, {}}};
    for (const Command& movement : movements) {
        auto scenario = shop();
        ASSERT_TRUE(scenario.when(an_invoice(30, {100})));
        ASSERT_TRUE(scenario.when(movement));
        EXPECT_EQ(scenario.refusal_of(a_revision(30, {200})), RejectionCode::invoice_has_movements);
        EXPECT_EQ(scenario.refusal_of(CancelInvoice{id(30), {}}), RejectionCode::invoice_has_movements);
    }
}

TEST(ReviseInvoice, IsPossibleAgainWhenTheMovementsAreTakenBack) {
    auto scenario = shop();
    ASSERT_TRUE(scenario.when(an_invoice(30, {100})));
    ASSERT_TRUE(scenario.when(a_payment(40, 100, id(30))));
    ASSERT_TRUE(scenario.when(DeallocatePayment{id(40), id(30), {}}));
    EXPECT_TRUE(scenario.when(a_revision(30, {200})));
}

TEST(ReviseInvoice, RefusesWhatNoInvoiceMaySay) {
    auto scenario = shop();
    EXPECT_EQ(scenario.refusal_of(a_revision(30, {100})), RejectionCode::invoice_not_found);
    ASSERT_TRUE(scenario.when(an_invoice(30, {100})));
    EXPECT_EQ(scenario.refusal_of(a_revision(30, {})), RejectionCode::invalid_fields);
    EXPECT_EQ(scenario.refusal_of(a_revision(30, {0})), RejectionCode::total_is_zero);
    EXPECT_EQ(scenario.refusal_of(a_revision(30, {max_command_total_minor_units, 1})), RejectionCode::total_too_large);
    auto early = a_revision(30, {100});
    early.due_on = day("2026-11-22");
    EXPECT_EQ(scenario.refusal_of(early), RejectionCode::invalid_fields);
    EXPECT_EQ(scenario.refusal_of(a_revision(30, {100}), 5), RejectionCode::version_conflict);
    ASSERT_TRUE(scenario.when(CancelInvoice{id(30), {}}));
    EXPECT_EQ(scenario.refusal_of(a_revision(30, {100})), RejectionCode::invoice_not_open);
}

TEST(WriteOffInvoice, TakesAllThatIsDue) {
    auto scenario = shop();
    auto issue = an_invoice(30, {100'000});
    issue.issued_on = day("2026-11-10");
    ASSERT_TRUE(scenario.when(issue));
    ASSERT_TRUE(scenario.when(a_payment(40, 40'000, id(30))));
    const auto decided = scenario.when(WriteOffInvoice{id(30), PersonalText("moved away"), day("2026-11-20")});
    ASSERT_TRUE(decided);
    EXPECT_EQ(names_of(*decided), Names{"invoice_written_off"});
    EXPECT_EQ(the<InvoiceWrittenOff>(*decided).amount, 60'000);
    EXPECT_EQ(the<InvoiceWrittenOff>(*decided).reason.value, "moved away");
    EXPECT_EQ(the<InvoiceWrittenOff>(*decided).written_off_on, day("2026-11-20"));
    EXPECT_EQ(to_string(decided->events[0].effective_at), "2026-11-19T23:00:00.000000Z");
    EXPECT_EQ(decided->events[0].keys.record, a_customer(20).record_key);
    EXPECT_EQ(amount_due_of(scenario.invoice(id(30))), 0);
}

TEST(WriteOffInvoice, IsOfTodayWithoutADate) {
    auto scenario = shop();
    ASSERT_TRUE(scenario.when(an_invoice(30, {100})));
    const auto decided = scenario.when(WriteOffInvoice{id(30), {}, {}});
    ASSERT_TRUE(decided);
    EXPECT_EQ(the<InvoiceWrittenOff>(*decided).written_off_on, day("2026-11-23"));
    EXPECT_EQ(decided->events[0].effective_at, Scenario::now);
}

TEST(WriteOffInvoice, RefusesWhatIsNotDueOrNotThere) {
    auto scenario = shop();
    EXPECT_EQ(scenario.refusal_of(WriteOffInvoice{id(30), {}, {}}), RejectionCode::invoice_not_found);
    ASSERT_TRUE(scenario.when(an_invoice(30, {100})));
    EXPECT_EQ(scenario.refusal_of(WriteOffInvoice{id(30), {}, day("2026-11-22")}), RejectionCode::invalid_fields);
    EXPECT_EQ(scenario.refusal_of(WriteOffInvoice{id(30), {}, day("2026-11-24")}), RejectionCode::invalid_fields);
    EXPECT_EQ(scenario.refusal_of(WriteOffInvoice{id(30), PersonalText(std::string(501, 'x')), {}}),
              RejectionCode::invalid_fields);
    EXPECT_EQ(scenario.refusal_of(WriteOffInvoice{id(30), {}, {}}, 2), RejectionCode::version_conflict);
    ASSERT_TRUE(scenario.when(WriteOffInvoice{id(30), {}, {}}));
    EXPECT_EQ(scenario.refusal_of(WriteOffInvoice{id(30), {}, {}}), RejectionCode::invoice_not_open);
    ASSERT_TRUE(scenario.when(an_invoice(31, {100})));
    ASSERT_TRUE(scenario.when(a_payment(40, 100, id(31))));
    EXPECT_EQ(scenario.refusal_of(WriteOffInvoice{id(31), {}, {}}), RejectionCode::nothing_to_write_off);
    ASSERT_TRUE(scenario.when(an_invoice(32, {100})));
    ASSERT_TRUE(scenario.when(CancelInvoice{id(32), {}}));
    EXPECT_EQ(scenario.refusal_of(WriteOffInvoice{id(32), {}, {}}), RejectionCode::invoice_not_open);
}

}  // namespace

// SPDX-License-Identifier: Apache-2.0
// What the business spends: recorded, corrected as a whole, voided; each takes back what it replaces.
#include <gtest/gtest.h>

#include "tests/domain/scenario.hpp"

using namespace suoledger::domain;
using Pointers = std::set<std::string>;
using Postings = std::vector<Posting>;

namespace {

RecordExpense an_expense(int number, std::int64_t amount, std::int64_t vat = 0) {
    RecordExpense command;
    command.expense_id = id(number);
    command.figures.amount = amount;
    command.figures.vat = vat;
    command.figures.category = ExpenseCategory::fuel_and_power;
    command.description = PersonalText("Diesel");
    return command;
}
CorrectExpense a_correction(int number) { return {.expense_id = id(number)}; }

TEST(RecordExpense, RecordsWhatWasSpentAndOnWhichDay) {
    Scenario scenario = shop();
    auto command = an_expense(50, 10'750, 750);
    command.supplier = PersonalText("Musa Oil");
    command.spent_on = day("2026-11-01");
    const auto decided = scenario.when(command);
    ASSERT_TRUE(decided);
    ASSERT_EQ(decided->events.size(), 1U);
    EXPECT_EQ(the<ExpenseRecorded>(*decided),
              (ExpenseRecorded{{command.figures, command.description, command.supplier, day("2026-11-01")}, true}));
    EXPECT_EQ(decided->events[0].effective_at, instant("2026-10-31T23:00:00Z")) << "midnight in Lagos";
    EXPECT_EQ(decided->events[0].keys.business, id(9));
    EXPECT_EQ(decided->target, (StreamId{Scenario::tenant, StreamType::expense, id(50)}));
    EXPECT_EQ(decided->reply_key, id(9));
    const auto today = scenario.when(an_expense(51, 1));
    ASSERT_TRUE(today);
    EXPECT_EQ(today->events[0].effective_at, Scenario::now);
}

TEST(RecordExpense, ClaimsNoMoreVatThanTheAmountContains) {
    Scenario scenario = shop();
    EXPECT_TRUE(scenario.when(an_expense(50, 10'750, 750)));
    EXPECT_EQ(scenario.wrong_fields_of(an_expense(51, 10'750, 751)), Pointers{"/vat"});
    auto old = an_expense(51, 10'500, 500);
    old.spent_on = day("2019-06-01");
    EXPECT_TRUE(scenario.when(old)) << "5 % in 2019";
    old = an_expense(52, 10'500, 501);
    old.spent_on = day("2019-06-01");
    EXPECT_EQ(scenario.wrong_fields_of(old), Pointers{"/vat"});
    old.spent_on = day("1993-12-31");
    old.figures.vat = 1;
    EXPECT_EQ(scenario.wrong_fields_of(old), Pointers{"/vat"}) << "there was no VAT";
}

TEST(RecordExpense, ClaimsNothingForABusinessThatIsNotRegistered) {
    Scenario scenario = shop();
    ASSERT_TRUE(scenario.when(ChangeTaxProfile{.vat_registered = false, .tax_id = {}}));
    EXPECT_EQ(scenario.wrong_fields_of(an_expense(50, 10'750, 1)), Pointers{"/vat"});
    EXPECT_TRUE(scenario.when(an_expense(50, 10'750)));
}

TEST(RecordExpense, SaysWhatItRefuses) {
    Scenario scenario = shop();
    auto command = an_expense(50, 0, -1);
    command.figures.method = PaymentMethod::provider;
    command.description = {};
    command.supplier = text_of_length(201);
    command.spent_on = day("2026-11-24");
    EXPECT_EQ(scenario.wrong_fields_of(command),
              (Pointers{"/amount", "/vat", "/method", "/description", "/supplier", "/spent_on"}));
    EXPECT_EQ(scenario.wrong_fields_of(an_expense(50, max_command_total_minor_units + 1)), Pointers{"/amount"});
    EXPECT_EQ(scenario.refusal_of(an_expense(50, 1), 1), RejectionCode::version_conflict);
    ASSERT_TRUE(scenario.when(an_expense(50, 1), 0));
    EXPECT_EQ(scenario.refusal_of(an_expense(50, 1)), RejectionCode::version_conflict) << "that id is in use";
    Scenario empty;
    EXPECT_EQ(empty.refusal_of(an_expense(50, 1)), RejectionCode::business_not_found);
}

TEST(CorrectExpense, KeepsWhatIsNotGivenAndTakesTheOldFiguresBack) {
    Scenario scenario = shop();
    auto command = an_expense(50, 10'750, 750);
    command.supplier = PersonalText("Musa Oil");
    command.spent_on = day("2026-11-01");
    ASSERT_TRUE(scenario.when(command));
    auto correction = a_correction(50);
    correction.amount = 21'500;
    correction.method = PaymentMethod::cash;
    correction.supplier = PersonalText();
    const auto decided = scenario.when(correction);
    ASSERT_TRUE(decided);
    const auto& corrected = the<ExpenseCorrected>(*decided);
    EXPECT_EQ(corrected.replaced, command.figures);
    EXPECT_EQ(corrected.facts.figures,
              (ExpenseFigures{Currency::ngn, 21'500, 750, ExpenseCategory::fuel_and_power, PaymentMethod::cash}));
    EXPECT_EQ(corrected.facts.description, PersonalText("Diesel"));
    EXPECT_TRUE(corrected.facts.supplier.is_absent());
    EXPECT_EQ(corrected.facts.spent_on, day("2026-11-01"));
    EXPECT_EQ(decided->events[0].effective_at, Scenario::now) << "a correction takes its own date";
    EXPECT_EQ(postings_of(decided->events[0].event).postings, (Postings{{1000, 10'750, 0},
                                                                        {5120, 0, 10'000},
                                                                        {1210, 0, 750},
                                                                        {5120, 20'750, 0},
                                                                        {1210, 750, 0},
                                                                        {1010, 0, 21'500}}));
}

TEST(CorrectExpense, MayChangeNothingButMustNameSomething) {
    Scenario scenario = shop();
    ASSERT_TRUE(scenario.when(an_expense(50, 100)));
    EXPECT_EQ(scenario.wrong_fields_of(a_correction(50)), Pointers{""});
    auto correction = a_correction(50);
    correction.amount = 100;
    EXPECT_TRUE(scenario.when(correction));
}

TEST(CorrectExpense, ChecksTheFiguresAsTheyEndUp) {
    Scenario scenario = shop();
    ASSERT_TRUE(scenario.when(an_expense(50, 10'750, 750)));
    auto correction = a_correction(50);
    correction.amount = 10'000;
    EXPECT_EQ(scenario.wrong_fields_of(correction), Pointers{"/vat"}) << "10 000 do not contain 750";
    correction.vat = 698;
    EXPECT_TRUE(scenario.when(correction));
}

TEST(CorrectExpense, KeepsTheClaimOfABusinessThatWasRegisteredThen) {
    Scenario scenario = shop();
    ASSERT_TRUE(scenario.when(an_expense(50, 10'750, 750)));
    ASSERT_TRUE(scenario.when(ChangeTaxProfile{.vat_registered = false, .tax_id = {}}));
    auto correction = a_correction(50);
    correction.amount = 21'500;
    EXPECT_TRUE(scenario.when(correction));
    correction.vat = 751;
    EXPECT_EQ(scenario.wrong_fields_of(correction), Pointers{"/vat"}) << "it may not claim more now";
}

TEST(CorrectExpense, SaysWhatItRefuses) {
    Scenario scenario = shop();
    ASSERT_TRUE(scenario.when(an_expense(50, 100)));
    auto correction = a_correction(50);
    correction.amount = 0;
    correction.vat = -1;
    correction.method = PaymentMethod::provider;
    correction.description = PersonalText();
    correction.supplier = PersonalText("");
    correction.spent_on = day("2026-11-24");
    EXPECT_EQ(scenario.wrong_fields_of(correction),
              (Pointers{"/amount", "/vat", "/method", "/description", "/supplier", "/spent_on"}));
    correction = a_correction(50);
    correction.amount = 5;
    EXPECT_EQ(scenario.refusal_of(correction, 7), RejectionCode::version_conflict);
    correction.expense_id = id(51);
    EXPECT_EQ(scenario.refusal_of(correction), RejectionCode::expense_not_found);
    Scenario empty;
    EXPECT_EQ(empty.refusal_of(correction), RejectionCode::business_not_found);
}

TEST(VoidExpense, TakesTheExpenseBackOnce) {
    Scenario scenario = shop();
    ASSERT_TRUE(scenario.when(an_expense(50, 10'750, 750)));
    EXPECT_EQ(scenario.wrong_fields_of(VoidExpense{id(50), text_of_length(501)}), Pointers{"/reason"});
    EXPECT_EQ(scenario.refusal_of(VoidExpense{id(50), {}}, 7), RejectionCode::version_conflict);
    EXPECT_EQ(scenario.refusal_of(VoidExpense{id(51), {}}), RejectionCode::expense_not_found);
    const auto decided = scenario.when(VoidExpense{id(50), PersonalText("entered twice")});
    ASSERT_TRUE(decided);
    EXPECT_EQ(the<ExpenseVoided>(*decided),
              (ExpenseVoided{an_expense(50, 10'750, 750).figures, PersonalText("entered twice")}));
    EXPECT_EQ(decided->events[0].effective_at, Scenario::now);
    for (const AccountCode account : {1000, 1210, 5120}) EXPECT_EQ(balance_of(scenario, account), 0) << account;
    EXPECT_EQ(scenario.refusal_of(VoidExpense{id(50), {}}), RejectionCode::expense_is_void);
    auto correction = a_correction(50);
    correction.amount = 5;
    EXPECT_EQ(scenario.refusal_of(correction), RejectionCode::expense_is_void);
}

}  // namespace

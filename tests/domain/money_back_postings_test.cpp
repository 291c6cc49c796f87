// SPDX-License-Identifier: Apache-2.0
// The postings of refunds, disputes and expenses (DOMAIN §6).
#include <gtest/gtest.h>

#include "tests/domain/scenario.hpp"

using namespace suoledger::domain;
using Postings = std::vector<Posting>;

namespace {

constexpr std::pair<PaymentMethod, AccountCode> accounts_of_methods[] = {{PaymentMethod::bank_transfer, 1000},
                                                                         {PaymentMethod::card, 1000},
                                                                         {PaymentMethod::pos, 1000},
                                                                         {PaymentMethod::cash, 1010},
                                                                         {PaymentMethod::provider, 1050}};

TEST(Journal, PostsNothingUntilARefundIsSettled) {
    EXPECT_TRUE(postings_of(RefundRequested{id(70), Currency::ngn, 100, {}, 100}).postings.empty());
    EXPECT_TRUE(postings_of(RefundFailed{id(70), Currency::ngn, 100, {}}).postings.empty());
}

TEST(Journal, TakesARefundFromCreditsAndWhereTheMoneyIs) {
    RefundSettled event{.amount = 100, .fee = 7};
    for (const auto& [method, account] : accounts_of_methods) {
        event.method = method;
        EXPECT_EQ(postings_of(event).postings, (Postings{{2200, 100, 0}, {6110, 7, 0}, {account, 0, 107}}))
            << to_string(method);
    }
    event = {.currency = Currency::usd, .amount = 100, .overdrawn = 30};
    EXPECT_EQ(postings_of(event).postings, (Postings{{2200, 70, 0}, {1150, 30, 0}, {1000, 0, 100}}));
    EXPECT_EQ(postings_of(event).currency, Currency::usd);
}

TEST(Journal, MovesWhatADisputeHoldsBackThereAndBack) {
    for (const auto& [method, account] : accounts_of_methods) {
        EXPECT_EQ(postings_of(ChargebackOpened{.amount = 100, .amount_taken = 40, .method = method}).postings,
                  (Postings{{1060, 40, 0}, {account, 0, 40}}))
            << to_string(method);
        EXPECT_EQ(postings_of(ChargebackWon{.amount_taken = 40, .method = method}).postings,
                  (Postings{{account, 40, 0}, {1060, 0, 40}}))
            << to_string(method);
    }
    EXPECT_TRUE(postings_of(ChargebackOpened{.amount = 100}).postings.empty());
    EXPECT_TRUE(postings_of(ChargebackWon{}).postings.empty());
}

TEST(Journal, TakesALostDisputeFromCreditsFirstFromWhatWasHeldBack) {
    ChargebackLost event{.amount = 100, .amount_taken = 40, .fee = 7, .from_reserved = 10, .overdrawn = 25};
    for (const auto& [method, account] : accounts_of_methods) {
        event.method = method;
        EXPECT_EQ(postings_of(event).postings,
                  (Postings{{2200, 75, 0}, {1150, 25, 0}, {6110, 7, 0}, {1060, 0, 40}, {account, 0, 67}}))
            << to_string(method);
    }
    event = {.amount = 100, .amount_taken = 100};
    EXPECT_EQ(postings_of(event).postings, (Postings{{2200, 100, 0}, {1060, 0, 100}}));
}

TEST(Journal, BooksAnExpenseByItsCategoryAndTheVatThatCanBeClaimed) {
    ExpenseFigures figures{Currency::ngn, 10'750, 750, ExpenseCategory::rent, PaymentMethod::cash};
    EXPECT_EQ(postings_of(ExpenseRecorded{{figures, {}, {}, {}}}).postings,
              (Postings{{5100, 10'000, 0}, {1210, 750, 0}, {1010, 0, 10'750}}));
    EXPECT_EQ(postings_of(ExpenseVoided{figures, {}}).postings,
              (Postings{{1010, 10'750, 0}, {5100, 0, 10'000}, {1210, 0, 750}}));
    ExpenseFigures corrected{Currency::ngn, 500, 0, ExpenseCategory::other, PaymentMethod::bank_transfer};
    EXPECT_EQ(postings_of(ExpenseCorrected{{corrected, {}, {}, {}}, figures}).postings,
              (Postings{{1010, 10'750, 0}, {5100, 0, 10'000}, {1210, 0, 750}, {5900, 500, 0}, {1000, 0, 500}}));
}

TEST(Journal, HasAnAccountForEveryCategoryOfExpense) {
    for (const ExpenseCategory category : expense_categories()) {
        ASSERT_NE(find_account(account_of(category)), nullptr) << to_string(category);
        EXPECT_EQ(account_of(category) / 1000, 5) << to_string(category);
        EXPECT_EQ(parse_expense_category(to_string(category)), category);
    }
}

}  // namespace

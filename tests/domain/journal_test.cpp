// SPDX-License-Identifier: Apache-2.0
// The postings of each event, and the chart they are made in.
#include <set>

#include <gtest/gtest.h>

#include "tests/domain/scenario.hpp"

using namespace suoledger::domain;
using Postings = std::vector<Posting>;

namespace {

constexpr InvoiceTotals journal_totals{100'000, 7'500, 107'500};

PaymentReceived received(PaymentMethod method, std::int64_t amount, std::int64_t fee) {
    PaymentReceived event;
    event.method = method;
    event.amount = amount;
    event.fee = fee;
    return event;
}

TEST(Journal, PostsAnInvoiceToReceivablesSalesAndVat) {
    InvoiceIssued event;
    event.totals = journal_totals;
    EXPECT_EQ(postings_of(event).postings, (Postings{{1100, 107'500, 0}, {4000, 0, 100'000}, {2100, 0, 7'500}}));
}

TEST(Journal, TakesACancelledInvoiceBackOnTheSameAccounts) {
    EXPECT_EQ(postings_of(InvoiceCancelled{Currency::ngn, journal_totals, {}}).postings,
              (Postings{{4000, 100'000, 0}, {2100, 7'500, 0}, {1100, 0, 107'500}}));
}

TEST(Journal, PostsACreditNoteToSalesReturns) {
    CreditNoteIssued event;
    event.totals = journal_totals;
    EXPECT_EQ(postings_of(event).postings, (Postings{{4900, 100'000, 0}, {2100, 7'500, 0}, {1100, 0, 107'500}}));
}

TEST(Journal, PutsMoneyWhereItsMethodKeepsIt) {
    const std::pair<PaymentMethod, AccountCode> accounts[] = {{PaymentMethod::bank_transfer, 1000},
                                                              {PaymentMethod::card, 1000},
                                                              {PaymentMethod::pos, 1000},
                                                              {PaymentMethod::cash, 1010},
                                                              {PaymentMethod::provider, 1050}};
    for (const auto& [method, account] : accounts)
        EXPECT_EQ(postings_of(received(method, 500, 0)).postings, (Postings{{account, 500, 0}, {2200, 0, 500}}))
            << to_string(method);
}

TEST(Journal, BooksTheFeeApartAndOwesTheCustomerTheWholeAmount) {
    EXPECT_EQ(postings_of(received(PaymentMethod::provider, 10'000, 150)).postings,
              (Postings{{1050, 9'850, 0}, {6100, 150, 0}, {2200, 0, 10'000}}));
}

TEST(Journal, MovesAllocationsBetweenCreditAndReceivablesOnce) {
    EXPECT_EQ(postings_of(PaymentAllocated{id(1), Currency::ngn, 7}).postings, (Postings{{2200, 7, 0}, {1100, 0, 7}}));
    EXPECT_EQ(postings_of(PaymentDeallocated{id(1), Currency::ngn, 7, {}}).postings,
              (Postings{{1100, 7, 0}, {2200, 0, 7}}));
    EXPECT_TRUE(postings_of(PaymentApplied{id(1), 7}).postings.empty()) << "the mirror never posts";
    EXPECT_TRUE(postings_of(PaymentUnapplied{id(1), 7, {}}).postings.empty());
    EXPECT_TRUE(postings_of(InvoiceReopened{7}).postings.empty());
}

TEST(Journal, CarriesTheCurrencyOfTheEventAndLeavesZerosOut) {
    InvoiceIssued event;
    event.currency = Currency::usd;
    event.totals = {500, 0, 500};
    const JournalEntry entry = postings_of(event);
    EXPECT_EQ(entry.currency, Currency::usd);
    EXPECT_EQ(entry.postings, (Postings{{1100, 500, 0}, {4000, 0, 500}}));
}

TEST(ChartOfAccounts, IsInCodeOrderWithUniqueNamesAndFindsItsOwn) {
    std::set<std::string_view> names, hledger_names;
    AccountCode previous = 0;
    for (const Account& account : chart_of_accounts()) {
        EXPECT_GT(account.code, previous);
        previous = account.code;
        EXPECT_TRUE(names.insert(account.name).second) << account.name;
        EXPECT_TRUE(hledger_names.insert(account.hledger_name).second) << account.hledger_name;
        EXPECT_EQ(find_account(account.code), &account);
    }
    EXPECT_EQ(chart_of_accounts().size(), 32U);
    EXPECT_EQ(find_account(5001), nullptr);
}

}  // namespace

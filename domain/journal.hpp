// SPDX-License-Identifier: Apache-2.0
// Double entry: the postings of an event are a pure function of the event (DOMAIN §6).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "domain/event.hpp"

namespace suoledger::domain {

/// Account codes of DOMAIN §6, e.g. 1100.
using AccountCode = std::int32_t;

struct Account {
    AccountCode code;
    std::string_view name;          // "Accounts receivable"
    std::string_view hledger_name;  // "assets:accounts receivable"
};
/// In code order.
std::span<const Account> chart_of_accounts();
/// nullptr for a code that is not in the chart.
const Account* find_account(AccountCode code);
/// One of 5xxx.
AccountCode account_of(ExpenseCategory category);

/// One side is 0, the other > 0.
struct Posting {
    AccountCode account = 0;
    std::int64_t debit = 0;
    std::int64_t credit = 0;
    bool operator==(const Posting&) const = default;
};

struct JournalEntry {
    Currency currency = Currency::ngn;
    std::vector<Posting> postings;  // empty: the event posts nothing; zero amounts are left out
};

/// Debits equal credits, always (I5).
JournalEntry postings_of(const Event& event);

}  // namespace suoledger::domain

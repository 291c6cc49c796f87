// SPDX-License-Identifier: Apache-2.0
// What reports are made of: sums per day, invoices that are still owed, an account's postings by effective date.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "domain/figures.hpp"
#include "domain/journal.hpp"
#include "domain/rates.hpp"
#include "projections/rows.hpp"

namespace suoledger::projections {

/// One cell: what a figure moved on a day, split as domain::Figure says.
struct DaySum {
    domain::Date day;
    std::uint8_t dimension = 0;
    domain::Uuid customer;
    std::int64_t amount = 0, count = 0;
};
/// Where invoices without a due date stand among those that have one: last.
inline constexpr domain::Date no_due_date{std::numeric_limits<std::int32_t>::max()};
struct OpenInvoice {
    domain::Uuid id, customer;
    domain::Currency currency{};
    std::int64_t amount_due = 0;
    domain::Date issued_on;
    std::optional<domain::Date> due_on;
};
/// What is due of all invoices with one due date, or of those without.
struct OwedSum {
    std::optional<domain::Date> due_on;
    std::int64_t amount = 0, count = 0;
};
/// Balances are debit less credit.
struct AccountTurnover {
    std::int64_t opening_balance = 0;  // before the window
    std::int64_t debit = 0, credit = 0, count = 0;
};
/// Filters of one account's postings, by effective date and then by position.
struct AccountFilter {
    domain::Currency currency{};
    domain::AccountCode account = 0;
    domain::Window window;
    std::int64_t after_position = 0;  // of the last entry that was seen; 0: from the beginning
    std::size_t limit = 50;
};
struct AccountEntry {
    JournalRow entry;  // with all its postings
    std::int64_t debit = 0, credit = 0;
    std::int64_t balance = 0;  // after it
};
struct AccountPage {
    AccountTurnover turnover;  // of the whole window
    std::vector<AccountEntry> entries;
    bool more = false;
};

}  // namespace suoledger::projections

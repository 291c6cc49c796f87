// SPDX-License-Identifier: Apache-2.0
// An account's postings in the order of their effective dates.
#include <algorithm>

#include "projections/figure_fields.hpp"
#include "projections/queries.hpp"

namespace suoledger::projections {

namespace {

using domain::Date;
using domain::Uuid;

/// The balance of everything in the keys [from, until) of the account's days.
std::int64_t balance_in(const PinnedRows& rows, const std::string& from, const std::string& until) {
    std::int64_t balance = 0;
    rows.scan(ProjectionId::figures, from, until, [&](std::string_view, std::string_view value) {
        const auto posted = decode_row<Posted>(value);
        balance += posted.debit - posted.credit;
        return true;
    });
    return balance;
}

/// The days of the window on which something was posted to the account.
std::vector<Date> days_of(const PinnedRows& rows, const Uuid& tenant, const AccountFilter& filter, Date from) {
    std::vector<Date> days;
    if (from > filter.window.to) return days;
    const Key prefix = account_prefix(tenant, filter.currency, filter.account);
    const auto range = days_below(prefix, from, filter.window.to);
    rows.scan(ProjectionId::figures, range.from, range.until, [&](std::string_view key, std::string_view) {
        days.push_back(date_in_key(key, prefix.bytes().size()));
        return true;
    });
    return days;
}

/// Visits what each event of a day posted to the account, in the order of the log; false: the visitor wants no more.
template <class Visit>
bool each_posting(RowCursor& figures, const Uuid& tenant, const AccountFilter& filter, Date day, const Visit& visit) {
    Key prefix = currency_prefix(tenant, 'e', filter.currency);
    prefix.with(day);
    bool goes_on = true;
    figures.scan(prefix.bytes(), end_of_prefix(prefix.bytes()), [&](std::string_view key, std::string_view value) {
        const auto lines = decode_row<std::vector<JournalRow::Line>>(value);
        const auto line = std::ranges::find(lines, filter.account, &JournalRow::Line::account);
        goes_on = line == lines.end() || visit(position_in_key(key, prefix.bytes().size()), *line);
        return goes_on;
    });
    return goes_on;
}

/// The first day of the page: that of the entry that was seen last, else that of the window.
struct PageStart {
    Date day;
    std::int64_t balance = 0;  // before that day
    std::int64_t after = 0;    // position of that day
};
PageStart start_of_page(const PinnedRows& rows, const Uuid& tenant, const AccountFilter& filter,
                        std::int64_t opening_balance) {
    const auto seen = find_row<JournalRow>(rows, ProjectionId::journal, Key::of(tenant, 'j', filter.after_position));
    if (!seen || seen->effective_on < filter.window.from) return {filter.window.from, opening_balance, 0};
    const auto whole_days = days_below(account_prefix(tenant, filter.currency, filter.account), filter.window.from,
                                       Date{seen->effective_on.days - 1});
    const auto between =
        whole_days.from < whole_days.until ? balance_in(rows, whole_days.from, whole_days.until) : std::int64_t{0};
    return {seen->effective_on, opening_balance + between, filter.after_position};
}

}  // namespace

AccountTurnover turn_over(const PinnedRows& rows, const Uuid& tenant, const AccountFilter& filter) {
    AccountTurnover turnover;
    const Key prefix = account_prefix(tenant, filter.currency, filter.account);
    const auto window = days_below(prefix, filter.window.from, filter.window.to);
    turnover.opening_balance = balance_in(rows, prefix.bytes(), window.from);
    rows.scan(ProjectionId::figures, window.from, window.until, [&](std::string_view, std::string_view value) {
        const auto posted = decode_row<Posted>(value);
        turnover.debit += posted.debit;
        turnover.credit += posted.credit;
        turnover.count += posted.count;
        return true;
    });
    return turnover;
}

AccountPage list_account(const PinnedRows& rows, const Uuid& tenant, const AccountFilter& filter) {
    AccountPage page;
    page.turnover = turn_over(rows, tenant, filter);
    const auto start = start_of_page(rows, tenant, filter, page.turnover.opening_balance);
    auto balance = start.balance;
    const auto add = [&](std::int64_t position, const JournalRow::Line& line) {
        page.more = page.entries.size() == filter.limit;
        if (page.more) return false;
        balance += line.debit - line.credit;
        page.entries.push_back({row_at<JournalRow>(rows, ProjectionId::journal, Key::of(tenant, 'j', position)),
                                line.debit, line.credit, balance});
        return true;
    };
    const auto figures = rows.cursor(ProjectionId::figures);
    for (const auto day : days_of(rows, tenant, filter, start.day)) {
        const auto seen_until = day == start.day ? start.after : 0;
        const bool goes_on = each_posting(*figures, tenant, filter, day, [&](std::int64_t position, const auto& line) {
            if (position > seen_until) return add(position, line);
            balance += line.debit - line.credit;
            return true;
        });
        if (!goes_on) break;
    }
    return page;
}

}  // namespace suoledger::projections

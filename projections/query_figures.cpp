// SPDX-License-Identifier: Apache-2.0
// An account's postings in the order of their effective dates.
#include <algorithm>

#include "projections/figure_fields.hpp"
#include "projections/queries.hpp"

namespace suoledger::projections {

namespace {

using domain::Date;
using domain::Uuid;

struct AccountDay {
    Date day;
    Posted posted;
};
/// The days of the window on which something was posted to the account.
std::vector<AccountDay> days_of(const PinnedRows& rows, const Uuid& tenant, const AccountFilter& filter) {
    std::vector<AccountDay> days;
    const Key prefix = account_prefix(tenant, filter.currency, filter.account);
    const auto range = days_below(prefix, filter.window.from, filter.window.to);
    rows.scan(ProjectionId::figures, range.from, range.until, [&](std::string_view key, std::string_view value) {
        days.push_back({date_in_key(key, prefix.size()), decode_row<Posted>(value)});
        return true;
    });
    return days;
}

AccountTurnover turnover_of(const PinnedRows& rows, const Uuid& tenant, const AccountFilter& filter,
                            const std::vector<AccountDay>& days) {
    AccountTurnover turnover;
    const Key prefix = account_prefix(tenant, filter.currency, filter.account);
    Key until(prefix);
    until.with(filter.window.from);
    rows.scan(ProjectionId::figures, prefix, until, [&](std::string_view, std::string_view value) {
        const auto posted = decode_row<Posted>(value);
        turnover.opening_balance += posted.debit - posted.credit;
        return true;
    });
    for (const auto& [day, posted] : days) {
        turnover.debit += posted.debit;
        turnover.credit += posted.credit;
        turnover.count += posted.count;
    }
    return turnover;
}

/// Visits what each event of a day posted to the account, in the order of the log, until `visit` returns false.
template <class Visit>
void each_posting(RowCursor& figures, const Uuid& tenant, const AccountFilter& filter, Date day, const Visit& visit) {
    Key prefix = currency_prefix(tenant, 'e', filter.currency);
    prefix.with(day);
    figures.scan(prefix, end_of_prefix(prefix), [&](std::string_view key, std::string_view value) {
        const auto lines = decode_row<std::vector<JournalRow::Line>>(value);
        const auto line = std::ranges::find(lines, filter.account, &JournalRow::Line::account);
        return line == lines.end() || visit(position_in_key(key, prefix.size()), *line);
    });
}

}  // namespace

AccountTurnover turn_over(const PinnedRows& rows, const Uuid& tenant, const AccountFilter& filter) {
    return turnover_of(rows, tenant, filter, days_of(rows, tenant, filter));
}

AccountPage list_account(const PinnedRows& rows, const Uuid& tenant, const AccountFilter& filter) {
    AccountPage page;
    const auto days = days_of(rows, tenant, filter);
    page.turnover = turnover_of(rows, tenant, filter, days);
    auto balance = page.turnover.opening_balance;
    const auto seen = find_row<JournalRow>(rows, ProjectionId::journal, Key::of(tenant, 'j', filter.after_position));
    const auto figures = rows.cursor(ProjectionId::figures);
    for (const auto& [day, posted] : days) {
        if (page.more) break;
        if (seen && day < seen->effective_on) {
            balance += posted.debit - posted.credit;
            continue;
        }
        const auto seen_until = seen && day == seen->effective_on ? filter.after_position : 0;
        auto left = posted.count;
        each_posting(*figures, tenant, filter, day, [&](std::int64_t position, const JournalRow::Line& line) {
            page.more = position > seen_until && page.entries.size() == filter.limit;
            if (page.more) return false;
            balance += line.debit - line.credit;
            if (position > seen_until)
                page.entries.push_back({row_at<JournalRow>(rows, ProjectionId::journal, Key::of(tenant, 'j', position)),
                                        line.debit, line.credit, balance});
            return --left > 0;  // of a rarely used account: what else was posted that day is passed over
        });
    }
    return page;
}

}  // namespace suoledger::projections

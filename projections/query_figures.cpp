// SPDX-License-Identifier: Apache-2.0
// An account's postings in the order of their effective dates.
#include "projections/figure_fields.hpp"
#include "projections/queries.hpp"

namespace suoledger::projections {

namespace {

using domain::Date;
using domain::Uuid;

constexpr std::size_t date_size = 4;

/// The balance of everything in the keys [from, until) of the account's rows of that kind.
std::int64_t balance_in(const PinnedRows& rows, const std::string& from, const std::string& until) {
    std::int64_t balance = 0;
    rows.scan(ProjectionId::figures, from, until, [&](std::string_view, std::string_view value) {
        const auto posted = decode_row<Posted>(value);
        balance += posted.debit - posted.credit;
        return true;
    });
    return balance;
}

/// Where the page begins: behind the entry that was seen last, else at the first day.
struct PageStart {
    std::string key;
    std::int64_t balance = 0;
};
PageStart start_of_page(const PinnedRows& rows, const Uuid& tenant, const AccountFilter& filter,
                        std::int64_t opening_balance) {
    const Key prefix = account_prefix(tenant, 'e', filter.currency, filter.account);
    Key first(prefix);
    first.with(filter.window.from);
    const auto seen = find_row<JournalRow>(rows, ProjectionId::journal, Key::of(tenant, 'j', filter.after_position));
    if (!seen || seen->effective_on < filter.window.from) return {first.bytes(), opening_balance};
    Key behind(prefix);
    behind.with(seen->effective_on).with(filter.after_position + 1);
    Key day(prefix);
    day.with(seen->effective_on);
    const auto whole_days = days_below(account_prefix(tenant, 'a', filter.currency, filter.account), filter.window.from,
                                       Date{seen->effective_on.days - 1});
    const auto before_that_day =
        seen->effective_on > filter.window.from ? balance_in(rows, whole_days.from, whole_days.until) : std::int64_t{0};
    return {behind.bytes(), opening_balance + before_that_day + balance_in(rows, day.bytes(), behind.bytes())};
}

}  // namespace

AccountTurnover turn_over(const PinnedRows& rows, const Uuid& tenant, const AccountFilter& filter) {
    AccountTurnover turnover;
    const Key prefix = account_prefix(tenant, 'a', filter.currency, filter.account);
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
    auto [from, balance] = start_of_page(rows, tenant, filter, page.turnover.opening_balance);
    const Key prefix = account_prefix(tenant, 'e', filter.currency, filter.account);
    const auto until = days_below(prefix, filter.window.from, filter.window.to).until;
    if (from >= until) return page;
    rows.scan(ProjectionId::figures, from, until, [&](std::string_view key, std::string_view value) {
        page.more = page.entries.size() == filter.limit;
        if (page.more) return false;
        const auto posted = decode_row<Posted>(value);
        balance += posted.debit - posted.credit;
        const auto position = position_in_key(key, prefix.bytes().size() + date_size);
        page.entries.push_back({row_at<JournalRow>(rows, ProjectionId::journal, Key::of(tenant, 'j', position)),
                                posted.debit, posted.credit, balance});
        return true;
    });
    return page;
}

}  // namespace suoledger::projections

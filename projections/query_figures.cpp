// SPDX-License-Identifier: Apache-2.0
// Sums over days, cohorts, open invoices, and an account's postings in the order of their effective dates.
#include "projections/figure_fields.hpp"
#include "projections/queries.hpp"

namespace suoledger::projections {

namespace {

using domain::Date;
using domain::Uuid;

constexpr std::size_t date_size = 4, uuid_size = 16;

/// [first key of `from`, first key after `to`) below a prefix.
struct DayRange {
    std::string from, until;
};
DayRange days_below(const Key& prefix, const std::optional<Date>& from, const Date& to) {
    Key first(prefix), last(prefix);
    if (from) first.with(*from);
    last.with(to);
    return {first.bytes(), end_of_prefix(last.bytes())};
}

Date date_in_key(std::string_view key, std::size_t offset) {
    if (key.size() < offset + date_size) throw RowFault("key: the date is missing");
    std::uint32_t days = 0;
    for (std::size_t i = 0; i < date_size; ++i) days = (days << 8) | static_cast<std::uint8_t>(key[offset + i]);
    return {static_cast<std::int32_t>(days ^ 0x8000'0000U)};
}

Uuid uuid_in_key(std::string_view key, std::size_t offset) {
    if (key.size() < offset + uuid_size) throw RowFault("key: the id is missing");
    Uuid id;
    for (std::size_t i = 0; i < uuid_size; ++i) id.bytes[i] = static_cast<std::uint8_t>(key[offset + i]);
    return id;
}

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

std::vector<DaySum> sum_days(const PinnedRows& rows, const Uuid& tenant, domain::Currency currency,
                             domain::Figure figure, const domain::Window& window) {
    std::vector<DaySum> sums;
    const Key prefix = figure_prefix(tenant, currency, figure);
    const std::size_t day_at = prefix.bytes().size();
    const auto days = days_below(prefix, window.from, window.to);
    rows.scan(ProjectionId::figures, days.from, days.until, [&](std::string_view key, std::string_view value) {
        auto& sum = sums.emplace_back(decode_row<DaySum>(value));
        sum.day = date_in_key(key, day_at);
        sum.customer = uuid_in_key(key, day_at + date_size + 1);
        sum.dimension = static_cast<std::uint8_t>(key[day_at + date_size]);
        return true;
    });
    return sums;
}

std::vector<domain::CohortInvoice> list_cohort(const PinnedRows& rows, const Uuid& tenant, domain::Currency currency,
                                               const domain::Window& window) {
    std::vector<domain::CohortInvoice> invoices;
    const auto days = days_below(currency_prefix(tenant, 'c', currency), window.from, window.to);
    rows.scan(ProjectionId::figures, days.from, days.until, [&](std::string_view, std::string_view value) {
        invoices.push_back(decode_row<domain::CohortInvoice>(value));
        return true;
    });
    return invoices;
}

std::vector<OpenInvoice> list_open_invoices(const PinnedRows& rows, const Uuid& tenant, domain::Currency currency) {
    std::vector<OpenInvoice> invoices;
    const Key prefix = currency_prefix(tenant, 'o', currency);
    rows.scan(ProjectionId::figures, prefix.bytes(), end_of_prefix(prefix.bytes()),
              [&](std::string_view, std::string_view value) {
                  invoices.push_back(decode_row<OpenInvoice>(value));
                  return true;
              });
    return invoices;
}

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

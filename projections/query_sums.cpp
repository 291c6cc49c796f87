// SPDX-License-Identifier: Apache-2.0
// Sums over days, cohorts, what is owed.
#include "projections/figure_fields.hpp"
#include "projections/queries.hpp"

namespace suoledger::projections {

namespace {

using domain::Date;
using domain::Uuid;

constexpr std::size_t uuid_size = 16;

Uuid uuid_in_key(std::string_view key, std::size_t offset) {
    if (key.size() < offset + uuid_size) throw RowFault("key: the id is missing");
    Uuid id;
    for (std::size_t i = 0; i < uuid_size; ++i) id.bytes[i] = static_cast<std::uint8_t>(key[offset + i]);
    return id;
}

template <class Row>
std::vector<Row> all_between(RowCursor& figures, const std::string& from, const std::string& until) {
    std::vector<Row> rows;
    figures.scan(from, until, [&](std::string_view, std::string_view value) {
        rows.push_back(decode_row<Row>(value));
        return true;
    });
    return rows;
}

/// What each month's rows say of invoices issued in it.
class CohortCount {
public:
    CohortCount(RowCursor& figures, const Uuid& tenant, domain::Currency currency)
        : figures_(figures), tenant_(tenant), currency_(currency) {}

    void add_invoices(const domain::Window& window) {
        for (const auto& invoice : list_cohort(figures_, tenant_, currency_, window)) cohort_.add(invoice);
    }
    /// From the first day of a month to the last of one.
    void add_months(const domain::Window& months, bool is_all) {
        const bool is_one = domain::month_of(months.from) == months;
        each('q', months, [&](std::string_view, const CohortMonth& month) {
            cohort_.add(month.sums);
            if (is_one && is_all) cohort_.add_customers(month.customers, month.repeat_customers);
        });
        each('h', months, [&](std::string_view key, std::int64_t count) {
            cohort_.add_settled_after(position_in_key(key, key_head_size + 1 + date_size), count);
        });
        if (is_one && is_all) return;
        each('u', months, [&](std::string_view key, std::int64_t count) {
            cohort_.add_invoices_of(uuid_in_key(key, key_head_size + 1 + date_size), count);
        });
    }
    [[nodiscard]] domain::CohortFigures figures() const { return cohort_.figures(); }

private:
    template <class Visit>
    void each(char kind, const domain::Window& months, const Visit& visit) {
        const auto range = days_below(currency_prefix(tenant_, kind, currency_), months.from, months.to);
        using Row = std::conditional_t<std::invocable<Visit, std::string_view, CohortMonth>, CohortMonth, std::int64_t>;
        figures_.scan(range.from, range.until, [&](std::string_view key, std::string_view value) {
            visit(key, decode_row<Row>(value));
            return true;
        });
    }

    RowCursor& figures_;
    const Uuid& tenant_;
    const domain::Currency currency_;
    domain::Cohort cohort_;
};

/// nullopt: there is no whole one.
std::optional<domain::Window> whole_months_in(const domain::Window& window) {
    const auto first = domain::month_of(window.from), last = domain::month_of(window.to);
    const Date from = first.from == window.from ? first.from : Date{first.to.days + 1};
    const Date to = last.to == window.to ? last.to : Date{last.from.days - 1};
    return from < to ? std::optional(domain::Window{from, to}) : std::nullopt;
}

}  // namespace

std::vector<DaySum> sum_days(RowCursor& figures, const Uuid& tenant, domain::Currency currency, domain::Figure figure,
                             const domain::Window& window) {
    std::vector<DaySum> sums;
    const Key prefix = figure_prefix(tenant, currency, figure);
    const std::size_t day_at = prefix.size();
    const auto days = days_below(prefix, window.from, window.to);
    figures.scan(days.from, days.until, [&](std::string_view key, std::string_view value) {
        auto& sum = sums.emplace_back(decode_row<DaySum>(value));
        sum.day = date_in_key(key, day_at);
        sum.customer = uuid_in_key(key, day_at + date_size + 1);
        sum.dimension = static_cast<std::uint8_t>(key[day_at + date_size]);
        return true;
    });
    return sums;
}

std::vector<domain::CohortInvoice> list_cohort(RowCursor& figures, const Uuid& tenant, domain::Currency currency,
                                               const domain::Window& window) {
    const auto days = days_below(currency_prefix(tenant, 'c', currency), window.from, window.to);
    return all_between<domain::CohortInvoice>(figures, days.from, days.until);
}

domain::CohortFigures count_cohort(RowCursor& figures, const Uuid& tenant, domain::Currency currency,
                                   const domain::Window& window) {
    CohortCount count(figures, tenant, currency);
    const auto months = whole_months_in(window);
    if (!months) {
        count.add_invoices(window);
        return count.figures();
    }
    count.add_months(*months, *months == window);
    if (window.from < months->from) count.add_invoices({window.from, Date{months->from.days - 1}});
    if (months->to < window.to) count.add_invoices({Date{months->to.days + 1}, window.to});
    return count.figures();
}

std::vector<OwedSum> list_owed_sums(RowCursor& figures, const Uuid& tenant, domain::Currency currency) {
    const Key prefix = currency_prefix(tenant, 's', currency);
    return all_between<OwedSum>(figures, prefix, end_of_prefix(prefix));
}

}  // namespace suoledger::projections

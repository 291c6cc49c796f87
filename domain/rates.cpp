// SPDX-License-Identifier: Apache-2.0
// Windows and rates.
#include "domain/rates.hpp"

#include <algorithm>
#include <chrono>
#include <limits>
#include <map>

#include "domain/wide_int.hpp"

namespace suoledger::domain {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month;
using std::chrono::year_month_day;

year_month year_month_of(Date day) {
    const year_month_day civil{sys_days{days{day.days}}};
    return {civil.year(), civil.month()};
}
Date date_of(sys_days day) { return {static_cast<std::int32_t>(day.time_since_epoch().count())}; }
Window window_of(year_month month) {
    return {date_of(sys_days{month / 1}), date_of(sys_days{month / std::chrono::last})};
}

std::int64_t divide_half_away_from_zero(WideInt numerator, WideInt denominator) {
    const bool is_negative = numerator < 0;
    const WideInt magnitude = is_negative ? -numerator : numerator;
    const WideInt quotient = (2 * magnitude + denominator) / (2 * denominator);
    // A rate beyond 64 bits is told as the highest there is: nobody reads it as a number.
    const WideInt most = std::numeric_limits<std::int64_t>::max();
    const auto bounded = static_cast<std::int64_t>(std::min(quotient, most));
    return is_negative ? -bounded : bounded;
}

/// How many there are of each value, of `count` in all. Of an even count the mean of the two in the middle: 50
/// hundredths each, so nothing is rounded.
std::int64_t median_hundredths(const std::map<std::int64_t, std::int64_t>& values, std::int64_t count) {
    const auto value_at = [&values](std::int64_t index) {
        auto value = values.begin();
        while (index >= value->second) index -= (value++)->second;
        return value->first;
    };
    const std::int64_t middle = count / 2;
    if (count % 2 == 1) return value_at(middle) * 100;
    return (value_at(middle - 1) + value_at(middle)) * 50;
}

}  // namespace

Window month_of(Date day) { return window_of(year_month_of(day)); }

Window previous_window(const Window& window) {
    const std::int32_t length = window.to.days - window.from.days + 1;
    return {{window.from.days - length}, {window.from.days - 1}};
}

std::vector<Month> months_of(const Window& window) {
    std::vector<Month> months;
    const year_month last = year_month_of(window.to);
    for (year_month month = year_month_of(window.from); month <= last; month += std::chrono::months{1}) {
        const Window whole = window_of(month);
        months.push_back(
            {to_string(whole.from).substr(0, 7), {std::max(whole.from, window.from), std::min(whole.to, window.to)}});
    }
    return months;
}

std::string_view to_string(AgeingBucket bucket) {
    switch (bucket) {
        case AgeingBucket::not_due:
            return "not_due";
        case AgeingBucket::days_1_30:
            return "days_1_30";
        case AgeingBucket::days_31_60:
            return "days_31_60";
        case AgeingBucket::days_61_90:
            return "days_61_90";
        case AgeingBucket::days_over_90:
            return "days_over_90";
    }
    return "";
}

AgeingBucket ageing_bucket_of(std::optional<Date> due_on, Date issued_on, Date today) {
    const std::int32_t days_past = today.days - due_on.value_or(issued_on).days;
    if (days_past <= 0) return AgeingBucket::not_due;
    if (days_past <= 30) return AgeingBucket::days_1_30;
    if (days_past <= 60) return AgeingBucket::days_31_60;
    if (days_past <= 90) return AgeingBucket::days_61_90;
    return AgeingBucket::days_over_90;
}

std::optional<std::int64_t> rate_bps(std::int64_t part, std::int64_t whole) {
    if (whole <= 0) return std::nullopt;
    return divide_half_away_from_zero(WideInt{part} * 10'000, whole);
}

std::optional<std::int64_t> growth_bps(std::int64_t now, std::int64_t before) {
    if (before == 0) return std::nullopt;
    const WideInt magnitude = before < 0 ? -WideInt{before} : WideInt{before};
    return divide_half_away_from_zero((WideInt{now} - before) * 10'000, magnitude);
}

std::optional<CohortShare> share_of(const CohortInvoice& invoice) {
    if (invoice.figures.cancelled) return std::nullopt;
    CohortShare share{{1, 0, invoice.figures.total - invoice.figures.credited, invoice.figures.allocated},
                      invoice.customer,
                      std::nullopt};
    if (invoice.settled_on) {
        share.sums.settled = 1;
        share.days_to_pay = std::max<std::int64_t>(invoice.settled_on->days - invoice.issued_on.days, 0);
    }
    return share;
}

void Cohort::add(const CohortInvoice& invoice) {
    const auto share = share_of(invoice);
    if (!share) return;
    add(share->sums);
    add_invoices_of(share->customer, 1);
    if (share->days_to_pay) add_settled_after(*share->days_to_pay, 1);
}

void Cohort::add(const CohortSums& sums) {
    sums_.invoices += sums.invoices;
    sums_.settled += sums.settled;
    sums_.invoiced += sums.invoiced;
    sums_.collected += sums.collected;
}

void Cohort::add_invoices_of(const Uuid& customer, std::int64_t count) { by_customer_[customer] += count; }

void Cohort::add_customers(std::int64_t customers, std::int64_t repeat_customers) {
    customers_ += customers;
    repeat_customers_ += repeat_customers;
}

void Cohort::add_settled_after(std::int64_t days, std::int64_t count) { by_days_to_pay_[days] += count; }

CohortFigures Cohort::figures() const {
    CohortFigures figures{.invoices = sums_.invoices,
                          .settled = sums_.settled,
                          .invoiced = sums_.invoiced,
                          .collected = sums_.collected,
                          .customers = customers_ + static_cast<std::int64_t>(by_customer_.size()),
                          .repeat_customers = repeat_customers_,
                          .mean_days_to_pay = {},
                          .median_days_to_pay = {}};
    figures.repeat_customers += std::ranges::count_if(by_customer_, [](const auto& entry) { return entry.second > 1; });
    WideInt all_days = 0;
    std::int64_t all = 0;
    for (const auto& [days_to_pay, count] : by_days_to_pay_) {
        all_days += WideInt{days_to_pay} * count;
        all += count;
    }
    if (all == 0) return figures;
    figures.mean_days_to_pay = divide_half_away_from_zero(all_days * 100, all);
    figures.median_days_to_pay = median_hundredths(by_days_to_pay_, all);
    return figures;
}

CohortFigures figures_of(std::span<const CohortInvoice> cohort) {
    Cohort counted;
    for (const CohortInvoice& invoice : cohort) counted.add(invoice);
    return counted.figures();
}

}  // namespace suoledger::domain

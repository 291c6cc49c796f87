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

/// Of an even count the mean of the two in the middle: 50 hundredths each, so nothing is rounded.
std::int64_t median_hundredths(std::vector<std::int64_t>& values) {
    std::ranges::sort(values);
    const std::size_t middle = values.size() / 2;
    if (values.size() % 2 == 1) return values[middle] * 100;
    return (values[middle - 1] + values[middle]) * 50;
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

CohortFigures figures_of(std::span<const CohortInvoice> cohort) {
    CohortFigures sums;
    std::map<Uuid, std::int64_t> by_customer;
    std::vector<std::int64_t> days_to_pay;
    WideInt all_days = 0;
    for (const CohortInvoice& invoice : cohort) {
        if (invoice.figures.cancelled) continue;
        ++sums.invoices;
        sums.invoiced += invoice.figures.total - invoice.figures.credited;
        sums.collected += invoice.figures.allocated;
        ++by_customer[invoice.customer];
        if (!invoice.settled_on) continue;
        ++sums.settled;
        days_to_pay.push_back(std::max<std::int64_t>(invoice.settled_on->days - invoice.issued_on.days, 0));
        all_days += days_to_pay.back();
    }
    sums.customers = static_cast<std::int64_t>(by_customer.size());
    sums.repeat_customers = std::ranges::count_if(by_customer, [](const auto& entry) { return entry.second > 1; });
    if (!days_to_pay.empty()) {
        sums.mean_days_to_pay = divide_half_away_from_zero(all_days * 100, static_cast<WideInt>(days_to_pay.size()));
        sums.median_days_to_pay = median_hundredths(days_to_pay);
    }
    return sums;
}

}  // namespace suoledger::domain

// SPDX-License-Identifier: Apache-2.0
// Accounting years and the end of keeping.
#include "domain/retention.hpp"

#include <chrono>

namespace suoledger::domain {
namespace {

namespace chrono = std::chrono;

chrono::year_month_day day_in(chrono::year year, const YearEnd& end) {
    const chrono::month month(static_cast<unsigned>(end.month));
    const chrono::year_month_day day = year / month / chrono::day(static_cast<unsigned>(end.day));
    return day.ok() ? day : chrono::year_month_day(year / month / chrono::last);
}

}  // namespace

bool is_day_of_year(const YearEnd& end) {
    if (end.month < 1 || end.month > 12 || end.day < 1 || end.day > 31) return false;
    constexpr chrono::year leap(2000);
    return (leap / chrono::month(static_cast<unsigned>(end.month)) / chrono::day(static_cast<unsigned>(end.day))).ok();
}

Date first_day_after_retention(const YearEnd& year_end, Date document_day) {
    const chrono::sys_days document(chrono::days(document_day.days));
    chrono::year year = chrono::year_month_day(document).year();
    if (chrono::sys_days(day_in(year, year_end)) < document) ++year;
    const chrono::sys_days last_kept(day_in(year + chrono::years(years_kept), year_end));
    return Date{static_cast<std::int32_t>((last_kept + chrono::days(1)).time_since_epoch().count())};
}

}  // namespace suoledger::domain

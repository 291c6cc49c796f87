// SPDX-License-Identifier: Apache-2.0
// Amounts, quantities, rates and dates as text.
#include "adapters/pdf/figures_text.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>

namespace suoledger::adapters {
namespace {

constexpr std::string_view minus = "−";
constexpr std::array<std::string_view, 12> months = {"January",   "February", "March",    "April",
                                                     "May",       "June",     "July",     "August",
                                                     "September", "October",  "November", "December"};

/// Of any int64, the smallest included.
std::uint64_t magnitude_of(std::int64_t value) {
    return value < 0 ? ~static_cast<std::uint64_t>(value) + 1 : static_cast<std::uint64_t>(value);
}

std::string grouped(std::uint64_t number) {
    auto digits = std::to_string(number);
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) {
        digits.insert(static_cast<std::size_t>(at), 1, ',');
    }
    return digits;
}

std::string unsigned_amount(domain::Money money) {
    const auto magnitude = magnitude_of(money.minor_units);
    return fmt::format("{}.{:02}", grouped(magnitude / 100), magnitude % 100);
}

std::chrono::year_month_day calendar_day(domain::Date date) {
    return std::chrono::year_month_day{std::chrono::sys_days{std::chrono::days{date.days}}};
}

std::string dated(domain::Date date, std::size_t longest_month) {
    const auto day = calendar_day(date);
    const auto month = months.at(static_cast<unsigned>(day.month()) - 1).substr(0, longest_month);
    return fmt::format("{} {} {}", static_cast<unsigned>(day.day()), month, static_cast<int>(day.year()));
}

}  // namespace

domain::Money opposite_of(domain::Money money) { return domain::subtract({0, money.currency}, money).value_or(money); }

std::string_view currency_sign(domain::Currency currency) { return currency == domain::Currency::ngn ? "₦" : "$"; }

std::string amount_text(domain::Money money) {
    return fmt::format("{}{}", money.minor_units < 0 ? minus : "", unsigned_amount(money));
}

std::string money_text(domain::Money money) {
    return fmt::format("{}{}{}", money.minor_units < 0 ? minus : "", currency_sign(money.currency),
                       unsigned_amount(money));
}

std::string quantity_text(std::int64_t thousandths) {
    const auto magnitude = magnitude_of(thousandths);
    auto text = fmt::format("{}{}.{:03}", thousandths < 0 ? minus : "", grouped(magnitude / 1000), magnitude % 1000);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
}

std::string rate_text(std::int32_t bps) {
    auto text = fmt::format("{}.{:02}", bps / 100, bps % 100);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text + "%";
}

std::string_view treatment_text(domain::VatTreatment treatment) {
    switch (treatment) {
        case domain::VatTreatment::standard:
            return "Standard rate";
        case domain::VatTreatment::zero_rated:
            return "Zero-rated";
        case domain::VatTreatment::exempt:
            return "Exempt";
        case domain::VatTreatment::out_of_scope:
            return "Outside VAT";
    }
    return {};
}

std::string date_text(domain::Date date) { return dated(date, std::string_view::npos); }
std::string day_text(domain::Date date) { return dated(date, 3); }

}  // namespace suoledger::adapters

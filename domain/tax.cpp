// SPDX-License-Identifier: Apache-2.0
// The dated table of Nigerian VAT rates and the rounding of VAT.
#include "domain/tax.hpp"

#include <array>
#include <ranges>

#include "domain/ledger_assert.hpp"

namespace suoledger::domain {
namespace {

constexpr Date day(int year, unsigned month, unsigned day_of_month) {
    const std::chrono::sys_days days{std::chrono::year_month_day{std::chrono::year{year}, std::chrono::month{month},
                                                                 std::chrono::day{day_of_month}}};
    return Date{static_cast<std::int32_t>(days.time_since_epoch().count())};
}

/// Oldest first. A row is added when the law changes and never edited: events name it.
constexpr std::array vat_rules{
    VatRule{"ng-1994-01-01", day(1994, 1, 1), 500, "Value Added Tax Act (Decree No. 102 of 1993), s.4"},
    VatRule{"ng-2020-02-01", day(2020, 2, 1), 750, "Finance Act 2019, s.34"},
    VatRule{"ng-2026-01-01", day(2026, 1, 1), 750, "Nigeria Tax Act 2025, s.148"},
};

}  // namespace

std::string_view to_string(VatTreatment treatment) {
    switch (treatment) {
        case VatTreatment::standard:
            return "standard";
        case VatTreatment::zero_rated:
            return "zero_rated";
        case VatTreatment::exempt:
            return "exempt";
        case VatTreatment::out_of_scope:
            return "out_of_scope";
    }
    return {};
}

std::optional<VatTreatment> parse_vat_treatment(std::string_view text) {
    for (const VatTreatment treatment :
         {VatTreatment::standard, VatTreatment::zero_rated, VatTreatment::exempt, VatTreatment::out_of_scope})
        if (text == to_string(treatment)) return treatment;
    return std::nullopt;
}

std::optional<VatRule> vat_rule_on(Date date) {
    for (const VatRule& rule : vat_rules | std::views::reverse)
        if (rule.effective_from <= date) return rule;
    return std::nullopt;
}

std::int32_t rate_bps_of(const VatRule& rule, VatTreatment treatment) {
    return treatment == VatTreatment::standard ? rule.standard_rate_bps : 0;
}

std::int64_t vat_of(std::int64_t amount, std::int32_t rate_bps, bool prices_include_vat) {
    LEDGER_ASSERT(amount >= 0 && amount <= 1'000'000'000'000);  // 2 · amount · rate stays within 64 bits
    LEDGER_ASSERT(rate_bps >= 0 && rate_bps <= 10'000);
    const std::int64_t rate = rate_bps;
    const std::int64_t whole = prices_include_vat ? 10'000 + rate : 10'000;
    return (2 * amount * rate + whole) / (2 * whole);
}

}  // namespace suoledger::domain

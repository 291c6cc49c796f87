// SPDX-License-Identifier: Apache-2.0
// VAT by dated rules; the rule that was used is frozen into the event (Nigeria Tax Act 2025 ss.148, 149, 186, 187).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "domain/time.hpp"

namespace suoledger::domain {

enum class VatTreatment : std::uint8_t { standard, zero_rated, exempt, out_of_scope };

std::string_view to_string(VatTreatment treatment);
std::optional<VatTreatment> parse_vat_treatment(std::string_view text);

struct VatRule {
    std::string_view rule_set;  // frozen into events, e.g. "ng-2020-02-01"
    Date effective_from;
    std::int32_t standard_rate_bps;
    std::string_view source;
};

/// The rule in force on that day; nullopt before the first one.
std::optional<VatRule> vat_rule_on(Date day);

/// Rate of a treatment under a rule; 0 for all but `standard`.
std::int32_t rate_bps_of(const VatRule& rule, VatTreatment treatment);

/// VAT contained in (inclusive) or on top of (exclusive) `amount`, half-up to the minor unit (DOMAIN §2). 0 ≤ amount ≤
/// 10^12.
std::int64_t vat_of(std::int64_t amount, std::int32_t rate_bps, bool prices_include_vat);

}  // namespace suoledger::domain

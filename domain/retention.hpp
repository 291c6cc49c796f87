// SPDX-License-Identifier: Apache-2.0
// How long the record of a person must be kept: by accounting years (CAMA 2020 s.375; audit margin of our own).
#pragma once

#include <cstdint>
#include <optional>

#include "domain/time.hpp"

namespace suoledger::domain {

/// The last day of a business' accounting year. 29 February stands for the last day of February.
struct YearEnd {
    std::int32_t month = 12, day = 31;
    bool operator==(const YearEnd&) const = default;
};
/// Whether some year has that day.
bool is_day_of_year(const YearEnd& end);

/// Six years of keeping, and twelve months for audits that are opened late.
inline constexpr int years_kept = 6 + 1;

/// The first day on which nothing obliges the business to keep what a document of that day says about a person.
Date first_day_after_retention(const YearEnd& year_end, Date document_day);

}  // namespace suoledger::domain

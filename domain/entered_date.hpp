// SPDX-License-Identifier: Apache-2.0
// Dates that people give for facts they enter late: never in the future, never before what they belong to.
#pragma once

#include <optional>
#include <string>

#include "domain/deciding.hpp"

namespace suoledger::domain {

/// Adds an error unless the date is absent or neither in the future nor before `earliest`.
void check_entered_date(FieldErrors& errors, const std::string& pointer, const std::optional<Date>& date, Date today,
                        const std::optional<Date>& earliest = std::nullopt);
/// When a fact of that day takes effect: now if the day is today, else at its start in the tenant's zone.
Timestamp effective_on(const CommandContext& context, const BusinessState& business, Date date);

}  // namespace suoledger::domain

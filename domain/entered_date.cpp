// SPDX-License-Identifier: Apache-2.0
// Dates that people give for facts they enter late.
#include "domain/entered_date.hpp"

namespace suoledger::domain {

void check_entered_date(FieldErrors& errors, const std::string& pointer, const std::optional<Date>& date, Date today,
                        const std::optional<Date>& earliest) {
    if (!date) return;
    if (*date > today) errors.add(pointer, "must not be in the future");
    if (earliest && *date < *earliest) errors.add(pointer, "is before " + to_string(*earliest));
}

Timestamp effective_on(const CommandContext& context, const BusinessState& business, Date date) {
    return date == date_in(business.zone, context.now) ? context.now : start_of(business.zone, date);
}

}  // namespace suoledger::domain

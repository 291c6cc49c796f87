// SPDX-License-Identifier: Apache-2.0
// Figures as documents print them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "domain/money.hpp"
#include "domain/tax.hpp"
#include "domain/time.hpp"

namespace suoledger::adapters {

/// The smallest amount has no opposite and stays.
domain::Money opposite_of(domain::Money money);
std::string_view currency_sign(domain::Currency currency);  // "₦"
std::string amount_text(domain::Money money);               // "−1,234,567.89"
std::string money_text(domain::Money money);                // "−₦1,234,567.89"
std::string quantity_text(std::int64_t thousandths);        // "1,200", "2.5"
std::string rate_text(std::int32_t bps);                    // "7.5%"
std::string_view treatment_text(domain::VatTreatment treatment);
std::string date_text(domain::Date date);  // "26 November 2026"
std::string day_text(domain::Date date);   // "26 Nov 2026"

/// "One thousand two hundred and five naira, fifty kobo only", as cheques and tax offices have it.
std::string amount_in_words(domain::Money money);

}  // namespace suoledger::adapters

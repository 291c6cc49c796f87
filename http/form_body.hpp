// SPDX-License-Identifier: Apache-2.0
// A form that a browser sent (application/x-www-form-urlencoded): its fields as text, amounts as people write them.
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "domain/money.hpp"
#include "http/message.hpp"

namespace suoledger::http {

using FormFields = std::map<std::string, std::string>;

/// 415 for another type; 400 `form_malformed` for bad encoding, bad UTF-8 and a field that comes twice. Spaces around
/// values are gone.
std::expected<FormFields, Problem> parse_form(const Request& request);
/// "₦90,000.00", "90000", "NGN 90 000.5"; nullopt: it is none, or of another currency.
std::optional<std::int64_t> parse_amount(std::string_view text, domain::Currency currency);
/// A decimal integer of up to 18 digits.
std::optional<std::int64_t> parse_whole(std::string_view text);

}  // namespace suoledger::http

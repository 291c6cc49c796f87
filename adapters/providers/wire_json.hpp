// SPDX-License-Identifier: Apache-2.0
// Reading the JSON of providers, whose types change from message to message; null and absent are the same.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/money.hpp"
#include "domain/time.hpp"

namespace suoledger::adapters {

/// nullopt unless the whole text is one JSON object.
std::optional<boost::json::object> parse_object(std::string_view text);

/// nullptr when absent or null.
const boost::json::value* member(const boost::json::object& object, std::string_view name);
const boost::json::object* object_member(const boost::json::object& object, std::string_view name);
/// Of a string; "" when absent or of another type.
std::string text_member(const boost::json::object& object, std::string_view name);
/// ≥ 0: of a number without a fraction, or of the digits of one.
std::optional<std::int64_t> whole_member(const boost::json::object& object, std::string_view name);
/// Of a number or of a text; "" when absent, neither, or longer than what we keep (100 printable ASCII characters).
std::string id_member(const boost::json::object& object, std::string_view name);
std::optional<domain::Timestamp> moment_member(const boost::json::object& object, std::string_view name);
std::optional<domain::Currency> currency_member(const boost::json::object& object, std::string_view name);
/// Minor units of an amount that is written in whole units with up to two decimals, as number or text.
std::optional<std::int64_t> decimal_member(const boost::json::object& object, std::string_view name);

/// Lower-case [a-z0-9_], every other run of characters as one `_`; "other" for what is longer than `longest`.
std::string plain_word(std::string_view text, std::size_t longest);

}  // namespace suoledger::adapters

// SPDX-License-Identifier: Apache-2.0
// Shapes of text that people give: lengths in characters, phones, e-mail addresses.
#pragma once

#include <cstddef>
#include <string_view>

namespace suoledger::domain {

/// Unicode code points of valid UTF-8.
std::size_t count_characters(std::string_view utf8);
/// E.164: '+', then 8 to 15 digits, the first not 0.
bool is_phone(std::string_view text);
/// One '@' with something on both sides, no space or control character, at most 254 bytes (RFC 5321).
bool is_email(std::string_view text);
/// A word that programs agree on, `payment_reminders`: [a-z][a-z0-9_]{0,39}.
bool is_code_word(std::string_view text);
/// At most so many of a-z, 0-9 and '_'; may be empty.
bool is_code(std::string_view text, std::size_t max_characters);
inline constexpr std::size_t max_foreign_id_characters = 200;
/// 1 to so many printable ASCII characters: names that others give.
bool is_foreign_id(std::string_view text, std::size_t max_characters);

}  // namespace suoledger::domain

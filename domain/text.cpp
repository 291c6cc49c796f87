// SPDX-License-Identifier: Apache-2.0
// Shapes of text that people give.
#include "domain/text.hpp"

#include <algorithm>

#include "domain/text_limits.hpp"

namespace suoledger::domain {

std::size_t count_characters(std::string_view utf8) {
    // Every code point has exactly one byte that is not a continuation (10xxxxxx).
    return static_cast<std::size_t>(
        std::ranges::count_if(utf8, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }));
}

bool is_phone(std::string_view text) {
    if (text.size() < 9 || text.size() > 16 || text[0] != '+' || text[1] == '0') return false;
    return std::ranges::all_of(text.substr(1), [](char digit) { return digit >= '0' && digit <= '9'; });
}

bool is_email(std::string_view text) {
    if (text.size() > max_email_characters || std::ranges::count(text, '@') != 1) return false;
    if (text.front() == '@' || text.back() == '@') return false;
    return std::ranges::none_of(text, [](char byte) {
        const auto code = static_cast<unsigned char>(byte);
        return code <= 0x20U || code == 0x7FU;
    });
}

bool is_code_word(std::string_view text) {
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz";
    return !text.empty() && letters.contains(text.front()) && is_code(text, max_code_word_characters);
}

bool is_code(std::string_view text, std::size_t max_characters) {
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789_";
    return text.size() <= max_characters && text.find_first_not_of(allowed) == std::string_view::npos;
}

bool is_foreign_id(std::string_view text, std::size_t max_characters) {
    if (text.empty() || text.size() > max_characters) return false;
    return std::ranges::all_of(text, [](char character) { return character > ' ' && character < '\x7f'; });
}

}  // namespace suoledger::domain

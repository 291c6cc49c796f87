// SPDX-License-Identifier: Apache-2.0
// Phone numbers to E.164 and e-mail addresses to lower-case NFC.
#include "eventstore/contacts.hpp"

#include <algorithm>
#include <cstdlib>
#include <memory>

#include <utf8proc.h>

namespace suoledger::eventstore {
namespace {

constexpr std::size_t longest_email_bytes = 254;      // RFC 5321 §4.5.3.1.3 less the angle brackets
constexpr std::size_t longest_local_part_bytes = 64;  // RFC 5321 §4.5.3.1.1
constexpr std::size_t shortest_e164_digits = 8;
constexpr std::size_t longest_e164_digits = 15;  // ITU-T E.164
constexpr std::string_view nigeria = "234";

bool is_digit(char character) { return character >= '0' && character <= '9'; }

/// What people and address books put between digits: ASCII separators, no-break spaces, Unicode hyphens, invisible
/// marks.
std::string without_separators(std::string_view text) {
    constexpr std::string_view ascii = " -./()\t";
    constexpr std::string_view wide[] = {"\u00a0", "\u2007", "\u2009", "\u202f", "\u2010", "\u2011", "\u2012",
                                         "\u2013", "\u200b", "\u200e", "\u202a", "\u202c", "\ufeff"};
    std::string out;
    while (!text.empty()) {
        std::size_t skip = ascii.find(text.front()) != std::string_view::npos ? 1 : 0;
        for (const std::string_view mark : wide) {
            if (text.starts_with(mark)) skip = mark.size();
        }
        if (skip == 0) out.push_back(text.front());
        text.remove_prefix(skip == 0 ? 1 : skip);
    }
    return out;
}

bool is_nigerian_mobile(std::string_view national) {
    return national.size() == 10 && national.front() >= '7' && national.front() <= '9';
}

/// Mobile: 10 digits from 7, 8 or 9. Fixed line: area code and number, 8 to 10 digits.
bool is_nigerian(std::string_view national) {
    if (national.empty() || national.front() == '0') return false;
    if (national.front() >= '7' && national.size() >= 9) return is_nigerian_mobile(national);
    return national.size() >= 8 && national.size() <= 10;
}

std::optional<std::string> nigerian(std::string_view national) {
    if (!is_nigerian(national)) return std::nullopt;
    return '+' + std::string(nigeria) + std::string(national);
}

std::optional<std::string> international(std::string_view digits) {
    if (digits.starts_with(nigeria)) {
        digits.remove_prefix(nigeria.size());
        // "+234 0801…" keeps the trunk 0 by mistake.
        if (digits.starts_with('0')) digits.remove_prefix(1);
        return nigerian(digits);
    }
    if (digits.size() < shortest_e164_digits || digits.size() > longest_e164_digits || digits.front() == '0')
        return std::nullopt;
    return '+' + std::string(digits);
}

std::string without_trunk_zero_in_brackets(std::string_view text) {
    std::string out(text);
    if (const auto found = out.find("(0)"); found != std::string::npos) out.erase(found, 3);
    return out;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const auto begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

/// NFC after lower-casing, so that both spellings of one letter meet; nullopt for bad UTF-8.
std::optional<std::string> lower_case_nfc(std::string_view text) {
    utf8proc_uint8_t* raw = nullptr;
    const auto size = utf8proc_map_custom(
        reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()), &raw,
        static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE),
        [](utf8proc_int32_t code_point, void*) { return utf8proc_tolower(code_point); }, nullptr);
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(raw, &std::free);
    if (size < 0) return std::nullopt;
    return std::string(reinterpret_cast<const char*>(raw), static_cast<std::size_t>(size));
}

bool is_plain(char character) {
    const auto byte = static_cast<unsigned char>(character);
    return byte > 0x20 && byte != 0x7f && std::string_view("@,;:<>()[]\\\"").find(character) == std::string_view::npos;
}

bool is_domain(std::string_view domain) {
    if (domain.empty() || domain.find('.') == std::string_view::npos) return false;
    for (std::size_t begin = 0; begin <= domain.size();) {
        const auto end = std::min(domain.find('.', begin), domain.size());
        const auto label = domain.substr(begin, end - begin);
        if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
        begin = end + 1;
    }
    return true;
}

}  // namespace

std::optional<std::string> normalise_phone(std::string_view text) {
    text = trimmed(text);
    std::string digits = without_separators(without_trunk_zero_in_brackets(text));
    const bool plus = digits.starts_with('+');
    if (plus) digits.erase(0, 1);
    if (digits.empty() || !std::all_of(digits.begin(), digits.end(), is_digit)) return std::nullopt;
    if (plus) return international(digits);
    if (digits.starts_with("00")) return international(std::string_view(digits).substr(2));
    if (digits.starts_with('0')) return nigerian(std::string_view(digits).substr(1));
    // Without + only a mobile number is told apart from a typing error.
    if (digits.starts_with(nigeria) && is_nigerian_mobile(std::string_view(digits).substr(nigeria.size())))
        return '+' + digits;
    return is_nigerian_mobile(digits) ? nigerian(digits) : std::nullopt;
}

std::optional<std::string> normalise_email(std::string_view text) {
    auto email = lower_case_nfc(trimmed(text));
    if (!email || email->size() > longest_email_bytes) return std::nullopt;
    const auto at = email->find('@');
    if (at == std::string::npos || at == 0 || at > longest_local_part_bytes) return std::nullopt;
    const std::string_view local = std::string_view(*email).substr(0, at);
    const std::string_view domain = std::string_view(*email).substr(at + 1);
    if (!std::all_of(local.begin(), local.end(), is_plain) || !std::all_of(domain.begin(), domain.end(), is_plain))
        return std::nullopt;
    if (local.front() == '.' || local.back() == '.' || local.find("..") != std::string_view::npos || !is_domain(domain))
        return std::nullopt;
    return email;
}

}  // namespace suoledger::eventstore

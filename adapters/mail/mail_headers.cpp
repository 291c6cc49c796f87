// SPDX-License-Identifier: Apache-2.0
// RFC 5322 and RFC 2047, as much as our own mails need.
#include "adapters/mail/mail_headers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "adapters/providers/signatures.hpp"
#include "eventstore/outbox.hpp"

namespace suoledger::adapters {
namespace {

constexpr std::size_t max_address_bytes = 254, max_local_bytes = 64;
/// Longer lines are folded by encoding them: a line has at most 78 characters, its name among them.
constexpr std::size_t max_plain_bytes = 60;
/// In base64 60 characters; with its frame an encoded word has 72 of the 75 that are allowed.
constexpr std::size_t bytes_of_a_word = 45;

bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

bool is_local_part(std::string_view text) {
    constexpr std::string_view special = "!#$%&'*+-/=?^_`{|}~.";
    return !text.empty() && text.size() <= max_local_bytes && text.front() != '.' && text.back() != '.' &&
           text.find("..") == std::string_view::npos &&
           std::ranges::all_of(text, [&](char c) { return is_letter_or_digit(c) || special.contains(c); });
}

bool is_host_name(std::string_view text) {
    const bool is_framed = text.starts_with('.') || text.starts_with('-') || text.ends_with('.') || text.ends_with('-');
    return !text.empty() && !is_framed && text.find("..") == std::string_view::npos &&
           std::ranges::all_of(text, [](char c) { return is_letter_or_digit(c) || c == '-' || c == '.'; });
}

std::string without_controls(std::string_view text) {
    std::string plain(text);
    std::ranges::replace_if(plain, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; }, ' ');
    return plain;
}

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

/// Each word whole characters: RFC 2047 §5.
std::string encoded_words(std::string_view text) {
    std::string words;
    while (!text.empty()) {
        std::size_t size = std::min(text.size(), bytes_of_a_word);
        while (size < text.size() && size > 1 && is_continuation(text[size])) --size;
        words += fmt::format("{}=?UTF-8?B?{}?=", words.empty() ? "" : "\r\n ", base64(text.substr(0, size)));
        text.remove_prefix(size);
    }
    return words;
}

bool is_plain_text(std::string_view text) {
    return text.size() <= max_plain_bytes && text.find("=?") == std::string_view::npos && !text.starts_with(' ') &&
           !text.ends_with(' ') && std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

/// Words that need no quotes in front of an address.
bool is_plain_name(std::string_view text) {
    return is_plain_text(text) && std::ranges::all_of(text, [](char c) { return is_letter_or_digit(c) || c == ' '; });
}

}  // namespace

bool is_mail_address(std::string_view text) {
    const std::size_t at = text.rfind('@');
    return at != std::string_view::npos && text.size() <= max_address_bytes && is_local_part(text.substr(0, at)) &&
           is_host_name(text.substr(at + 1));
}

std::string header_text(std::string_view text) {
    std::string plain = without_controls(text);
    return is_plain_text(plain) ? plain : encoded_words(plain);
}

std::string mailbox(std::string_view name, std::string_view address) {
    const std::string plain = without_controls(name);
    if (plain.empty()) return fmt::format("<{}>", address);
    // A fold, so that name and address do not make one line that is too long.
    if (!is_plain_name(plain)) return fmt::format("{}\r\n <{}>", encoded_words(plain), address);
    return fmt::format("{}\r\n <{}>", plain, address);
}

std::string mail_date(domain::Timestamp instant) {
    using namespace std::chrono;
    constexpr const char* weekdays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const sys_time<microseconds> time{microseconds{instant.microseconds}};
    const sys_days midnight = floor<days>(time);
    const year_month_day date{midnight};
    const hh_mm_ss clock{floor<seconds>(time - midnight)};
    return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} +0000", weekdays[weekday{midnight}.c_encoding()],
                       static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1],
                       static_cast<int>(date.year()), clock.hours().count(), clock.minutes().count(),
                       clock.seconds().count());
}

std::string message_id_of(const domain::Uuid& outbox_entry, std::string_view host) {
    return fmt::format("{}@{}", domain::to_type_id(eventstore::outbox_prefix, outbox_entry), host);
}

std::optional<domain::Uuid> outbox_entry_of(std::string_view message_id) {
    if (message_id.starts_with('<') && message_id.ends_with('>'))
        message_id = message_id.substr(1, message_id.size() - 2);
    const std::size_t at = message_id.find('@');
    if (at == std::string_view::npos) return std::nullopt;
    return domain::parse_type_id(eventstore::outbox_prefix, message_id.substr(0, at));
}

}  // namespace suoledger::adapters

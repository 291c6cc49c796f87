// SPDX-License-Identifier: Apache-2.0
// Civil dates and RFC 3339, strict in what they read.
#include "domain/time.hpp"

#include <tuple>
#include <utility>

namespace suoledger::domain {
namespace {

constexpr std::int64_t microseconds_per_second = 1'000'000;
constexpr std::int64_t microseconds_per_minute = 60 * microseconds_per_second;
constexpr std::int64_t microseconds_per_day = 24 * 60 * microseconds_per_minute;

std::int64_t floor_divide(std::int64_t value, std::int64_t divisor) {
    const std::int64_t quotient = value / divisor;
    return value % divisor < 0 ? quotient - 1 : quotient;
}

/// Exactly `width` decimal digits from `start`; -1 for anything else.
int parse_digits(std::string_view text, std::size_t start, std::size_t width) {
    if (start + width > text.size()) return -1;
    int value = 0;
    for (std::size_t index = start; index < start + width; ++index) {
        if (text[index] < '0' || text[index] > '9') return -1;
        value = value * 10 + (text[index] - '0');
    }
    return value;
}

bool between(int value, int low, int high) { return value >= low && value <= high; }

void append_padded(std::string& text, std::int64_t value, std::size_t width) {
    const std::string digits = std::to_string(value);
    text.append(digits.size() < width ? width - digits.size() : 0, '0');
    text += digits;
}

/// Microseconds of a fraction that starts with '.', and where it ends; nullopt for none or more than 6 digits.
std::optional<std::pair<std::int64_t, std::size_t>> parse_fraction(std::string_view text, std::size_t start) {
    std::int64_t value = 0;
    std::size_t index = start + 1;
    while (index < text.size() && text[index] >= '0' && text[index] <= '9') {
        value = value * 10 + (text[index] - '0');
        if (++index - start > 7) return std::nullopt;
    }
    if (index == start + 1) return std::nullopt;
    for (std::size_t digits = index - start - 1; digits < 6; ++digits) value *= 10;
    return std::pair{value, index};
}

/// Minutes east of UTC of `Z` or `±hh:mm`, which must be all that is left.
std::optional<int> parse_offset(std::string_view text) {
    if (text == "Z" || text == "z") return 0;
    if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
    const int hours = parse_digits(text, 1, 2);
    const int minutes = parse_digits(text, 4, 2);
    if (!between(hours, 0, 23) || !between(minutes, 0, 59)) return std::nullopt;
    const int offset = hours * 60 + minutes;
    return text[0] == '-' ? -offset : offset;
}

}  // namespace

std::optional<Zone> find_zone(std::string_view name) {
    if (name == "Africa/Lagos") return Zone{"Africa/Lagos", 60};
    if (name == "UTC") return Zone{"UTC", 0};
    return std::nullopt;
}

Date date_in(const Zone& zone, Timestamp instant) {
    const std::int64_t local = instant.microseconds + zone.offset_minutes * microseconds_per_minute;
    return Date{static_cast<std::int32_t>(floor_divide(local, microseconds_per_day))};
}

Timestamp start_of(const Zone& zone, Date date) {
    return Timestamp{date.days * microseconds_per_day - zone.offset_minutes * microseconds_per_minute};
}

std::string to_string(Date date) {
    const std::chrono::year_month_day civil{std::chrono::sys_days{std::chrono::days{date.days}}};
    std::string text;
    append_padded(text, static_cast<int>(civil.year()), 4);
    text += '-';
    append_padded(text, static_cast<unsigned>(civil.month()), 2);
    text += '-';
    append_padded(text, static_cast<unsigned>(civil.day()), 2);
    return text;
}

std::optional<Date> parse_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const int year = parse_digits(text, 0, 4);
    const int month = parse_digits(text, 5, 2);
    const int day = parse_digits(text, 8, 2);
    if (year < 1970 || month < 1 || day < 1) return std::nullopt;
    const std::chrono::year_month_day civil{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                            std::chrono::day{static_cast<unsigned>(day)}};
    if (!civil.ok()) return std::nullopt;
    return Date{static_cast<std::int32_t>(std::chrono::sys_days{civil}.time_since_epoch().count())};
}

std::string to_string(Timestamp instant) {
    const std::int64_t days = floor_divide(instant.microseconds, microseconds_per_day);
    const std::int64_t of_day = instant.microseconds - days * microseconds_per_day;
    const std::int64_t seconds = of_day / microseconds_per_second;
    std::string text = to_string(Date{static_cast<std::int32_t>(days)});
    text += 'T';
    append_padded(text, seconds / 3600, 2);
    text += ':';
    append_padded(text, seconds / 60 % 60, 2);
    text += ':';
    append_padded(text, seconds % 60, 2);
    text += '.';
    append_padded(text, of_day % microseconds_per_second, 6);
    text += 'Z';
    return text;
}

std::optional<Timestamp> parse_timestamp(std::string_view text) {
    if (text.size() < 20 || (text[10] != 'T' && text[10] != 't') || text[13] != ':' || text[16] != ':')
        return std::nullopt;
    const auto date = parse_date(text.substr(0, 10));
    const int hours = parse_digits(text, 11, 2);
    const int minutes = parse_digits(text, 14, 2);
    const int seconds = parse_digits(text, 17, 2);  // no leap seconds: UTC here is POSIX time
    if (!date || !between(hours, 0, 23) || !between(minutes, 0, 59) || !between(seconds, 0, 59)) return std::nullopt;
    std::int64_t fraction = 0;
    std::size_t end = 19;
    if (text[end] == '.') {
        const auto parsed = parse_fraction(text, end);
        if (!parsed) return std::nullopt;
        std::tie(fraction, end) = *parsed;
    }
    const auto offset = parse_offset(text.substr(end));
    if (!offset) return std::nullopt;
    const Timestamp instant{date->days * microseconds_per_day +
                            (hours * 60 + minutes - *offset) * microseconds_per_minute +
                            seconds * microseconds_per_second + fraction};
    // The offset may have carried the instant out of 1970-9999.
    constexpr std::int64_t end_of_9999 = 2'932'897 * microseconds_per_day;
    if (instant.microseconds < 0 || instant.microseconds >= end_of_9999) return std::nullopt;
    return instant;
}

}  // namespace suoledger::domain

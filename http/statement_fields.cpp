// SPDX-License-Identifier: Apache-2.0
// Single fields of a bank statement: records, amounts, dates.
#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <span>
#include <utility>

#include "http/bank_statement.hpp"

namespace suoledger::http {
namespace {

constexpr std::string_view blanks = " \t\r\n\xc2\xa0";  // with the bytes of U+00A0, which no amount or date has
constexpr std::string_view digits = "0123456789";

std::string_view without_blanks(std::string_view text) {
    const std::size_t first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string upper(std::string_view text) {
    std::string result(text);
    for (char& c : result)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return result;
}

bool take_suffix(std::string_view& text, std::string_view suffix) {
    if (!text.ends_with(suffix)) return false;
    text = without_blanks(text.substr(0, text.size() - suffix.size()));
    return true;
}
bool take_prefix(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return false;
    text = without_blanks(text.substr(prefix.size()));
    return true;
}

std::optional<std::int64_t> number_in(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

/// Digits with or without commas, which then stand before every three. nullopt: something else, as 1,50.
std::optional<std::string> whole_digits(std::string_view text) {
    std::string whole;
    const std::size_t first_comma = text.find(',');
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool comma_is_due = first_comma != std::string_view::npos && (text.size() - i) % 4 == 0;
        if (text[i] == ',') {
            if (!comma_is_due || i == 0) return std::nullopt;
            continue;
        }
        if (comma_is_due || digits.find(text[i]) == std::string_view::npos) return std::nullopt;
        whole += text[i];
    }
    if (whole.empty()) return std::nullopt;
    return whole;
}

/// How amounts of it begin, the longest first.
std::span<const std::string_view> signs_of(domain::Currency currency) {
    static constexpr std::array<std::string_view, 3> naira{"NGN", "\xe2\x82\xa6", "N"}, dollar{"USD", "US$", "$"};
    return currency == domain::Currency::ngn ? naira : dollar;
}

/// Where in the text it is.
struct CsvReader {
    std::string_view text;
    char delimiter;
    std::size_t at = 0;
    std::int64_t line = 1;
    bool is_broken = false;

    [[nodiscard]] bool at_end() const { return at >= text.size(); }
    bool take_line_end() {
        if (at_end()) return false;
        const std::size_t before = at;
        if (text[at] == '\r') ++at;
        if (at < text.size() && text[at] == '\n') ++at;
        if (at == before) return false;
        ++line;
        return true;
    }
    std::string quoted() {
        std::string field;
        for (++at; !at_end(); ++at) {
            if (text[at] == '"') {
                if (at + 1 >= text.size() || text[at + 1] != '"') {
                    ++at;
                    return field;
                }
                ++at;
            }
            if (text[at] == '\n') ++line;
            field += text[at];
        }
        is_broken = true;
        return field;
    }
    std::string plain() {
        const std::size_t end = std::min(text.find_first_of(std::string{delimiter, '\r', '\n'}, at), text.size());
        return std::string(text.substr(std::exchange(at, end), end - at));
    }
    CsvRecord record() {
        CsvRecord record{line, {}};
        while (true) {
            const bool is_quoted = !at_end() && text[at] == '"';
            record.fields.push_back(is_quoted ? quoted() : plain());
            if (at_end() || take_line_end()) return record;
            if (text[at] != delimiter) {  // something behind a closing quote
                is_broken = true;
                return record;
            }
            ++at;
        }
    }
};

std::optional<domain::Date> civil_date(std::int64_t year, std::int64_t month, std::int64_t day) {
    if (year < 0 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
    const auto two = [](std::int64_t number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    return domain::parse_date(std::to_string(year) + '-' + two(month) + '-' + two(day));
}

/// By its first three letters, as banks shorten it; the rest must be the rest of the name.
std::optional<std::int64_t> month_named(std::string_view text) {
    constexpr std::array<std::string_view, 12> names{"JANUARY",   "FEBRUARY", "MARCH",    "APRIL",
                                                     "MAY",       "JUNE",     "JULY",     "AUGUST",
                                                     "SEPTEMBER", "OCTOBER",  "NOVEMBER", "DECEMBER"};
    const std::string wanted = upper(text);
    for (std::size_t i = 0; i < names.size(); ++i)
        if (wanted.size() >= 3 && names[i].starts_with(wanted)) return static_cast<std::int64_t>(i + 1);
    return std::nullopt;
}

std::vector<std::string_view> date_parts(std::string_view text) {
    std::vector<std::string_view> parts;
    constexpr std::string_view between = "/-. ,";
    std::size_t at = 0;
    while (parts.size() < 3 && (at = text.find_first_not_of(between, at)) != std::string_view::npos) {
        // A year is followed by a time, if by anything: by a blank or, in ISO's form, by a T.
        std::size_t end = std::min(text.find_first_of("/-. ,:", at), text.size());
        if (parts.size() == 2) end = std::min(text.find_first_not_of(digits, at), text.size());
        parts.push_back(text.substr(at, end - at));
        at = end;
    }
    const std::string_view rest = at == std::string_view::npos ? "" : text.substr(at);
    if (!rest.empty() && rest[0] != ' ' && rest[0] != 'T' && rest[0] != ',') parts.clear();
    return parts;
}

}  // namespace

std::optional<std::vector<CsvRecord>> parse_csv(std::string_view text, char delimiter) {
    CsvReader reader{text, delimiter};
    std::vector<CsvRecord> records;
    while (!reader.at_end()) {
        records.push_back(reader.record());
        if (reader.is_broken) return std::nullopt;
    }
    return records;
}

std::optional<std::int64_t> parse_statement_amount(std::string_view text, domain::Currency currency) {
    const std::string normal = upper(without_blanks(text));
    std::string_view rest = without_blanks(normal);
    bool is_debit = take_suffix(rest, "DR");
    if (!is_debit) take_suffix(rest, "CR");
    if (rest.starts_with('(') && rest.ends_with(')')) {
        is_debit = true;
        rest = without_blanks(rest.substr(1, rest.size() - 2));
    }
    if (take_prefix(rest, "-"))
        is_debit = true;
    else
        take_prefix(rest, "+");
    for (const std::string_view sign : signs_of(currency))
        if (take_prefix(rest, sign)) break;
    if (!is_debit && take_prefix(rest, "-")) is_debit = true;
    const std::size_t point = std::min(rest.find('.'), rest.size());
    const auto whole = whole_digits(rest.substr(0, point));
    std::string_view fraction = point < rest.size() ? rest.substr(point + 1) : std::string_view{};
    const auto exponent = static_cast<std::size_t>(domain::exponent_of(currency));
    while (fraction.size() > exponent && fraction.ends_with('0')) fraction.remove_suffix(1);
    if (!whole || fraction.size() > exponent || fraction.find_first_not_of(digits) != std::string_view::npos)
        return std::nullopt;
    const auto minor = number_in(*whole + std::string(fraction) + std::string(exponent - fraction.size(), '0'));
    if (!minor || *minor > domain::max_command_total_minor_units) return std::nullopt;
    return is_debit ? -*minor : *minor;
}

std::optional<domain::Date> parse_statement_date(std::string_view text, DateOrder order) {
    const std::vector<std::string_view> parts = date_parts(without_blanks(text));
    if (parts.size() != 3) return std::nullopt;
    if (parts[0].size() == 4) {  // 2026-11-23
        const auto year = number_in(parts[0]), month = number_in(parts[1]), day = number_in(parts[2]);
        if (!year || !month || !day) return std::nullopt;
        return civil_date(*year, *month, *day);
    }
    auto year = number_in(parts[2]);
    if (!year || (parts[2].size() != 4 && parts[2].size() != 2)) return std::nullopt;
    if (parts[2].size() == 2) *year += 2000;
    if (const auto month = month_named(parts[1])) {  // 23-Nov-2026
        const auto day = number_in(parts[0]);
        return day ? civil_date(*year, *month, *day) : std::nullopt;
    }
    if (const auto month = month_named(parts[0])) {  // Nov 23, 2026
        const auto day = number_in(parts[1]);
        return day ? civil_date(*year, *month, *day) : std::nullopt;
    }
    const auto first = number_in(parts[0]), second = number_in(parts[1]);
    if (!first || !second) return std::nullopt;
    return order == DateOrder::day_first ? civil_date(*year, *second, *first) : civil_date(*year, *first, *second);
}

}  // namespace suoledger::http

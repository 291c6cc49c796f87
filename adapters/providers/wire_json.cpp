// SPDX-License-Identifier: Apache-2.0
// Tolerant in types, strict in values: what does not fit exactly is taken as not said.
#include "adapters/providers/wire_json.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <charconv>
#include <cmath>

namespace suoledger::adapters {
namespace {

namespace json = boost::json;

constexpr std::int64_t exactly_in_a_double = std::int64_t{1} << 53;

std::optional<std::int64_t> whole_of(std::string_view digits) {
    std::int64_t number = 0;
    const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (fault != std::errc{} || end != digits.data() + digits.size() || digits.starts_with('-')) return std::nullopt;
    return number;
}

/// "1234.5" as 123450.
std::optional<std::int64_t> hundredths_of(std::string_view text) {
    const std::size_t point = text.find('.');
    const std::string_view decimals = point == std::string_view::npos ? "" : text.substr(point + 1);
    if (decimals.size() > 2 || text.ends_with('.')) return std::nullopt;
    std::string digits{text.substr(0, point)};
    if (digits.empty()) return std::nullopt;
    digits.append(decimals).append(2 - decimals.size(), '0');
    return std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; }) ? whole_of(digits) : std::nullopt;
}

}  // namespace

std::optional<json::object> parse_object(std::string_view text) {
    json::error_code error;
    json::value value = json::parse(text, error);
    if (error || !value.is_object()) return std::nullopt;
    return std::move(value.as_object());
}

const json::value* member(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    return value == nullptr || value->is_null() ? nullptr : value;
}

const json::object* object_member(const json::object& object, std::string_view name) {
    const json::value* value = member(object, name);
    return value == nullptr ? nullptr : value->if_object();
}

std::string text_member(const json::object& object, std::string_view name) {
    const json::value* value = member(object, name);
    return value != nullptr && value->is_string() ? std::string{value->get_string()} : std::string{};
}

std::optional<std::int64_t> whole_member(const json::object& object, std::string_view name) {
    const json::value* value = member(object, name);
    if (value == nullptr) return std::nullopt;
    if (const auto* number = value->if_int64()) return *number < 0 ? std::nullopt : std::optional{*number};
    if (const auto* text = value->if_string()) return whole_of(*text);
    // "1e5" and "100.0" are numbers without a fraction too.
    if (const auto* number = value->if_double()) {
        const bool fits = *number >= 0 && *number <= static_cast<double>(exactly_in_a_double);
        if (fits && std::floor(*number) == *number) return static_cast<std::int64_t>(*number);
    }
    return std::nullopt;
}

std::string id_member(const json::object& object, std::string_view name) {
    constexpr std::size_t longest = 100;
    const json::value* value = member(object, name);
    if (value == nullptr) return {};
    if (!value->is_string()) {
        const auto number = whole_member(object, name);
        return number ? std::to_string(*number) : std::string{};
    }
    const std::string text{value->get_string()};
    const bool plain = std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
    return plain && text.size() <= longest ? text : std::string{};
}

std::optional<domain::Timestamp> moment_member(const json::object& object, std::string_view name) {
    return domain::parse_timestamp(text_member(object, name));
}

std::optional<domain::Currency> currency_member(const json::object& object, std::string_view name) {
    return domain::parse_currency(text_member(object, name));
}

std::optional<std::int64_t> decimal_member(const json::object& object, std::string_view name) {
    const json::value* value = member(object, name);
    if (value == nullptr) return std::nullopt;
    if (const auto* text = value->if_string()) return hundredths_of(*text);
    if (const auto* number = value->if_int64()) {
        constexpr std::int64_t largest = INT64_MAX / 100;
        return *number < 0 || *number > largest ? std::nullopt : std::optional{*number * 100};
    }
    // Up to here the double nearest to a decimal with two places, times 100, is within a hair of a whole number.
    constexpr double largest_with_decimals = 1e11;
    const auto* number = value->if_double();
    if (number == nullptr || !(*number >= 0) || *number > largest_with_decimals) return std::nullopt;
    const double hundredths = std::round(*number * 100);
    if (std::abs(*number * 100 - hundredths) > 0.001) return std::nullopt;
    return static_cast<std::int64_t>(hundredths);
}

std::string plain_word(std::string_view text, std::size_t longest) {
    std::string word;
    for (const char c : text) {
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            word.push_back(c);
        else if (c >= 'A' && c <= 'Z')
            word.push_back(static_cast<char>(c - 'A' + 'a'));
        else if (!word.empty() && word.back() != '_')
            word.push_back('_');
    }
    while (word.ends_with('_')) word.pop_back();
    return word.size() <= longest ? word : "other";
}

}  // namespace suoledger::adapters

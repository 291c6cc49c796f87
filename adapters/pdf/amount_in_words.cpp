// SPDX-License-Identifier: Apache-2.0
// Amounts in words, in British English as it is written in Nigeria.
#include <array>
#include <cstdint>

#include "adapters/pdf/figures_text.hpp"

namespace suoledger::adapters {
namespace {

constexpr std::array<std::string_view, 20> small_numbers = {
    "zero", "one",    "two",    "three",    "four",     "five",    "six",     "seven",     "eight",    "nine",
    "ten",  "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"};
constexpr std::array<std::string_view, 10> tens = {"",      "",      "twenty",  "thirty", "forty",
                                                   "fifty", "sixty", "seventy", "eighty", "ninety"};
struct Scale {
    std::uint64_t value;
    std::string_view name;
};
constexpr std::array<Scale, 5> scales = {{{1'000'000'000'000'000, "quadrillion"},
                                          {1'000'000'000'000, "trillion"},
                                          {1'000'000'000, "billion"},
                                          {1'000'000, "million"},
                                          {1'000, "thousand"}}};

struct Unit {
    std::string_view one, many;
};
struct CurrencyWords {
    Unit major, minor;
};
constexpr CurrencyWords words_of(domain::Currency currency) {
    if (currency == domain::Currency::usd) return {{"US dollar", "US dollars"}, {"cent", "cents"}};
    return {{"naira", "naira"}, {"kobo", "kobo"}};
}

std::string below_hundred(std::uint64_t number) {
    if (number < small_numbers.size()) return std::string(small_numbers.at(number));
    std::string words(tens.at(number / 10));
    if (number % 10 != 0) words.append("-").append(small_numbers.at(number % 10));
    return words;
}

std::string below_thousand(std::uint64_t number) {
    if (number < 100) return below_hundred(number);
    auto words = std::string(small_numbers.at(number / 100)) + " hundred";
    if (number % 100 != 0) words += " and " + below_hundred(number % 100);
    return words;
}

std::string in_words(std::uint64_t number) {
    std::string words;
    auto rest = number;
    for (const auto& scale : scales) {
        if (rest < scale.value) continue;
        words.append(words.empty() ? "" : " ").append(below_thousand(rest / scale.value));
        words.append(" ").append(scale.name);
        rest %= scale.value;
    }
    if (rest == 0) return words.empty() ? "zero" : words;
    // "one thousand and five", but "one thousand two hundred and five"
    if (!words.empty()) words += rest < 100 ? " and " : " ";
    return words + below_thousand(rest);
}

std::string counted(std::uint64_t number, const Unit& unit) {
    return in_words(number) + " " + std::string(number == 1 ? unit.one : unit.many);
}

}  // namespace

std::string amount_in_words(domain::Money money) {
    const bool negative = money.minor_units < 0;
    const auto bits = static_cast<std::uint64_t>(money.minor_units);
    const auto magnitude = negative ? ~bits + 1 : bits;
    const auto words = words_of(money.currency);
    auto text = std::string(negative ? "minus " : "") + counted(magnitude / 100, words.major);
    if (magnitude % 100 != 0) text += ", " + counted(magnitude % 100, words.minor);
    text += " only";
    text.front() = static_cast<char>(text.front() - 'a' + 'A');
    return text;
}

}  // namespace suoledger::adapters

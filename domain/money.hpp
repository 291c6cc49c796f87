// SPDX-License-Identifier: Apache-2.0
// Money is int64 minor units and an ISO 4217 currency; arithmetic is checked and never mixes currencies.
#pragma once

#include <compare>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace suoledger::domain {

/// The upper bound of one command's total: ₦10 billion in kobo (DOMAIN §2).
inline constexpr std::int64_t max_command_total_minor_units = 1'000'000'000'000;

enum class Currency : std::uint8_t { ngn, usd };

std::string_view to_string(Currency currency);             // "NGN"
std::optional<Currency> parse_currency(std::string_view);  // upper case only
int exponent_of(Currency currency);                        // digits after the point

enum class MoneyError { overflow, currency_mismatch };

struct Money {
    std::int64_t minor_units = 0;
    Currency currency = Currency::ngn;
    auto operator<=>(const Money&) const = default;
};

std::expected<Money, MoneyError> add(Money left, Money right);
std::expected<Money, MoneyError> subtract(Money left, Money right);

/// nullopt on overflow.
inline std::optional<std::int64_t> checked_add(std::int64_t left, std::int64_t right) {
    std::int64_t sum = 0;
    if (__builtin_add_overflow(left, right, &sum)) return std::nullopt;
    return sum;
}
std::optional<std::int64_t> checked_subtract(std::int64_t left, std::int64_t right);
/// round_half_up(unit_price × quantity_thousandths / 1000); nullopt on overflow or a negative factor.
std::optional<std::int64_t> price_of(std::int64_t unit_price, std::int64_t quantity_thousandths);

/// Splits `total` in proportion to `weights` by the largest remainder, ties to the earlier part; parts add up exactly.
/// Weights ≥ 0, at least one > 0, 0 ≤ total.
std::vector<std::int64_t> split_by_largest_remainder(std::int64_t total, std::span<const std::int64_t> weights);

}  // namespace suoledger::domain

// SPDX-License-Identifier: Apache-2.0
// Checked arithmetic in minor units, half-up prices and splits that add up.
#include "domain/money.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "domain/ledger_assert.hpp"
#include "domain/wide_int.hpp"

namespace suoledger::domain {

std::string_view to_string(Currency currency) {
    switch (currency) {
        case Currency::ngn:
            return "NGN";
        case Currency::usd:
            return "USD";
    }
    return {};
}

std::optional<Currency> parse_currency(std::string_view text) {
    for (const Currency currency : {Currency::ngn, Currency::usd})
        if (text == to_string(currency)) return currency;
    return std::nullopt;
}

int exponent_of(Currency currency) {
    switch (currency) {
        case Currency::ngn:
        case Currency::usd:
            return 2;
    }
    return 2;
}

std::optional<std::int64_t> checked_subtract(std::int64_t left, std::int64_t right) {
    std::int64_t difference = 0;
    if (__builtin_sub_overflow(left, right, &difference)) return std::nullopt;
    return difference;
}

std::expected<Money, MoneyError> add(Money left, Money right) {
    if (left.currency != right.currency) return std::unexpected(MoneyError::currency_mismatch);
    const auto sum = checked_add(left.minor_units, right.minor_units);
    if (!sum) return std::unexpected(MoneyError::overflow);
    return Money{*sum, left.currency};
}

std::expected<Money, MoneyError> subtract(Money left, Money right) {
    if (left.currency != right.currency) return std::unexpected(MoneyError::currency_mismatch);
    const auto difference = checked_subtract(left.minor_units, right.minor_units);
    if (!difference) return std::unexpected(MoneyError::overflow);
    return Money{*difference, left.currency};
}

std::optional<std::int64_t> price_of(std::int64_t unit_price, std::int64_t quantity_thousandths) {
    if (unit_price < 0 || quantity_thousandths < 0) return std::nullopt;
    const WideInt price = (static_cast<WideInt>(unit_price) * quantity_thousandths + 500) / 1000;
    if (price > std::numeric_limits<std::int64_t>::max()) return std::nullopt;
    return static_cast<std::int64_t>(price);
}

std::vector<std::int64_t> split_by_largest_remainder(std::int64_t total, std::span<const std::int64_t> weights) {
    WideInt sum = 0;
    for (const std::int64_t weight : weights) {
        LEDGER_ASSERT(weight >= 0);
        sum += weight;
    }
    LEDGER_ASSERT(total >= 0 && sum > 0);
    std::vector<std::int64_t> parts;
    std::vector<WideInt> remainders;
    std::int64_t left = total;
    for (const std::int64_t weight : weights) {
        const WideInt product = static_cast<WideInt>(total) * weight;
        parts.push_back(static_cast<std::int64_t>(product / sum));
        remainders.push_back(product % sum);
        left -= parts.back();
    }
    std::vector<std::size_t> order(weights.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return remainders[a] > remainders[b]; });
    for (std::size_t index = 0; left > 0; ++index, --left) ++parts[order[index]];
    return parts;
}

}  // namespace suoledger::domain

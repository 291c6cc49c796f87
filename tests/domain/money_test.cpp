// SPDX-License-Identifier: Apache-2.0
// Checked arithmetic, prices and splits.
#include <gtest/gtest.h>

#include <limits>
#include <numeric>
#include <random>

#include "domain/money.hpp"

using namespace suoledger::domain;

namespace {

constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();

TEST(Money, AddsAndSubtractsWithinOneCurrency) {
    EXPECT_EQ(add({2, Currency::ngn}, {3, Currency::ngn}), (Money{5, Currency::ngn}));
    EXPECT_EQ(subtract({2, Currency::usd}, {3, Currency::usd}), (Money{-1, Currency::usd}));
}

TEST(Money, RefusesToMixCurrenciesAndToOverflow) {
    EXPECT_EQ(add({1, Currency::ngn}, {1, Currency::usd}), std::unexpected(MoneyError::currency_mismatch));
    EXPECT_EQ(subtract({1, Currency::ngn}, {1, Currency::usd}), std::unexpected(MoneyError::currency_mismatch));
    EXPECT_EQ(add({largest, Currency::ngn}, {1, Currency::ngn}), std::unexpected(MoneyError::overflow));
    EXPECT_EQ(subtract({-largest, Currency::ngn}, {2, Currency::ngn}), std::unexpected(MoneyError::overflow));
}

TEST(Money, KnowsCurrenciesByTheirUpperCaseCode) {
    EXPECT_EQ(parse_currency("NGN"), Currency::ngn);
    EXPECT_EQ(parse_currency("USD"), Currency::usd);
    EXPECT_FALSE(parse_currency("ngn"));
    EXPECT_FALSE(parse_currency("EUR"));
    EXPECT_EQ(exponent_of(Currency::ngn), 2);
}

TEST(Money, RoundsPricesHalfUp) {
    EXPECT_EQ(price_of(4'500'000, 2000), 9'000'000);
    EXPECT_EQ(price_of(333, 1500), 500);  // 499.5
    EXPECT_EQ(price_of(1, 499), 0);
    EXPECT_EQ(price_of(1, 500), 1);
    EXPECT_EQ(price_of(largest, 1000), largest);
}

TEST(Money, HasNoPriceForOverflowOrNegativeFactors) {
    EXPECT_FALSE(price_of(largest, 1001));
    EXPECT_FALSE(price_of(-1, 1000));
    EXPECT_FALSE(price_of(1, -1000));
}

TEST(Split, GivesTheRemainderToTheLargestFractionsFirst) {
    const std::vector<std::int64_t> weights{1, 1, 1};
    EXPECT_EQ(split_by_largest_remainder(100, weights), (std::vector<std::int64_t>{34, 33, 33}));
    EXPECT_EQ(split_by_largest_remainder(101, weights), (std::vector<std::int64_t>{34, 34, 33}));
    const std::vector<std::int64_t> uneven{10, 35, 55};
    EXPECT_EQ(split_by_largest_remainder(7, uneven), (std::vector<std::int64_t>{1, 2, 4}));  // 0.7, 2.45, 3.85
}

TEST(Split, GivesNothingToAWeightOfZero) {
    const std::vector<std::int64_t> weights{0, 5, 0};
    EXPECT_EQ(split_by_largest_remainder(3, weights), (std::vector<std::int64_t>{0, 3, 0}));
}

TEST(Split, PartsAlwaysAddUpAndNeverExceedTheirWeight) {
    std::mt19937_64 random(11);
    for (int round = 0; round < 2000; ++round) {
        std::vector<std::int64_t> weights(1 + random() % 20);
        for (auto& weight : weights) weight = static_cast<std::int64_t>(random() % 1'000'000'000'000ULL);
        weights[0] += 1;
        const auto sum = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
        const auto total = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(sum + 1));
        const auto parts = split_by_largest_remainder(total, weights);
        EXPECT_EQ(std::accumulate(parts.begin(), parts.end(), std::int64_t{0}), total);
        for (std::size_t index = 0; index < parts.size(); ++index) EXPECT_LE(parts[index], weights[index]);
    }
}

}  // namespace

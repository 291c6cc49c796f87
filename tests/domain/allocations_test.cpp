// SPDX-License-Identifier: Apache-2.0
// Allocations against plain lists, and copies that nothing changes behind their back.
#include "domain/allocations.hpp"

#include <random>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "domain/ledger_assert.hpp"
#include "domain/shares.hpp"
#include "tests/domain/same_state.hpp"
#include "tests/support/seed.hpp"

using namespace suoledger;
using namespace suoledger::domain;

namespace {

Uuid numbered(std::uint64_t number) {
    Uuid id;
    for (std::size_t i = 0; i < 8; ++i) id.bytes[i] = static_cast<std::uint8_t>(number >> (8 * (7 - i)));
    return id;
}

TEST(Allocations, AreTheListOfWhatWasAddedAndTakenInEveryCopy) {
    std::mt19937_64 random(seed());
    Allocations allocations;
    std::vector<Allocation> plain;
    std::vector<std::pair<Allocations, std::vector<Allocation>>> copies;
    for (int step = 0; step < 6'000; ++step) {
        if (step % 1'000 == 0) copies.emplace_back(allocations, plain);
        // It grows to hundreds, then shrinks; the ids rise at first, as those of payments mostly do.
        const bool takes = !plain.empty() && random() % 10 < (step < 3'000 ? 1 : 7);
        if (takes) {
            const Allocation entry = plain[random() % plain.size()];
            const std::int64_t amount =
                random() % 3 ? entry.amount : 1 + static_cast<std::int64_t>(random() % 5) % entry.amount;
            allocations.take(entry.payment, amount);
            take_share(plain, &Allocation::payment, entry.payment, amount);
        } else {
            const Uuid payment =
                numbered(step < 1'500 ? static_cast<std::uint64_t>(step) << 20 : random() % (2'000ULL << 20));
            const auto amount = 1 + static_cast<std::int64_t>(random() % 5);
            allocations.add(payment, amount);
            add_share(plain, &Allocation::payment, payment, amount);
        }
        if (step % 50 == 0) {
            ASSERT_EQ(allocations.oldest_first(), plain);
        }
    }
    for (const auto& [copy, entries] : copies) EXPECT_EQ(copy.oldest_first(), entries);
    while (!plain.empty()) {
        const Allocation entry = plain[random() % plain.size()];
        allocations.take(entry.payment, entry.amount);
        take_share(plain, &Allocation::payment, entry.payment, entry.amount);
    }
    EXPECT_EQ(allocations.oldest_first(), plain);
    EXPECT_EQ(allocations.bytes(), 0U);
}

TEST(Allocations, HoldNoMoreThanTheyWereGiven) {
    Allocations allocations;
    EXPECT_THROW(allocations.take(numbered(1), 1), BrokenInvariant);
    allocations.add(numbered(1), 5);
    EXPECT_THROW(allocations.take(numbered(1), 6), BrokenInvariant);
    EXPECT_THROW(allocations.take(numbered(2), 1), BrokenInvariant);
    EXPECT_EQ(allocations.oldest_first(), (std::vector<Allocation>{{numbered(1), 5}}));
}

TEST(Allocations, WhoJoinsAgainIsTheNewest) {
    Allocations allocations;
    for (const std::uint64_t number : {1, 2}) allocations.add(numbered(number), 5);
    allocations.add(numbered(1), 1);
    EXPECT_EQ(allocations.oldest_first(), (std::vector<Allocation>{{numbered(1), 6}, {numbered(2), 5}}));
    allocations.take(numbered(1), 6);
    allocations.add(numbered(1), 7);
    EXPECT_EQ(allocations.oldest_first(), (std::vector<Allocation>{{numbered(2), 5}, {numbered(1), 7}}));
}

}  // namespace

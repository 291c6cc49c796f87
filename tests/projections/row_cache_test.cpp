// SPDX-License-Identifier: Apache-2.0
// What the writer remembers is what was read or written last, or nothing.
#include "projections/row_cache.hpp"

#include <map>
#include <random>

#include <gtest/gtest.h>

#include "tests/projections/history.hpp"

using namespace suoledger;
using projections::RowCache;

namespace {

TEST(RowCache, KnowsWhatItLearntAndThatARowIsNotThere) {
    RowCache cache;
    EXPECT_EQ(cache.find("a"), nullptr);
    cache.learn("a", "1");
    cache.learn("b", std::nullopt);
    ASSERT_NE(cache.find("a"), nullptr);
    EXPECT_EQ(*cache.find("a"), "1");
    ASSERT_NE(cache.find("b"), nullptr);
    EXPECT_EQ(*cache.find("b"), std::nullopt);
    cache.clear();
    EXPECT_EQ(cache.find("a"), nullptr);
}

TEST(RowCache, KeepsUpToDateWhatItKnowsAndNothingElse) {
    RowCache cache;
    cache.written("never read", "1");
    EXPECT_EQ(cache.find("never read"), nullptr);
    cache.learn("read", std::nullopt);
    cache.written("read", "2");
    EXPECT_EQ(*cache.find("read"), "2");
    cache.written("read", std::nullopt);
    EXPECT_EQ(*cache.find("read"), std::nullopt);
}

TEST(RowCache, ForgetsWhatIsNotUsedAndKeepsWhatIs) {
    RowCache cache(64 * 1024);
    cache.learn("hot", "1");
    cache.learn("cold", "1");
    for (int i = 0; i < 10'000; ++i) {
        cache.learn("row " + std::to_string(i), std::string(100, 'x'));
        ASSERT_NE(cache.find("hot"), nullptr) << "after " << i;
    }
    EXPECT_EQ(cache.find("cold"), nullptr);
    EXPECT_EQ(cache.find("row 0"), nullptr);
}

/// However it is used, it never says anything but what a map of everything says.
TEST(RowCache, NeverSaysAnythingOld) {
    std::mt19937_64 random(projections::printed_seed());
    RowCache cache(4 * 1024);
    std::map<std::string, std::string> rows;
    const auto row_of = [&](const std::string& key) {
        const auto found = rows.find(key);
        return found == rows.end() ? std::nullopt : std::optional(found->second);
    };
    std::size_t known = 0;
    for (int i = 0; i < 20'000; ++i) {
        const auto key = std::to_string(random() % 100);
        if (const auto* row = cache.find(key)) {
            ASSERT_EQ(*row, row_of(key)) << key << " at " << i;
            ++known;
        } else if (random() % 2 == 0) {
            cache.learn(key, row_of(key));
        }
        if (random() % 3 != 0) continue;
        if (random() % 4 == 0)
            rows.erase(key);
        else
            rows[key] = std::to_string(i);
        cache.written(key, row_of(key));
    }
    EXPECT_GT(known, 1000U);
}

}  // namespace

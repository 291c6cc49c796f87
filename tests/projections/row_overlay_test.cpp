// SPDX-License-Identifier: Apache-2.0
// The overlay against a map, and its order against that of strings.
#include <algorithm>
#include <map>
#include <optional>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "projections/row_overlay.hpp"
#include "tests/support/seed.hpp"

using namespace suoledger;
using namespace suoledger::projections;

namespace {

using Changes = std::map<std::string, std::optional<std::string>>;

/// Few beginnings and many zeros, so that keys are each other's beginnings and differ late.
std::string random_key(std::mt19937_64& random) {
    std::string key(random() % 4 * 8 + random() % 3, static_cast<char>(random() % 2));
    const auto rest = random() % 12;
    for (std::size_t i = 0; i < rest; ++i) key.push_back(static_cast<char>(random() % 3 == 0 ? random() : 0));
    return key;
}

Changes changes_of(const RowOverlay& overlay) {
    Changes changes;
    std::string last;
    for (const auto* row : overlay.changes()) {
        if (!changes.empty()) {
            EXPECT_LT(last, row->key());
        }
        last = row->key();
        changes.emplace(last, row->value() ? std::optional<std::string>(*row->value()) : std::nullopt);
    }
    return changes;
}

TEST(RowOverlay, HoldsWhatAMapHoldsAndGivesItInOrder) {
    std::mt19937_64 random(seed());
    for (int round = 0; round < 20; ++round) {
        RowOverlay overlay;
        Changes expected;
        std::map<std::string, std::string> stored;  // as if in files
        for (std::size_t i = 0; i < 2000; ++i) {
            const auto key = random_key(random);
            const std::string value(random() % 40, static_cast<char>(random()));
            const auto* found = random() % 2 == 0 ? overlay.find(key) : overlay.find_to_change(key);
            if (const auto changed = expected.find(key); changed != expected.end()) {
                ASSERT_NE(found, nullptr);
                ASSERT_EQ(found->value(), changed->second);
            } else if (const auto row = stored.find(key); row != stored.end()) {
                ASSERT_NE(found, nullptr);
                ASSERT_EQ(found->value(), row->second);
            } else {
                ASSERT_EQ(found, nullptr);
            }
            if (random() % 1000 == 0) {
                overlay.clear();
                expected.clear();
                stored.clear();
                continue;
            }
            switch (random() % 4) {
                case 0:
                    overlay.erase(key);
                    expected[key].reset();
                    break;
                case 1:
                    if (found != nullptr) break;
                    overlay.remember(key, value);
                    stored[key] = value;
                    break;
                default:
                    overlay.put(key, value);
                    expected[key] = value;
            }
        }
        EXPECT_EQ(changes_of(overlay), expected);
    }
}

TEST(RowOverlay, GivesOfAppendedRowsTheLastOfEachKeyAmongTheOthers) {
    std::mt19937_64 random(seed());
    for (int round = 0; round < 20; ++round) {
        RowOverlay overlay;
        Changes expected;
        for (std::size_t i = 0; i < 2000; ++i) {
            const bool is_appended = random() % 2 == 0;
            const auto key = random_key(random) + (is_appended ? "appended" : "found");
            const std::string value(random() % 40, static_cast<char>(random()));
            const auto bytes = overlay.bytes();
            const bool is_erased = random() % 4 == 0;
            if (!is_appended) {
                overlay.put(key, value);
            } else if (is_erased) {
                overlay.append(key, std::nullopt);
            } else {
                overlay.append(key, value);
            }
            expected[key] = is_appended && is_erased ? std::nullopt : std::optional(value);
            EXPECT_EQ(overlay.find(key) == nullptr, is_appended);
            if (is_appended) {
                EXPECT_GE(overlay.bytes(), bytes + key.size() + (is_erased ? 0 : value.size()));
            }
        }
        EXPECT_EQ(changes_of(overlay), expected);
        overlay.clear();
        EXPECT_TRUE(overlay.changes().empty());
    }
}

TEST(RowOverlay, JoinedWithNewerOnesHoldsTheNewestOfEachRow) {
    std::mt19937_64 random(seed());
    for (int round = 0; round < 20; ++round) {
        RowOverlay joined;
        Changes expected;
        std::map<std::string, std::string> stored;  // as if in files
        for (int layer = 0; layer < 6; ++layer) {
            RowOverlay newer;
            const auto changes = random() % 600;
            for (std::size_t i = 0; i < changes; ++i) {
                const auto key = random_key(random);
                const std::string value(random() % 40, static_cast<char>(random()));
                if (random() % 4 == 0) {
                    newer.erase(key);
                    expected[key].reset();
                } else if (random() % 3 == 0 && !expected.contains(key) && !stored.contains(key)) {
                    newer.remember(key, value);
                    stored[key] = value;
                } else {
                    newer.put(key, value);
                    expected[key] = value;
                }
            }
            const auto of_newer = changes_of(newer);
            joined.take(newer);
            EXPECT_EQ(changes_of(newer), of_newer);  // others may have it
        }
        EXPECT_EQ(changes_of(joined), expected);
        for (const auto& [key, value] : stored) {
            const auto* row = joined.find(key);
            ASSERT_NE(row, nullptr);
            if (!expected.contains(key)) {
                EXPECT_EQ(row->value(), value);
            }
        }
    }
}

TEST(RowOverlay, TakesRowsThatAreLargerThanItsChunks) {
    RowOverlay overlay;
    const std::string large(std::size_t{3} << 20, 'x');
    overlay.put("a", large);
    overlay.put("b", "small");
    overlay.put("b", large + large);
    EXPECT_EQ(changes_of(overlay), (Changes{{"a", large}, {"b", large + large}}));
    EXPECT_GE(overlay.bytes(), 3 * large.size());
}

TEST(RowOverlay, CountsNothingOnceCleared) {
    RowOverlay overlay;
    overlay.put("key", "value");
    EXPECT_GT(overlay.bytes(), std::string_view("keyvalue").size());
    overlay.clear();
    EXPECT_EQ(overlay.bytes(), 0U);
    EXPECT_EQ(overlay.find("key"), nullptr);
    EXPECT_TRUE(overlay.changes().empty());
    overlay.put("key", "another");
    EXPECT_EQ(changes_of(overlay), (Changes{{"key", "another"}}));
}

TEST(RowOverlay, KeepsItsMemoryWhenCleared) {
    RowOverlay overlay;
    const auto fill = [&overlay] {
        std::vector<const RowOverlay::Row*> rows;
        for (int i = 0; i < 10'000; ++i) {
            const auto key = std::to_string(i);
            overlay.put(key, std::string(1000, 'x'));
            rows.push_back(overlay.find(key));
        }
        return rows;
    };
    const auto rows = fill();
    overlay.clear();
    EXPECT_EQ(fill(), rows);
}

TEST(RowOverlay, ChangesARowThatWasFoundWhateverCameBetween) {
    RowOverlay overlay;
    overlay.put("found", "short");
    EXPECT_NE(overlay.find_to_change("found"), nullptr);
    overlay.put("other", "value");
    const std::string longer(1000, 'x');
    overlay.put("found", longer);
    EXPECT_EQ(overlay.find("found")->value(), longer);
    overlay.put("found", "again");
    EXPECT_EQ(overlay.find("found")->value(), "again");
    overlay.erase("found");
    EXPECT_EQ(changes_of(overlay), (Changes{{"found", std::nullopt}, {"other", "value"}}));
}

TEST(RowOverlay, TakesAValueThatLiesInItself) {
    RowOverlay overlay;
    overlay.put("from", "0123456789");
    const auto value = overlay.find("from")->value()->substr(3);
    overlay.put("from", value);
    EXPECT_EQ(overlay.find("from")->value(), "3456789");
    overlay.put("to", *overlay.find("from")->value());
    EXPECT_EQ(overlay.find("to")->value(), "3456789");
}

}  // namespace

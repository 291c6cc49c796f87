// SPDX-License-Identifier: Apache-2.0
// Several layers say what one layer of all of them would, and what went to the files is known until the next goes.
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "projections/live_rows.hpp"
#include "tests/support/seed.hpp"

using namespace suoledger;
using namespace suoledger::projections;

namespace {

constexpr auto layered = ProjectionId::invoices;
using ListedRows = std::vector<std::pair<std::string, std::optional<std::string>>>;

ListedRows values_of(std::span<const RowOverlay::Row* const> rows) {
    ListedRows changes;
    for (const auto* row : rows)
        changes.emplace_back(row->key(), row->value() ? std::optional<std::string>(*row->value()) : std::nullopt);
    return changes;
}

/// Of the same few keys, so that layers change each other's rows; among them what was looked up in files, as no older
/// layer knew it.
std::shared_ptr<const RowLayer> random_layer(std::mt19937_64& random, const RowLayers& older) {
    auto layer = std::make_shared<RowLayer>();
    auto& rows = layer->of(layered);
    for (std::size_t i = 0; i < 40; ++i) {
        const auto key = "a business' kind " + std::to_string(random() % 60);
        const std::string value(random() % 20, static_cast<char>(random()));
        const auto what = random() % 8;
        if (what == 0)
            rows.erase(key);
        else if (what == 1 && rows.find(key) == nullptr && find_row(older, layered, key) == nullptr)
            rows.remember(key, value);
        else
            rows.put(key, value);
    }
    return layer;
}

std::shared_ptr<const RowLayer> layer_with(const std::string& key) {
    auto layer = std::make_shared<RowLayer>();
    layer->of(layered).put(key, "row");
    layer->events = 1;
    return layer;
}

bool knows(const RowLayers& layers, const std::string& key) { return find_row(layers, layered, key) != nullptr; }

TEST(RowLayers, ChangeWhatOneLayerOfThemWouldChange) {
    std::mt19937_64 random(seed());
    for (int round = 0; round < 50; ++round) {
        RowLayers layers;
        for (auto count = 1 + random() % 6; count > 0; --count)
            layers.insert(layers.begin(), random_layer(random, layers));
        const auto changes = changes_of(layers, layered);
        ASSERT_EQ(values_of(changes), values_of(merged(layers)->changes(layered)));
        ASSERT_FALSE(changes.empty());
        for (const auto* row : changes) ASSERT_EQ(find_row(layers, layered, row->key()), row);
    }
}

TEST(LiveRows, KnowWhatWasWrittenUntilMoreIsWritten) {
    LiveRows live(LiveLimits{});
    const auto now = std::chrono::steady_clock::now();
    live.push(layer_with("first"), now);
    live.push(layer_with("second"), now);
    live.written(live.begin_writing().layers);
    EXPECT_TRUE(live.unwritten().empty());
    EXPECT_TRUE(knows(live.known(), "first"));
    EXPECT_TRUE(knows(live.known(), "second"));

    live.push(layer_with("third"), now);
    EXPECT_TRUE(knows(live.known(), "first"));
    const auto [layers, behind] = live.begin_writing();
    EXPECT_EQ(layers.size(), 1U);
    EXPECT_TRUE(knows(behind, "first"));
    EXPECT_FALSE(knows(live.known(), "first")) << "two generations are held while a third gathers";
    EXPECT_TRUE(knows(live.known(), "third"));
    EXPECT_TRUE(knows(live.unwritten(), "third"));

    live.not_written();
    EXPECT_TRUE(knows(live.unwritten(), "third"));
}

}  // namespace

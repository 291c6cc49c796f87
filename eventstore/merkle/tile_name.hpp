// SPDX-License-Identifier: Apache-2.0
// Names of hash tiles in C2SP's tlog-tiles layout: "tile/0/x001/234" whole, "tile/0/x001/234.p/17" partial.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace suoledger::eventstore {

/// A tile of level L holds 256 hashes of subtrees with 256^L leaves each; the one at the right edge may hold fewer.
inline constexpr int tile_height = 8;
inline constexpr int full_tile_width = 1 << tile_height;
/// Sizes are below 2^63.
inline constexpr int max_tile_level = 7;

struct TileName {
    int level = 0;
    std::int64_t index = 0;
    int width = full_tile_width;  // from 1
    [[nodiscard]] bool is_full() const { return width == full_tile_width; }
    auto operator<=>(const TileName&) const = default;
};

std::string tile_path(const TileName& name);
/// nullopt for anything that tile_path would not write.
std::optional<TileName> parse_tile_path(std::string_view path);

/// How many tiles of that level are full; the next one is at the right edge.
std::int64_t full_tiles(int level, std::int64_t tree_size);
/// How many hashes the tile holds in a tree of that size: 0 to 256.
int width_of_tile(int level, std::int64_t index, std::int64_t tree_size);

}  // namespace suoledger::eventstore

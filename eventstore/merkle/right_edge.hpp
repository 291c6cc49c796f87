// SPDX-License-Identifier: Apache-2.0
// A growing tree held by its right edge: the tile of each level that is not full. Full ones leave it for the disk.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "eventstore/merkle/tile_name.hpp"
#include "eventstore/merkle/tree.hpp"

namespace suoledger::eventstore {

struct Tile {
    TileName name;
    std::vector<Hash> hashes;
};

/// Of 2^n hashes: the perfect tree over them.
Hash perfect_root(std::span<const Hash> hashes);

class RightEdge {
public:
    RightEdge() = default;
    /// `levels[L]` are the hashes of level L's tile at the edge. Throws std::invalid_argument when their numbers do not
    /// fit the size.
    RightEdge(std::int64_t size, std::vector<std::vector<Hash>> levels);

    /// Tiles that this completes are added to `completed`, lower levels first.
    void append(const Hash& leaf_hash, std::vector<Tile>& completed);
    [[nodiscard]] std::int64_t size() const { return size_; }
    [[nodiscard]] Hash root() const;
    /// Empty levels have none; at most 255 hashes each.
    [[nodiscard]] std::vector<Tile> partial_tiles() const;
    /// Of the edge's tile at that level; empty when the tile is not at the edge.
    [[nodiscard]] std::span<const Hash> find(int level, std::int64_t index) const;

private:
    std::int64_t size_ = 0;
    std::vector<std::vector<Hash>> levels_;
};

}  // namespace suoledger::eventstore

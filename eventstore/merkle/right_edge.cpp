// SPDX-License-Identifier: Apache-2.0
// Appending with carries, in base 256.
#include "eventstore/merkle/right_edge.hpp"

#include <bit>
#include <stdexcept>

#include "eventstore/assert.hpp"

namespace suoledger::eventstore {

Hash perfect_root(std::span<const Hash> hashes) {
    LEDGER_ASSERT(std::has_single_bit(hashes.size()));
    std::vector<Hash> level(hashes.begin(), hashes.end());
    for (; level.size() > 1; level.resize(level.size() / 2))
        for (std::size_t i = 0; i < level.size() / 2; ++i) level[i] = node_hash(level[2 * i], level[2 * i + 1]);
    return level.front();
}

RightEdge::RightEdge(std::int64_t size, std::vector<std::vector<Hash>> levels)
    : size_(size), levels_(std::move(levels)) {
    bool fits = size >= 0 && levels_.size() <= max_tile_level + 1;
    for (int level = 0; fits && level <= max_tile_level; ++level) {
        const auto width = static_cast<std::size_t>(width_of_tile(level, full_tiles(level, size), size));
        fits = width ==
               (static_cast<std::size_t>(level) < levels_.size() ? levels_[static_cast<std::size_t>(level)].size() : 0);
    }
    if (!fits) throw std::invalid_argument("these tiles are not the right edge of a tree of that size");
}

void RightEdge::append(const Hash& leaf_hash, std::vector<Tile>& completed) {
    ++size_;
    Hash hash = leaf_hash;
    for (std::size_t level = 0;; ++level) {
        if (level == levels_.size()) levels_.emplace_back();
        auto& hashes = levels_[level];
        hashes.push_back(hash);
        if (hashes.size() < static_cast<std::size_t>(full_tile_width)) return;
        hash = perfect_root(hashes);
        const int number = static_cast<int>(level);
        completed.push_back({{number, full_tiles(number, size_) - 1}, std::move(hashes)});
        hashes.clear();
    }
}

Hash RightEdge::root() const {
    std::vector<Hash> subtrees;  // perfect ones, largest first
    for (std::size_t level = levels_.size(); level-- > 0;) {
        std::span<const Hash> rest = levels_[level];
        while (!rest.empty()) {
            const auto count = std::bit_floor(rest.size());
            subtrees.push_back(perfect_root(rest.first(count)));
            rest = rest.subspan(count);
        }
    }
    return CompactRange(size_, std::move(subtrees)).root();
}

std::vector<Tile> RightEdge::partial_tiles() const {
    std::vector<Tile> tiles;
    for (std::size_t level = 0; level < levels_.size(); ++level) {
        if (levels_[level].empty()) continue;
        const int number = static_cast<int>(level);
        tiles.push_back({{number, full_tiles(number, size_), static_cast<int>(levels_[level].size())}, levels_[level]});
    }
    return tiles;
}

std::span<const Hash> RightEdge::find(int level, std::int64_t index) const {
    if (static_cast<std::size_t>(level) >= levels_.size() || index != full_tiles(level, size_)) return {};
    return levels_[static_cast<std::size_t>(level)];
}

}  // namespace suoledger::eventstore

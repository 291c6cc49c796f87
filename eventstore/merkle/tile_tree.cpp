// SPDX-License-Identifier: Apache-2.0
// From a node to its tile, and from a tile to the hash that the tile above has for it.
#include "eventstore/merkle/tile_tree.hpp"

#include <fmt/format.h>

#include "eventstore/assert.hpp"

namespace suoledger::eventstore {

TileCache::Hashes TileCache::find(int level, std::int64_t index) {
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find({level, index});
    if (found == entries_.end()) return nullptr;
    ages_.splice(ages_.begin(), ages_, found->second.age);
    return found->second.hashes;
}

void TileCache::keep(int level, std::int64_t index, Hashes hashes) {
    const std::lock_guard lock(mutex_);
    const Key key{level, index};
    if (entries_.contains(key)) return;
    ages_.push_front(key);
    entries_.emplace(key, Entry{std::move(hashes), ages_.begin()});
    if (entries_.size() <= capacity_) return;
    entries_.erase(ages_.back());
    ages_.pop_back();
}

Hash TileTree::node(int level, std::int64_t index) {
    const int tile_level = level / tile_height;
    const int height = level % tile_height;  // above the tile's own hashes
    const std::int64_t first = index << height;
    const auto offset = static_cast<std::size_t>(first % full_tile_width), count = std::size_t{1} << height;
    const std::int64_t tile_index = first / full_tile_width;
    if (const auto at_edge = edge_.find(tile_level, tile_index); !at_edge.empty()) {
        LEDGER_ASSERT(offset + count <= at_edge.size());
        return perfect_root(at_edge.subspan(offset, count));
    }
    const auto hashes = full_tile(tile_level, tile_index);
    return perfect_root(std::span(*hashes).subspan(offset, count));
}

std::vector<Hash> TileTree::tile(const TileName& name) {
    if (name.width > width_of_tile(name.level, name.index, edge_.size())) return {};
    const auto width = static_cast<std::size_t>(name.width);
    if (const auto at_edge = edge_.find(name.level, name.index); !at_edge.empty()) {
        const auto hashes = at_edge.first(width);
        return {hashes.begin(), hashes.end()};
    }
    const auto hashes = std::span(*full_tile(name.level, name.index)).first(width);
    return {hashes.begin(), hashes.end()};
}

TileCache::Hashes TileTree::full_tile(int level, std::int64_t index) {
    if (cache_ != nullptr) {
        if (auto kept = cache_->find(level, index)) return kept;
    }
    LEDGER_ASSERT(width_of_tile(level, index, edge_.size()) == full_tile_width);
    auto read = files_.read({level, index});
    const auto path = tile_path({level, index});
    if (!read) throw TileFault(fmt::format("{}/{} is missing", files_.folder().string(), path));
    // The tile's root is a hash of the level above.
    if (perfect_root(*read) != node((level + 1) * tile_height, index))
        throw TileFault(fmt::format("{}/{} is not what was signed", files_.folder().string(), path));
    auto hashes = std::make_shared<const std::vector<Hash>>(*std::move(read));
    if (cache_ != nullptr) cache_->keep(level, index, hashes);
    return hashes;
}

}  // namespace suoledger::eventstore

// SPDX-License-Identifier: Apache-2.0
// Tiles of 256 entries of 32 bytes; a level's entry is the root of a full tile below it.
#include "eventstore/audit/tile_checks.hpp"

namespace suoledger::eventstore {
namespace {

Hash root_of_tile(const std::vector<Hash>& entries) {
    CompactRange tile;
    for (const Hash& entry : entries) tile.append(entry);
    return tile.root();
}

}  // namespace

void TileChecks::append(const Hash& leaf) {
    if (size_ == signed_size_) return;
    ++size_;
    push(0, leaf);
    if (size_ != signed_size_) return;
    // What is left over at the signed size lies in partial tiles.
    for (std::size_t level = 0; level < levels_.size(); ++level)
        if (!levels_[level].entries.empty()) compare(level, levels_[level].full_tiles);
}

void TileChecks::stop() {
    if (size_ < signed_size_ && !levels_.empty() && !levels_[0].entries.empty()) compare(0, levels_[0].full_tiles);
}

void TileChecks::push(std::size_t level, const Hash& hash) {
    if (levels_.size() == level) levels_.emplace_back();
    levels_[level].entries.push_back(hash);
    if (levels_[level].entries.size() < full_tile_width) return;
    compare(level, levels_[level].full_tiles);
    const Hash root = root_of_tile(levels_[level].entries);
    levels_[level].entries.clear();
    ++levels_[level].full_tiles;
    push(level + 1, root);
}

void TileChecks::compare(std::size_t level, std::int64_t index) {
    if (difference_) return;
    const auto& entries = levels_[level].entries;
    const int width = static_cast<int>(entries.size()), of_level = static_cast<int>(level);
    Difference difference{tile_path({of_level, index, width}), false, of_level, 0, 0};
    const auto tile = read_({of_level, index, width});
    const std::int64_t leaves = std::int64_t{1} << (tile_height * of_level);  // under one entry
    std::size_t entry = 0;
    while (tile && entry < entries.size() && (*tile)[entry] == entries[entry]) ++entry;
    if (entry == entries.size()) return;
    difference.is_missing = !tile.has_value();
    difference.position = (index * full_tile_width + static_cast<std::int64_t>(entry)) * leaves + 1;
    difference.up_to = difference.position + leaves - 1;
    difference_ = std::move(difference);
}

}  // namespace suoledger::eventstore

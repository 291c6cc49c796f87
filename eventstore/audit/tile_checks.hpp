// SPDX-License-Identifier: Apache-2.0
// Compares the tiles that a log kept, entry by entry, with the leaves of the log that they are said to be of.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "eventstore/audit/finding.hpp"
#include "eventstore/merkle/tile_name.hpp"
#include "eventstore/merkle/tree.hpp"

namespace suoledger::eventstore {

/// As many hashes as the name says; nullopt: there are none, or fewer.
using ReadTile = std::function<std::optional<std::vector<Hash>>(const TileName& name)>;

/// Fed with leaves from the first one on. Every entry of a level above is recomputed from the leaves, so that no tile
/// is believed. Tiles behind `signed_size` are nobody's promise and are not looked at.
class TileChecks {
public:
    TileChecks(ReadTile read, std::int64_t signed_size) : read_(std::move(read)), signed_size_(signed_size) {}

    void append(const Hash& leaf);
    /// The log is not looked at any further: compares what there was of the tile at hand.
    void stop();

    struct Difference {
        std::string path;
        bool is_missing = false;
        int level = 0;
        std::int64_t position = 0, up_to = 0;  // what the first entry that differs covers
    };
    /// The first one that was met.
    [[nodiscard]] const std::optional<Difference>& difference() const { return difference_; }

private:
    void push(std::size_t level, const Hash& hash);
    void compare(std::size_t level, std::int64_t index);

    const ReadTile read_;
    const std::int64_t signed_size_;
    std::int64_t size_ = 0;
    struct Level {
        std::int64_t full_tiles = 0;
        std::vector<Hash> entries;  // of the tile at hand
    };
    std::vector<Level> levels_;
    std::optional<Difference> difference_;
};

}  // namespace suoledger::eventstore

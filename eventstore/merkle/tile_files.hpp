// SPDX-License-Identifier: Apache-2.0
// The folder of one epoch: <folder>/checkpoint, what was signed last, and <folder>/tile/<L>, the tiles of a level one
// behind another. A tree only grows, so each file does: what a checkpoint covers in it is never written again.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/merkle/right_edge.hpp"

namespace suoledger::eventstore {

/// A tile that must be there is missing, or is not the one that its tree was made of.
struct TileFault : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// One writer; reads go on beside it. What the system refuses is a std::system_error.
class TileFiles {
public:
    explicit TileFiles(std::filesystem::path folder) : folder_(std::move(folder)) {}

    [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
    /// nullopt when the level's file ends before the tile does.
    [[nodiscard]] std::optional<std::vector<Hash>> read(const TileName& name) const;
    [[nodiscard]] std::optional<std::string> read_checkpoint() const;

    /// Returns when all of them would survive a power cut.
    void write(std::span<const Tile> tiles) const;
    void write_checkpoint(std::string_view note) const;

    /// Removes what a killed process left: hashes behind a tree of that size, a checkpoint without its name.
    void remove_leftovers(std::int64_t tree_size) const;

private:
    [[nodiscard]] std::filesystem::path level_file(int level) const;

    std::filesystem::path folder_;
};

/// Numbers of the epochs that have something in <directory>/<epoch>/checkpoint, ascending.
std::vector<std::int64_t> signed_epochs(const std::filesystem::path& directory);
std::filesystem::path epoch_folder(const std::filesystem::path& directory, std::int64_t epoch);

}  // namespace suoledger::eventstore

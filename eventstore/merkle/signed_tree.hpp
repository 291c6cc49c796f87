// SPDX-License-Identifier: Apache-2.0
// What an earlier process signed, found in its folder and compared with the log before anything is signed on top.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string_view>

#include "eventstore/merkle/merkle_log.hpp"
#include "eventstore/merkle/right_edge.hpp"
#include "eventstore/merkle/tile_files.hpp"

namespace suoledger::eventstore {

/// How many leaves are read from the log at once: 300 KB of rows.
inline constexpr std::int64_t leaves_at_a_time = 4096;

/// Leaves behind `position` in order, at most leaves_at_a_time; empty at the log's end. Throws LogContradiction when
/// there is a hole.
std::vector<Hash> read_leaves(EventStore& store, std::int64_t position, std::int64_t limit = leaves_at_a_time);

struct SignedTree {
    RightEdge edge;                          // empty while nothing was signed
    std::optional<SignedCheckpoint> newest;  // of the edge's size
};

/// The right edge of what was signed; nullopt when a tile of it is missing, damaged, or the whole does not lead to the
/// signed root.
std::optional<RightEdge> read_edge(const TileFiles& files, const Checkpoint& checkpoint);

/// What the folder says, with the signature verified and nothing else. Throws CheckpointKeyFault when none of the keys
/// signed it, LogContradiction when it is no checkpoint of this epoch.
std::optional<SignedCheckpoint> read_signed_checkpoint(const TileFiles& files, const CheckpointKeys& keys,
                                                       std::int64_t epoch);

/// Throws as MerkleLog::start does. Tiles at the edge that are missing or damaged are made again from the log when it
/// leads to the signed root.
SignedTree open_signed_tree(const std::filesystem::path& directory, const TileFiles& files, const CheckpointKeys& keys,
                            EventStore& store, const LogHead& head,
                            const std::function<void(std::string_view)>& on_line);

/// Throws LogContradiction unless the tree with that edge, whose full tiles are in the files, extends the one that was
/// signed. The proof is made and verified as an auditor would.
void require_extension(const Checkpoint& older, const RightEdge& grown, const TileFiles& files);
/// Throws LogContradiction unless the log has that leaf at that position.
void require_leaf(EventStore& store, std::int64_t position, const Hash& leaf);

}  // namespace suoledger::eventstore

// SPDX-License-Identifier: Apache-2.0
// Reading, comparing, and building again what a damaged disk lost.
#include "eventstore/merkle/signed_tree.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "eventstore/merkle/tile_tree.hpp"

namespace suoledger::eventstore {
namespace {

constexpr std::string_view what_helps =
    "If the database was restored from an older copy, or another one is meant, name the right one; if the loss is "
    "real, `suoledger recover --declare-loss` declares it and opens the next epoch.";

std::string described(const SignedCheckpoint& signed_one) {
    return fmt::format("the last signed checkpoint (epoch {}, size {}, root {})", signed_one.epoch,
                       signed_one.checkpoint.size, base64(signed_one.checkpoint.root));
}

[[noreturn]] void contradict(const std::string& what) {
    throw LogContradiction(fmt::format("{}. {}", what, what_helps));
}

Hash leaf_at(const TileFiles& files, const RightEdge& edge, std::int64_t position) {
    return TileTree(files, edge, nullptr).node(0, position - 1);
}

/// Gives every leaf below the signed size to `take`, from the log.
template <class Take>
void read_signed_leaves(EventStore& store, const SignedCheckpoint& signed_one, Take take) {
    const std::int64_t size = signed_one.checkpoint.size;
    for (std::int64_t position = 0; position < size;) {
        const auto leaves = read_leaves(store, position, std::min(size - position, leaves_at_a_time));
        if (leaves.empty()) contradict(fmt::format("the log ends before {}", described(signed_one)));
        take(leaves);
        position += static_cast<std::int64_t>(leaves.size());
    }
}

/// Every tile is written anew, once it is known that the log leads to what was signed: else the old ones are evidence.
RightEdge edge_from_log(const TileFiles& files, EventStore& store, const SignedCheckpoint& signed_one) {
    CompactRange range;
    read_signed_leaves(store, signed_one, [&](const std::vector<Hash>& leaves) {
        for (const Hash& leaf : leaves) range.append(leaf);
    });
    if (range.root() != signed_one.checkpoint.root)
        contradict(fmt::format("the log's leaves do not lead to {}", described(signed_one)));
    RightEdge edge;
    read_signed_leaves(store, signed_one, [&](const std::vector<Hash>& leaves) {
        std::vector<Tile> completed;
        for (const Hash& leaf : leaves) edge.append(leaf, completed);
        files.write(completed);
    });
    files.write(edge.partial_tiles());
    return edge;
}

/// The last signed leaves, one tile of them: a log that was cut and went on differently has others there.
void require_last_leaves(EventStore& store, const TileFiles& files, const RightEdge& edge,
                         const SignedCheckpoint& signed_one) {
    const std::int64_t size = edge.size(), from = std::max<std::int64_t>(0, size - full_tile_width);
    const auto leaves = read_leaves(store, from, size - from);
    if (static_cast<std::int64_t>(leaves.size()) < size - from)
        contradict(fmt::format("the log ends before {}", described(signed_one)));
    TileTree tree(files, edge, nullptr);
    for (std::int64_t index = from; index < size; ++index) {
        if (leaves[static_cast<std::size_t>(index - from)] == tree.node(0, index)) continue;
        contradict(fmt::format("the log has another event at position {} than {}", index + 1, described(signed_one)));
    }
}

}  // namespace

std::optional<RightEdge> read_edge(const TileFiles& files, const Checkpoint& checkpoint) {
    std::vector<std::vector<Hash>> levels(max_tile_level + 1);
    try {
        for (int level = 0; level <= max_tile_level; ++level) {
            const std::int64_t index = full_tiles(level, checkpoint.size);
            const int width = width_of_tile(level, index, checkpoint.size);
            if (width == 0) continue;
            auto hashes = files.read({level, index, width});
            if (!hashes) return std::nullopt;
            levels[static_cast<std::size_t>(level)] = *std::move(hashes);
        }
    } catch (const TileFault&) {
        return std::nullopt;
    }
    RightEdge edge(checkpoint.size, std::move(levels));
    if (edge.root() != checkpoint.root) return std::nullopt;
    return edge;
}

std::vector<Hash> read_leaves(EventStore& store, std::int64_t position, std::int64_t limit) {
    const auto events =
        store.read_log({.after_position = position, .limit = limit, .with_metadata = false, .with_payload = false});
    std::vector<Hash> leaves;
    leaves.reserve(events.size());
    for (const RecordedEvent& event : events) {
        if (event.position != ++position)
            contradict(fmt::format("position {} is missing from the log, which goes on behind it", position));
        leaves.push_back(event.leaf_hash);
    }
    return leaves;
}

std::optional<SignedCheckpoint> read_signed_checkpoint(const TileFiles& files, const CheckpointKeys& keys,
                                                       std::int64_t epoch) {
    const auto note = files.read_checkpoint();
    if (!note) return std::nullopt;
    const auto opened = open_note(*note, keys.verifiers(epoch));
    const auto checkpoint = opened ? parse_checkpoint(opened->text) : std::nullopt;
    if (!checkpoint) {
        throw CheckpointKeyFault(
            fmt::format("{}/checkpoint was not signed by the keys of {}; name the file it was signed with by "
                        "--checkpoint-key-file",
                        files.folder().string(), log_origin(keys.name, epoch)));
    }
    if (checkpoint->origin != log_origin(keys.name, epoch) || checkpoint->size == 0)
        throw LogContradiction(fmt::format("{}/checkpoint is of another log", files.folder().string()));
    return SignedCheckpoint{*checkpoint, *note, epoch, {}};
}

SignedTree open_signed_tree(const std::filesystem::path& directory, const TileFiles& files, const CheckpointKeys& keys,
                            EventStore& store, const LogHead& head,
                            const std::function<void(std::string_view)>& on_line) {
    const auto epochs = signed_epochs(directory);
    if (!epochs.empty() && epochs.back() > head.epoch) {
        contradict(fmt::format("the log is of epoch {}, and epoch {} was signed already in {}", head.epoch,
                               epochs.back(), directory.string()));
    }
    SignedTree tree;
    tree.newest = read_signed_checkpoint(files, keys, head.epoch);
    if (!tree.newest) return tree;
    SignedCheckpoint& newest = *tree.newest;
    if (head.position < newest.checkpoint.size)
        contradict(fmt::format("the log ends at position {}, before {}", head.position, described(newest)));
    if (auto edge = read_edge(files, newest.checkpoint)) {
        tree.edge = *std::move(edge);
    } else {
        on_line(fmt::format("tiles in {} are missing or damaged; they are made again from the log",
                            files.folder().string()));
        tree.edge = edge_from_log(files, store, newest);
    }
    try {
        require_last_leaves(store, files, tree.edge, newest);
        newest.last_leaf = leaf_at(files, tree.edge, newest.checkpoint.size);
    } catch (const TileFault& fault) {
        on_line(fmt::format("{}; the tiles are made again from the log", fault.what()));
        tree.edge = edge_from_log(files, store, newest);
        newest.last_leaf = leaf_at(files, tree.edge, newest.checkpoint.size);
    }
    return tree;
}

void require_extension(const Checkpoint& older, const RightEdge& grown, const TileFiles& files) {
    if (grown.size() < older.size) throw LogContradiction("the tree is smaller than the one that was signed");
    TileTree nodes(files, grown, nullptr);
    const auto proof = consistency_proof(nodes, older.size, grown.size());
    const auto verified = verify_consistency(older.size, grown.size(), proof, older.root, grown.root());
    if (verified) return;
    contradict(fmt::format("the tree of size {} does not extend the one of size {} that was signed ({})", grown.size(),
                           older.size, to_string(verified.error())));
}

void require_leaf(EventStore& store, std::int64_t position, const Hash& leaf) {
    const auto leaves = read_leaves(store, position - 1, 1);
    if (leaves.empty()) contradict(fmt::format("the log ends before position {}, which the tree holds", position));
    if (leaves.front() == leaf) return;
    contradict(fmt::format("the log has another event at position {} than the tree", position));
}

}  // namespace suoledger::eventstore

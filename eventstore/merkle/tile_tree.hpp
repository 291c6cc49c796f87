// SPDX-License-Identifier: Apache-2.0
// Nodes of a signed tree: its right edge from memory, its full tiles from the disk, each compared with the hash above
// it when it is read, so that a damaged or replaced tile never reaches a proof.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "eventstore/merkle/tile_files.hpp"
#include "eventstore/merkle/tree.hpp"

namespace suoledger::eventstore {

/// Full tiles that were read and found right, the least recently used first to go. Of one tree that only grows, so
/// that they stay right. Thread-safe.
class TileCache {
public:
    using Hashes = std::shared_ptr<const std::vector<Hash>>;  // whoever reads one goes on after it was dropped

    explicit TileCache(std::size_t capacity) : capacity_(capacity) {}
    Hashes find(int level, std::int64_t index);
    void keep(int level, std::int64_t index, Hashes hashes);

private:
    using Key = std::pair<int, std::int64_t>;
    struct Entry {
        Hashes hashes;
        std::list<Key>::iterator age;
    };
    const std::size_t capacity_;
    std::mutex mutex_;
    std::list<Key> ages_;  // newest first
    std::map<Key, Entry> entries_;
};

/// For one thread and one size. Throws TileFault.
class TileTree final : public TreeNodes {
public:
    /// All must outlive it. Without a cache every tile is read anew.
    TileTree(const TileFiles& files, const RightEdge& edge, TileCache* cache)
        : files_(files), edge_(edge), cache_(cache) {}
    Hash node(int level, std::int64_t index) override;
    /// The first `name.width` hashes of the tile; empty when the tree is too small to have them.
    std::vector<Hash> tile(const TileName& name);

private:
    TileCache::Hashes full_tile(int level, std::int64_t index);
    const TileFiles& files_;
    const RightEdge& edge_;
    TileCache* const cache_;
};

}  // namespace suoledger::eventstore

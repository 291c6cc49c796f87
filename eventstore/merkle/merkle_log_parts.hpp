// SPDX-License-Identifier: Apache-2.0
// The Merkle log's thread and what it shares with whoever asks for proofs.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "eventstore/merkle/checkpoint_publisher.hpp"
#include "eventstore/merkle/handed_leaves.hpp"
#include "eventstore/merkle/merkle_log.hpp"
#include "eventstore/merkle/signed_tree.hpp"
#include "eventstore/merkle/tile_tree.hpp"

namespace suoledger::eventstore {

namespace merkle_limits {
inline constexpr std::size_t handed_leaves = 128 * 1024;  // 4 MB: half a minute of appends at full speed
inline constexpr std::size_t cached_tiles = 512;          // 4 MB
inline constexpr std::size_t unwritten_tiles = 256;       // 2 MB: what catching up holds before it goes to the disk
/// Between two checkpoints when somebody waits: each costs some fsyncs, which appends need too.
inline constexpr std::chrono::milliseconds early_interval{50};
inline constexpr std::chrono::milliseconds longest_sign_interval{10'000};
inline constexpr std::chrono::milliseconds first_pause{100}, longest_pause{2000};
}  // namespace merkle_limits

/// The signed tree as proofs see it; replaced whole by the next one.
struct ShownTree {
    RightEdge edge;
    SignedCheckpoint newest;
};

struct MerkleLog::Parts {
    using Time = std::chrono::steady_clock::time_point;

    Parts(MerkleLogOptions given, EventStore& log, Metrics& counted);
    ~Parts();

    void start();
    void stop();
    void run();
    /// False: it is over.
    bool wait();
    [[nodiscard]] Time sign_at() const;  // under the mutex
    void step();
    bool grow();
    void disbelieve(std::int64_t head);
    void take(const std::vector<Hash>& leaves);
    void sign();
    void write_tiles(const RightEdge& older);
    void show(SignedCheckpoint signed_one);
    void halt(const std::string& why);
    void on_fault(std::string_view what);
    void alarm(std::string_view what) const;
    [[nodiscard]] std::shared_ptr<const ShownTree> shown() const;
    [[nodiscard]] std::shared_ptr<const ShownTree> shown_with(std::int64_t size) const;

    MerkleLogOptions options;
    EventStore& store;
    Metrics& metrics;

    // Set by start, constant afterwards.
    std::vector<NoteSigner> signers;
    std::optional<TileFiles> files;
    std::vector<std::unique_ptr<CheckpointPublisher>> publishers;
    std::atomic<std::int64_t> epoch = 0;  // 0: not started

    TileCache cache{merkle_limits::cached_tiles};

    // Of the thread alone.
    RightEdge edge;
    Hash last_leaf{};
    std::vector<Tile> completed;  // not on the disk yet
    std::chrono::milliseconds pause{0};

    mutable std::mutex mutex;
    std::condition_variable wake, signed_more;
    // Guarded by the mutex.
    HandedLeaves handed{merkle_limits::handed_leaves};
    std::int64_t known_head = 0;
    std::int64_t signed_size = 0;
    std::int64_t wanted = 0;  // the highest position that somebody waits for
    int waiters = 0;
    bool is_idle = false;  // the thread waits for the first event behind the checkpoint
    Time signed_at{};
    std::shared_ptr<const ShownTree> tree;  // shared with those who make proofs of it
    std::string contradiction;
    bool stopping = false;

    std::thread thread;
};

}  // namespace suoledger::eventstore

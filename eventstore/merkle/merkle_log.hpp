// SPDX-License-Identifier: Apache-2.0
// The tree of the whole log, grown by tailing it, kept as C2SP tiles in a directory, and signed. Never in a writer's
// way: a thread of low priority takes what was committed from memory, and reads the log only to catch up.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/clock.hpp"
#include "eventstore/event_store.hpp"
#include "eventstore/merkle/checkpoint.hpp"
#include "eventstore/merkle/checkpoint_keys.hpp"
#include "eventstore/metrics.hpp"

namespace suoledger::eventstore {

/// The log is not the one that was signed: shorter than the last checkpoint, or with other leaves below it. Nothing is
/// signed any more; `suoledger recover --declare-loss` is what helps.
struct LogContradiction : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The newest signed checkpoint and its parts.
struct SignedCheckpoint {
    Checkpoint checkpoint;
    std::string note;
    std::int64_t epoch = 1;
    Hash last_leaf{};  // of position = size
};

/// Where checkpoints go so that they prove something: outside the database.
class CheckpointSink {
public:
    virtual ~CheckpointSink() = default;
    [[nodiscard]] virtual std::string_view name() const = 0;
    /// Called in order of size, one at a time, on a thread of its own; may block, bounded. Throws when it failed: it is
    /// given the newest one later, and older ones that it missed are not repeated.
    virtual void publish(const SignedCheckpoint& checkpoint) = 0;
    /// Likewise, by whoever declares a loss: the note that opens that epoch.
    virtual void publish_loss(std::int64_t epoch, std::string_view declaration) = 0;
};

struct MerkleLogOptions {
    std::filesystem::path directory;  // tiles of epoch n in <directory>/<n>/: checkpoint, tile/…
    CheckpointKeys keys;
    std::chrono::milliseconds sign_interval{
        1000};  // at most so often; AUDIT asks for every 10 s while there are events
    std::vector<std::unique_ptr<CheckpointSink>> sinks;
    std::function<void(std::string_view alarm)> on_alarm;  // a contradiction, a sink that fails; any thread
    std::function<void(std::string_view line)> on_line;    // of interest only: a tree made anew
    Clock now = system_now;
};

/// Thread-safe. Proofs are of trees that were signed (size ≤ that of the newest checkpoint).
class MerkleLog {
public:
    /// Touches nothing yet. The store and the metrics must outlive it.
    MerkleLog(MerkleLogOptions options, EventStore& store, Metrics& metrics);
    ~MerkleLog();
    MerkleLog(const MerkleLog&) = delete;
    MerkleLog& operator=(const MerkleLog&) = delete;

    /// Once: opens the directory, compares what was signed with the log, and begins to follow it. Throws
    /// LogContradiction when they do not fit, StoreUnavailable when the log cannot be read, CheckpointKeyFault when
    /// other keys signed what is there. What it threw may be mended and tried again. Before it nothing is signed
    /// and newest() is empty.
    void start();

    /// A batch of this process; what is not handed over is read from the log.
    void committed(std::shared_ptr<const std::vector<RecordedEvent>> batch);
    void notify_head(std::int64_t position);

    /// nullopt before the first event was signed.
    [[nodiscard]] std::optional<SignedCheckpoint> newest() const;
    /// Waits until a signed checkpoint covers `position`; false when that takes longer. Signs early for whoever waits.
    bool wait_until_signed(std::int64_t position, std::chrono::milliseconds limit);

    // Require positions and sizes within the newest checkpoint. Throw TileFault when a tile is missing or damaged.
    [[nodiscard]] std::vector<Hash> prove_inclusion(std::int64_t position, std::int64_t size);
    [[nodiscard]] std::vector<Hash> prove_consistency(std::int64_t from, std::int64_t to);
    [[nodiscard]] Hash root(std::int64_t size);
    /// Perfect subtrees inside the newest checkpoint's tree.
    [[nodiscard]] Hash node(int level, std::int64_t index);

    /// A file of the layout by its path below the prefix, "checkpoint" or e.g. "tile/0/x001/234", "tile/0/001.p/17";
    /// nullopt when there is none such (yet). Of a tile that has grown the narrower ones are there as well.
    [[nodiscard]] std::optional<std::string> tile(std::string_view path) const;

    // These three throw StoreUnavailable before `start` has returned.
    /// Signs with the epoch's signers.
    [[nodiscard]] std::string sign(std::string_view text) const;
    [[nodiscard]] std::vector<NoteVerifier> verifiers() const;
    [[nodiscard]] std::int64_t epoch() const;
    /// Names why nothing is signed any more; empty while all is well.
    [[nodiscard]] std::string contradiction() const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace suoledger::eventstore

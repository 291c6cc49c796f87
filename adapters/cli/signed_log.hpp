// SPDX-License-Identifier: Apache-2.0
// What the service signed, read from its data directory beside it: nothing is written, nothing is signed on top.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "adapters/cli/command_store.hpp"
#include "eventstore/merkle/merkle_log.hpp"
#include "eventstore/merkle/tile_tree.hpp"

namespace suoledger::adapters {

/// Those of --checkpoint-key-file, if it was given: read while still root, as which such files are often kept. Throws
/// CommandFault.
std::optional<eventstore::CheckpointKeys> named_checkpoint_keys(const LoadedConfig& loaded);

class SignedLog {
public:
    /// The newest checkpoint of the log's epoch; without named keys those in the data directory are used. Throws
    /// CommandFault when there is no checkpoint, or none of these keys signed it.
    SignedLog(const CommandStart& start, eventstore::EventStore& store,
              std::optional<eventstore::CheckpointKeys> named_keys);

    [[nodiscard]] const eventstore::Checkpoint& checkpoint() const { return newest_.checkpoint; }
    [[nodiscard]] const std::string& note() const { return newest_.note; }
    [[nodiscard]] std::vector<eventstore::NoteVerifier> verifiers() const { return keys_.verifiers(epoch_); }
    /// Of texts that speak of that checkpoint.
    [[nodiscard]] std::string sign(const std::string& text) const;
    /// Throws TileFault.
    [[nodiscard]] eventstore::TreeNodes& tree() { return tree_; }

private:
    std::int64_t epoch_;
    eventstore::CheckpointKeys keys_;
    eventstore::TileFiles files_;
    eventstore::SignedCheckpoint newest_;
    eventstore::RightEdge edge_;
    eventstore::TileCache cache_;
    eventstore::TileTree tree_;
};

}  // namespace suoledger::adapters

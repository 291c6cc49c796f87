// SPDX-License-Identifier: Apache-2.0
// Checkpoint, keys and tiles, as the service left them a moment ago.
#include "adapters/cli/signed_log.hpp"

#include <fmt/format.h>

#include <utility>

#include "adapters/cli/exit_codes.hpp"
#include "adapters/service/checkpoint_keys_file.hpp"
#include "eventstore/merkle/signed_tree.hpp"

namespace suoledger::adapters {
namespace {

constexpr std::size_t tiles_in_memory = 256;

struct Newest {
    eventstore::SignedCheckpoint checkpoint;
    eventstore::RightEdge edge;
};

std::optional<eventstore::SignedCheckpoint> read_checkpoint(const eventstore::TileFiles& files,
                                                            const eventstore::CheckpointKeys& keys,
                                                            std::int64_t epoch) {
    try {
        return eventstore::read_signed_checkpoint(files, keys, epoch);
    } catch (const eventstore::CheckpointKeyFault& fault) {
        throw CommandFault{EX_CONFIG, fault.what()};
    }
}

/// A service that signs on writes behind what this checkpoint covers.
Newest read_newest(const eventstore::TileFiles& files, const eventstore::CheckpointKeys& keys, std::int64_t epoch) {
    const auto newest = read_checkpoint(files, keys, epoch);
    const std::string folder = files.folder().string();
    if (!newest)
        throw CommandFault{
            EX_DATAERR, fmt::format("nothing is signed in {}: give the --data-dir of the service that signs", folder)};
    auto edge = eventstore::read_edge(files, newest->checkpoint);
    if (!edge) throw CommandFault{EX_DATAERR, fmt::format("{}: its tiles do not lead to its checkpoint", folder)};
    return {*newest, *std::move(edge)};
}

eventstore::CheckpointKeys read_keys(const std::filesystem::path& file) {
    try {
        return eventstore::CheckpointKeys::load_or_create(file, false);
    } catch (const eventstore::CheckpointKeyFault& fault) {
        throw CommandFault{EX_CONFIG, fault.what()};
    }
}

}  // namespace

std::optional<eventstore::CheckpointKeys> named_checkpoint_keys(const LoadedConfig& loaded) {
    if (!loaded.config.checkpoint_key_file) return std::nullopt;
    return read_keys(*loaded.config.checkpoint_key_file);
}

SignedLog::SignedLog(const CommandStart& start, eventstore::EventStore& store,
                     std::optional<eventstore::CheckpointKeys> named_keys)
    : epoch_(store.head().epoch),
      keys_(named_keys ? *std::move(named_keys) : read_keys(own_checkpoint_key_file(start.config.data_dir))),
      files_(eventstore::epoch_folder(audit_directory(start.config.data_dir), epoch_)),
      cache_(tiles_in_memory),
      tree_(files_, edge_, &cache_) {
    Newest newest = read_newest(files_, keys_, epoch_);
    newest_ = std::move(newest.checkpoint);
    edge_ = std::move(newest.edge);
}

std::string SignedLog::sign(const std::string& text) const {
    const auto signers = keys_.signers(epoch_);
    return eventstore::sign_note(text, signers);
}

}  // namespace suoledger::adapters

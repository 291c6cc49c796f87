// SPDX-License-Identifier: Apache-2.0
// Paths, and opening what lies there.
#include "adapters/service/checkpoint_keys_file.hpp"

namespace suoledger::adapters {
namespace {

namespace fs = std::filesystem;

OpenedCheckpointKeys open_keys(const fs::path& file) {
    return {eventstore::CheckpointKeys::load_or_create(file, true), file};
}

}  // namespace

std::optional<OpenedCheckpointKeys> open_named_checkpoint_keys(const Config& config) {
    if (!config.checkpoint_key_file) {
        return std::nullopt;
    }
    return open_keys(*config.checkpoint_key_file);
}

OpenedCheckpointKeys open_own_checkpoint_keys(const fs::path& data_dir) {
    return open_keys(own_checkpoint_key_file(data_dir));
}

fs::path own_checkpoint_key_file(const fs::path& data_dir) { return data_dir / "checkpoint-keys.json"; }
fs::path audit_directory(const fs::path& data_dir) { return data_dir / "audit"; }

}  // namespace suoledger::adapters

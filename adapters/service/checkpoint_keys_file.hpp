// SPDX-License-Identifier: Apache-2.0
// The checkpoint keys of a process, and where they and the log's tiles lie.
#pragma once

#include <filesystem>
#include <optional>

#include "adapters/cli/config.hpp"
#include "eventstore/merkle/checkpoint_keys.hpp"

namespace suoledger::adapters {

struct OpenedCheckpointKeys {
    eventstore::CheckpointKeys keys;
    std::filesystem::path file;
};

/// What `--checkpoint-key-file` names, made when absent, else nothing. Call it while still root, as which such files
/// are often kept.
std::optional<OpenedCheckpointKeys> open_named_checkpoint_keys(const Config& config);
/// <data-dir>/checkpoint-keys.json, made when absent.
OpenedCheckpointKeys open_own_checkpoint_keys(const std::filesystem::path& data_dir);

std::filesystem::path own_checkpoint_key_file(const std::filesystem::path& data_dir);
std::filesystem::path audit_directory(const std::filesystem::path& data_dir);

}  // namespace suoledger::adapters

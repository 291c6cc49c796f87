// SPDX-License-Identifier: Apache-2.0
// What is signed when events are lost for good: how far the old epoch's log still stands, what is missing of it, and
// which epoch follows.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "eventstore/merkle/merkle_log.hpp"
#include "eventstore/merkle/tile_files.hpp"

namespace suoledger::eventstore {

/// Text: "suoledger/loss-declaration/v1", then for the last good and the last signed state the checkpoint's three lines
/// (same origin), the first and the last lost position with a space between, the next origin, the time (RFC 3339).
struct LossDeclaration {
    Checkpoint last_good, last_signed;  // of the old epoch; last_good.size ≤ last_signed.size
    std::string next_origin;
    domain::Timestamp declared_at;
    [[nodiscard]] std::int64_t first_lost() const { return last_good.size + 1; }
    [[nodiscard]] std::int64_t last_lost() const { return last_signed.size; }
    bool operator==(const LossDeclaration&) const = default;
};
std::string loss_declaration_text(const LossDeclaration& declaration);
std::optional<LossDeclaration> parse_loss_declaration(std::string_view text);

/// The newest signed state of a directory, whatever the log says.
struct LastSigned {
    SignedCheckpoint checkpoint;
    TileFiles files;
};
/// nullopt when nothing was signed there. Throws CheckpointKeyFault.
std::optional<LastSigned> find_last_signed(const std::filesystem::path& directory, const CheckpointKeys& keys);

/// The longest piece of the signed tree, from its first leaf on, that the log still has. Only what the tiles show
/// counts: where they are damaged the piece ends, so that nothing is called good that cannot be shown to be. Throws
/// StoreUnavailable.
Checkpoint find_last_good(EventStore& store, const LastSigned& last_signed);

/// <directory>/<epoch>/loss-declaration
std::filesystem::path loss_declaration_file(const std::filesystem::path& directory, std::int64_t epoch);

}  // namespace suoledger::eventstore

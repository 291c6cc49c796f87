// SPDX-License-Identifier: Apache-2.0
// The file of checkpoint keys (mode 0600, beside the KEK ring): the log's name and the Ed25519 seeds that sign for it.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "eventstore/merkle/signed_note.hpp"

namespace suoledger::eventstore {

struct CheckpointKeyFault : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Newest first. While a key is being replaced both sign, so that who holds either believes the checkpoint; a retired
/// one signs no more, and its public half stays so that old checkpoints can be verified.
struct CheckpointKeys {
    std::string name;                // of the log, without spaces and '+', e.g. "suoledger/3f0c…"
    std::vector<SecretKey> signing;  // at least one
    std::vector<Ed25519PublicKey> retired;
    bool is_new = false;  // made just now

    /// Reads the file; makes one with a fresh key and a random name if there is none and `create` is set. Throws
    /// CheckpointKeyFault naming --checkpoint-key-file. File form: JSON
    /// {"name":"…","signing":["<base64url seed>",…],"retired":["<base64url public key>",…]}.
    static CheckpointKeys load_or_create(const std::filesystem::path& file, bool create);
    void save(const std::filesystem::path& file) const;  // atomically, mode 0600

    /// For the log's epoch: key names carry it.
    [[nodiscard]] std::vector<NoteSigner> signers(std::int64_t epoch) const;
    [[nodiscard]] std::vector<NoteVerifier> verifiers(std::int64_t epoch) const;  // signing and retired
};

}  // namespace suoledger::eventstore

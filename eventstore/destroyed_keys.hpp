// SPDX-License-Identifier: Apache-2.0
// The list of destroyed keys: signed notes one behind another in a file outside the database, each naming the hash of
// the one before. What it names stays destroyed, whatever a restored database holds (docs/audit-format.md).
#pragma once

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <vector>

#include "domain/time.hpp"
#include "domain/uuid.hpp"
#include "eventstore/merkle/checkpoint_keys.hpp"

namespace suoledger::eventstore {

/// The list was changed, is not ours, or lacks what it must name; the text says which and what to do.
struct DestroyedKeysFault : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct ListedKey {
    std::int64_t number = 0;  // from 1
    domain::Uuid tenant, key_id;
    domain::Timestamp destroyed_at;
    bool operator==(const ListedKey&) const = default;
};

/// One note's text; `previous` is the SHA-256 of the note before, signatures included, or zeros.
std::string text_of(const ListedKey& key, const Hash& previous);

/// Thread-safe, and safe beside other processes that write to the same file. Signed and verified by the keys of
/// checkpoints, under the log's name without its epoch.
class DestroyedKeys {
public:
    /// `<kek file's folder>/destroyed-keys`
    static std::filesystem::path beside(const std::filesystem::path& kek_file);

    /// Reads and verifies all of it; a file that is not there is an empty list, made at the first entry. A last note
    /// that a power cut left unfinished is taken away. Throws DestroyedKeysFault, std::system_error.
    DestroyedKeys(std::filesystem::path file, CheckpointKeys keys);

    /// True when there is a file.
    [[nodiscard]] bool exists() const;
    /// Durable when it returns; a key that is named already keeps its entry.
    ListedKey add(const domain::Uuid& tenant, const domain::Uuid& key_id, domain::Timestamp now);
    [[nodiscard]] bool contains(const domain::Uuid& key_id);
    /// In order, with what other processes added meanwhile.
    [[nodiscard]] std::vector<ListedKey> entries();
    [[nodiscard]] const std::filesystem::path& file() const { return file_; }

private:
    void read_on(int descriptor);  // under the mutex, and the file's lock
    void take_note(std::string_view note);

    const std::filesystem::path file_;
    const std::vector<NoteSigner> signers_;
    const std::vector<NoteVerifier> verifiers_;
    std::mutex mutex_;
    std::vector<ListedKey> entries_;
    std::unordered_map<domain::Uuid, std::size_t> by_key_;
    std::int64_t read_bytes_ = 0;
    Hash last_hash_{};
};

}  // namespace suoledger::eventstore

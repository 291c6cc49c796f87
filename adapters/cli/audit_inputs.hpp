// SPDX-License-Identifier: Apache-2.0
// What an audit on the command line has at hand beside the events: keys it trusts, checkpoints, tiles, subject keys.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "adapters/cli/command_store.hpp"
#include "eventstore/audit/audit.hpp"
#include "eventstore/merkle/signed_note.hpp"

namespace suoledger::adapters {

/// What is in a file that was named on the command line. Throws CommandFault(EX_NOINPUT).
std::string read_named_file(const std::string& file);
/// Throws CommandFault(EX_USAGE) for one that is malformed.
std::vector<eventstore::NoteVerifier> parse_public_keys(const std::vector<std::string>& texts);

struct NamedNote {
    std::string source, note;
};

/// Believed checkpoints, and findings for those that are not.
struct OpenedCheckpoints {
    std::vector<eventstore::KnownCheckpoint> known;
    std::vector<eventstore::Finding> findings;
};
OpenedCheckpoints open_checkpoints(const std::vector<NamedNote>& notes,
                                   const std::vector<eventstore::NoteVerifier>& trusted);

/// Of the file that the configuration names, for as long as the process may read it; empty when it names none.
std::vector<eventstore::NoteVerifier> keys_of_named_file(const Config& config);

/// Of the data directory: what the keeper of this log has.
class OwnEvidence {
public:
    /// Reads the keeper's checkpoint, so make it before the log's head is looked at: a live log goes on meanwhile.
    /// `named`: keys that the auditor trusts; empty: those of the data directory.
    OwnEvidence(const CommandStart& start, std::vector<eventstore::NoteVerifier> named);

    [[nodiscard]] const std::vector<eventstore::NoteVerifier>& trusted() const { return trusted_; }
    /// Takes out checkpoints of earlier epochs that cover events which a signed declaration calls lost.
    void set_aside_lost(OpenedCheckpoints& opened, std::vector<std::string>& left_out) const;
    /// Adds the keeper's own checkpoint, tiles and list of destroyed keys; what is wrong with them goes to `findings`,
    /// what cannot be looked at to `left_out`.
    void add_to(std::int64_t epoch, eventstore::AuditInput& input, std::vector<eventstore::Finding>& findings,
                std::vector<std::string>& left_out) const;

private:
    void add_checkpoint(std::int64_t epoch, eventstore::AuditInput& input, std::vector<eventstore::Finding>& findings,
                        std::vector<std::string>& left_out) const;

    std::filesystem::path audit_directory_, destroyed_list_;
    std::vector<eventstore::NoteVerifier> trusted_;
    std::map<std::int64_t, std::string> notes_;  // of own checkpoints, by epoch
    std::vector<NamedNote> declarations_;        // of losses
};

/// The ring that opens subject keys, where there is one; nothing is made.
std::optional<eventstore::KekRing> existing_ring(const CommandStart& start);

}  // namespace suoledger::adapters

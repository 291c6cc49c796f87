// SPDX-License-Identifier: Apache-2.0
// Files of the data directory, read and never written.
#include "adapters/cli/audit_inputs.hpp"

#include <fmt/format.h>

#include <charconv>
#include <fstream>
#include <iterator>

#include "adapters/cli/exit_codes.hpp"
#include "adapters/service/checkpoint_keys_file.hpp"
#include "eventstore/audit/signed_checkpoints.hpp"
#include "eventstore/merkle/checkpoint_keys.hpp"
#include "eventstore/merkle/tile_files.hpp"

namespace suoledger::adapters {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> read_if_there(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) {
        return std::nullopt;
    }
    return std::string{std::istreambuf_iterator<char>(stream), {}};
}

std::vector<eventstore::NoteVerifier> keys_in(const fs::path& file) {
    std::error_code ignored;
    if (!fs::exists(file, ignored)) {
        return {};
    }
    return eventstore::CheckpointKeys::load_or_create(file, false).verifiers(1);
}

fs::path kek_file(const CommandStart& start) {
    return start.config.kek_file.value_or(start.config.data_dir / "kek.json");
}

}  // namespace

std::string read_named_file(const std::string& file) {
    auto text = read_if_there(file);
    if (!text) {
        throw CommandFault{EX_NOINPUT, fmt::format("cannot read {}", file)};
    }
    return *std::move(text);
}

std::vector<eventstore::NoteVerifier> keys_of_named_file(const Config& config) {
    return config.checkpoint_key_file ? keys_in(*config.checkpoint_key_file) : std::vector<eventstore::NoteVerifier>{};
}

std::vector<eventstore::NoteVerifier> parse_public_keys(const std::vector<std::string>& texts) {
    std::vector<eventstore::NoteVerifier> keys;
    for (const std::string& text : texts) {
        const auto key = eventstore::parse_note_verifier(text);
        if (!key) {
            throw CommandFault{EX_USAGE,
                               fmt::format("--public-key {}: expected name+id+key, as `suoledger` shows it", text)};
        }
        keys.push_back(*key);
    }
    return keys;
}

OpenedCheckpoints open_checkpoints(const std::vector<NamedNote>& notes,
                                   const std::vector<eventstore::NoteVerifier>& trusted) {
    if (!notes.empty() && trusted.empty()) {
        throw CommandFault{EX_USAGE, "no key is known to verify checkpoints with: name it by --public-key"};
    }
    OpenedCheckpoints opened;
    for (const NamedNote& note : notes) {
        auto checkpoint = eventstore::open_checkpoint(note.source, note.note, trusted);
        if (checkpoint) {
            opened.known.push_back({fmt::format("{} ({})", note.source, checkpoint->origin), *checkpoint, false});
        } else {
            opened.findings.push_back(checkpoint.error());
        }
    }
    return opened;
}

OwnEvidence::OwnEvidence(const CommandStart& start, std::vector<eventstore::NoteVerifier> named)
    : audit_directory_(audit_directory(start.config.data_dir)),
      destroyed_list_(kek_file(start).parent_path() / "destroyed-keys"),
      trusted_(named.empty() ? keys_in(own_checkpoint_key_file(start.config.data_dir)) : std::move(named)) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(audit_directory_, ignored)) {
        const std::string name = entry.path().filename();
        std::int64_t epoch = 0;
        const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), epoch);
        if (error != std::errc{} || end != name.data() + name.size()) {
            continue;
        }
        if (auto note = read_if_there(entry.path() / "checkpoint")) {
            notes_[epoch] = *std::move(note);
        }
        const fs::path loss = eventstore::loss_declaration_file(audit_directory_, epoch);
        if (auto note = read_if_there(loss)) {
            declarations_.push_back({loss.string(), *std::move(note)});
        }
    }
}

void OwnEvidence::set_aside_lost(OpenedCheckpoints& opened, std::vector<std::string>& left_out) const {
    if (trusted_.empty()) {
        return;
    }
    for (const NamedNote& note : declarations_) {
        const auto declared = eventstore::open_loss_declaration(note.source, note.note, trusted_);
        if (!declared) {
            opened.findings.push_back(declared.error());
            continue;
        }
        const auto lost = [&](const eventstore::KnownCheckpoint& known) {
            return known.checkpoint.origin == declared->last_good.origin &&
                   known.checkpoint.size > declared->last_good.size;
        };
        for (const eventstore::KnownCheckpoint& known : opened.known) {
            if (lost(known)) {
                left_out.push_back(fmt::format("{}: {} declares the events behind position {} of it lost", known.source,
                                               note.source, declared->last_good.size));
            }
        }
        std::erase_if(opened.known, lost);
    }
}

void OwnEvidence::add_to(std::int64_t epoch, eventstore::AuditInput& input, std::vector<eventstore::Finding>& findings,
                         std::vector<std::string>& left_out) const {
    add_checkpoint(epoch, input, findings, left_out);
    const auto list = read_if_there(destroyed_list_);
    if (!list) {
        return;
    }
    if (trusted_.empty()) {
        left_out.emplace_back("the list of destroyed keys: no key is known to verify it with");
        return;
    }
    auto keys = eventstore::read_destroyed_list(destroyed_list_.string(), *list, trusted_);
    if (!keys) {
        findings.push_back(keys.error());
        return;
    }
    input.destroyed_list = *std::move(keys);
    input.destroyed_meanwhile = [file = destroyed_list_, trusted = trusted_] {
        const auto now = read_if_there(file);
        return eventstore::read_destroyed_list(file.string(), now.value_or(""), trusted)
            .value_or(std::vector<domain::Uuid>{});
    };
}

void OwnEvidence::add_checkpoint(std::int64_t epoch, eventstore::AuditInput& input,
                                 std::vector<eventstore::Finding>& findings, std::vector<std::string>& left_out) const {
    const fs::path directory = audit_directory_ / std::to_string(epoch);
    const auto note = notes_.find(epoch);
    if (note == notes_.end()) {
        std::error_code ignored;
        if (fs::exists(directory / "tile", ignored)) {
            findings.push_back({eventstore::FindingCode::checkpoint_missing, 0, 0,
                                fmt::format("{} holds tiles and no checkpoint", directory.string())});
        } else {
            left_out.emplace_back("tiles and the log's own checkpoint: the data directory has none of this epoch");
        }
        return;
    }
    if (trusted_.empty()) {
        left_out.emplace_back("tiles and the log's own checkpoint: no key is known to verify it with");
        return;
    }
    const std::string source = (directory / "checkpoint").string();
    const auto checkpoint = eventstore::open_checkpoint(source, note->second, trusted_);
    if (!checkpoint) {
        findings.push_back(checkpoint.error());
        return;
    }
    input.checkpoints.push_back({source, *checkpoint, true});
    input.tiles = eventstore::OwnTiles{
        [files = eventstore::TileFiles(directory)](const eventstore::TileName& name) { return files.read(name); },
        checkpoint->size};
}

std::optional<eventstore::KekRing> existing_ring(const CommandStart& start) {
    if (start.named_ring) {
        return start.named_ring->ring;
    }
    std::error_code ignored;
    if (!fs::exists(kek_file(start), ignored)) {
        return std::nullopt;
    }
    return eventstore::KekRing::load_or_create(kek_file(start), false);
}

}  // namespace suoledger::adapters

// SPDX-License-Identifier: Apache-2.0
// The list is a chain of signed notes; cutting its end is seen by comparing it with the log.
#include "eventstore/audit/destroyed_keys.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

#include "eventstore/audit/signed_checkpoints.hpp"

namespace suoledger::eventstore {
namespace {

namespace json = boost::json;

constexpr std::string_view note_title = "suoledger/destroyed-key/v1";
constexpr std::string_view destroyed_event = "subject_key_destroyed";

std::vector<NoteVerifier> under_the_logs_name(std::span<const NoteVerifier> trusted) {
    std::vector<NoteVerifier> found;
    for (const NoteVerifier& key : trusted)
        found.push_back({std::string(log_name_of(key.name).value_or(key.name)), key.public_key});
    return found;
}

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const auto end = text.find('\n');
        lines.push_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return lines;
}

}  // namespace

std::expected<std::vector<domain::Uuid>, Finding> read_destroyed_list(std::string_view source, std::string_view text,
                                                                      std::span<const NoteVerifier> trusted) {
    const auto keys = under_the_logs_name(trusted);
    std::vector<domain::Uuid> destroyed;
    Hash previous{};
    const auto refuse = [&](std::string_view why) {
        return std::unexpected(Finding{FindingCode::destroyed_list_invalid, 0, 0,
                                       fmt::format("{}: entry {} {}", source, destroyed.size() + 1, why)});
    };
    for (const std::string_view note : split_notes(text)) {
        const auto opened = open_note(note, keys);
        if (!opened) return refuse("bears no valid signature of a trusted key");
        const auto lines = lines_of(opened->text);
        // title, number, tenant, key, time, hash of the note before
        if (lines.size() != 6 || lines[0] != note_title) return refuse("is no destroyed key");
        if (lines[1] != std::to_string(destroyed.size() + 1)) return refuse("is out of turn");
        if (lines[5] != hex(previous)) return refuse("does not follow the one before it");
        const auto key = domain::parse_uuid(lines[3]);
        if (!key) return refuse("names no key");
        destroyed.push_back(*key);
        previous = sha256({bytes_of(note)});
    }
    return destroyed;
}

DestroyedKeysCheck::DestroyedKeysCheck(std::optional<std::vector<domain::Uuid>> list) : has_list_(list.has_value()) {
    if (!list) return;
    for (const domain::Uuid& key : *list) keys_[key].in_list = true;
}

void DestroyedKeysCheck::note(const RecordedEvent& event) {
    if (event.event_type != destroyed_event) return;
    boost::system::error_code error;
    const json::value payload = json::parse(event.payload, error);
    const json::value* id = error || !payload.is_object() ? nullptr : payload.get_object().if_contains("key_id");
    if (id == nullptr || !id->is_string()) return;
    if (const auto key = domain::parse_uuid(std::string_view(id->get_string()))) keys_[*key].position = event.position;
}

std::vector<domain::Uuid> DestroyedKeysCheck::all() const {
    std::vector<domain::Uuid> ids;
    for (const auto& [id, known] : keys_) ids.push_back(id);
    return ids;
}

Finding DestroyedKeysCheck::returned(const domain::Uuid& key_id) const {
    return {FindingCode::destroyed_key_returned, keys_.at(key_id).position, 0,
            fmt::format("key {} was destroyed, and is there again", domain::to_string(key_id))};
}

std::optional<Finding> DestroyedKeysCheck::missing_from_list() const {
    if (!has_list_) return std::nullopt;
    for (const auto& [id, known] : keys_)
        if (!known.in_list)
            return Finding{FindingCode::destroyed_list_invalid, known.position, 0,
                           fmt::format("key {} was destroyed at this position, and the list does not have it",
                                       domain::to_string(id))};
    return std::nullopt;
}

}  // namespace suoledger::eventstore

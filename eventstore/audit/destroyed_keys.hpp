// SPDX-License-Identifier: Apache-2.0
// Keys that were destroyed, as the log and the signed list beside the KEK say: none of them may be there again.
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/audit/finding.hpp"
#include "eventstore/merkle/signed_note.hpp"
#include "eventstore/recorded_event.hpp"

namespace suoledger::eventstore {

/// Of the signed list, in order. Each note is signed under the log's name (a trusted key's name without the epoch),
/// numbered from 1, and holds the hash of the one before it.
std::expected<std::vector<domain::Uuid>, Finding> read_destroyed_list(std::string_view source, std::string_view text,
                                                                      std::span<const NoteVerifier> trusted);

class DestroyedKeysCheck {
public:
    /// `list` nullopt: it is not at hand, and the log alone speaks.
    explicit DestroyedKeysCheck(std::optional<std::vector<domain::Uuid>> list);
    /// Any event of the log.
    void note(const RecordedEvent& event);
    [[nodiscard]] std::vector<domain::Uuid> all() const;
    [[nodiscard]] bool has(const domain::Uuid& key_id) const { return keys_.contains(key_id); }
    [[nodiscard]] Finding returned(const domain::Uuid& key_id) const;
    /// The list is written before the event: it has every key that the log calls destroyed.
    [[nodiscard]] std::optional<Finding> missing_from_list() const;

private:
    struct Known {
        bool in_list = false;
        std::int64_t position = 0;  // of its event; 0: not met
    };
    const bool has_list_;
    std::map<domain::Uuid, Known> keys_;
};

}  // namespace suoledger::eventstore

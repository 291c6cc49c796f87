// SPDX-License-Identifier: Apache-2.0
// What an audit finds: where, what, and a sentence for people.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace suoledger::eventstore {

/// Wire names are stable: scripts of auditors tell findings apart by them.
enum class FindingCode : std::uint8_t {
    // of one event
    event_unreadable,
    position_not_dense,
    leaf_hash_differs,
    tenant_sequence_not_dense,
    stream_version_not_dense,
    series_number_not_dense,
    series_wrong,
    recorded_at_falls,
    effective_at_ahead,
    metadata_unreadable,
    event_id_wrong,
    payload_unreadable,
    postings_unbalanced,
    blob_does_not_open,
    subject_key_does_not_open,
    subject_key_missing,
    // of the log as a whole
    log_head_differs,
    root_differs,
    leaf_differs_from_tile,
    tile_differs,
    tile_missing,
    checkpoint_malformed,
    checkpoint_signature_invalid,
    checkpoint_origin_differs,
    checkpoint_missing,
    checkpoint_beyond_log,
    checkpoint_replayed,
    checkpoint_behind,
    bundle_malformed,
    events_withheld,
    tenant_head_invalid,
    destroyed_list_invalid,
    destroyed_key_returned,
};
std::string_view to_string(FindingCode code);

struct Finding {
    FindingCode code{};
    /// The first bad one; 0 where none can be named. Where only a range can be, it begins here and ends with `up_to`.
    std::int64_t position = 0;
    std::int64_t up_to = 0;  // 0: exactly at `position`
    std::string detail;      // nothing personal
    bool operator==(const Finding&) const = default;
};

/// A source met an event that cannot even be represented.
struct UnreadableEvent : std::runtime_error {
    UnreadableEvent(std::int64_t at, const std::string& why) : std::runtime_error(why), position(at) {}
    std::int64_t position;
};

}  // namespace suoledger::eventstore

// SPDX-License-Identifier: Apache-2.0
// Wire names of findings.
#include "eventstore/audit/finding.hpp"

namespace suoledger::eventstore {

std::string_view to_string(FindingCode code) {
    switch (code) {
        case FindingCode::event_unreadable:
            return "event_unreadable";
        case FindingCode::position_not_dense:
            return "position_not_dense";
        case FindingCode::leaf_hash_differs:
            return "leaf_hash_differs";
        case FindingCode::tenant_sequence_not_dense:
            return "tenant_sequence_not_dense";
        case FindingCode::stream_version_not_dense:
            return "stream_version_not_dense";
        case FindingCode::series_number_not_dense:
            return "series_number_not_dense";
        case FindingCode::series_wrong:
            return "series_wrong";
        case FindingCode::recorded_at_falls:
            return "recorded_at_falls";
        case FindingCode::effective_at_ahead:
            return "effective_at_ahead";
        case FindingCode::metadata_unreadable:
            return "metadata_unreadable";
        case FindingCode::event_id_wrong:
            return "event_id_wrong";
        case FindingCode::payload_unreadable:
            return "payload_unreadable";
        case FindingCode::postings_unbalanced:
            return "postings_unbalanced";
        case FindingCode::blob_does_not_open:
            return "blob_does_not_open";
        case FindingCode::subject_key_does_not_open:
            return "subject_key_does_not_open";
        case FindingCode::subject_key_missing:
            return "subject_key_missing";
        case FindingCode::log_head_differs:
            return "log_head_differs";
        case FindingCode::root_differs:
            return "root_differs";
        case FindingCode::leaf_differs_from_tile:
            return "leaf_differs_from_tile";
        case FindingCode::tile_differs:
            return "tile_differs";
        case FindingCode::tile_missing:
            return "tile_missing";
        case FindingCode::checkpoint_malformed:
            return "checkpoint_malformed";
        case FindingCode::checkpoint_signature_invalid:
            return "checkpoint_signature_invalid";
        case FindingCode::checkpoint_origin_differs:
            return "checkpoint_origin_differs";
        case FindingCode::checkpoint_missing:
            return "checkpoint_missing";
        case FindingCode::checkpoint_beyond_log:
            return "checkpoint_beyond_log";
        case FindingCode::checkpoint_replayed:
            return "checkpoint_replayed";
        case FindingCode::checkpoint_behind:
            return "checkpoint_behind";
        case FindingCode::bundle_malformed:
            return "bundle_malformed";
        case FindingCode::events_withheld:
            return "events_withheld";
        case FindingCode::tenant_head_invalid:
            return "tenant_head_invalid";
        case FindingCode::destroyed_list_invalid:
            return "destroyed_list_invalid";
        case FindingCode::destroyed_key_returned:
            return "destroyed_key_returned";
    }
    return "unknown";
}

}  // namespace suoledger::eventstore

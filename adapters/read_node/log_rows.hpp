// SPDX-License-Identifier: Apache-2.0
// The keys and rows in which a read node keeps the log: events by position, and where to find those of a stream, of a
// business, of a type.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "eventstore/recorded_event.hpp"
#include "projections/row_fields.hpp"

namespace suoledger::eventstore {
// In the namespace of their types, so that argument-dependent look-up finds them.
template <class Archive>
void fields(Archive& a, projections::Like<Archive, RecordedEvent>& v) {
    a(v.position, v.event_id, v.stream, v.tenant_sequence, v.stream_version, v.event_type, v.schema_version,
      v.recorded_at, v.effective_at, v.series, v.series_number, v.salt, v.metadata, v.payload, v.leaf_hash);
}
template <class Archive>
void fields(Archive& a, projections::Like<Archive, LogHead>& v) {
    a(v.epoch, v.epoch_id, v.position, v.recorded_at, v.leaf_hash);
}
}  // namespace suoledger::eventstore

namespace suoledger::adapters {

/// What is asked of an event before it is read, in the index of its business.
struct IndexedEvent {
    domain::Uuid stream_id;
    std::string event_type;
};
template <class Archive>
void fields(Archive& a, projections::Like<Archive, IndexedEvent>& v) {
    a(v.stream_id, v.event_type);
}

namespace log_key {
inline constexpr std::string_view head = "h";
/// In front of the events, and of each index.
[[nodiscard]] std::string events();
[[nodiscard]] std::string of_tenant(const domain::Uuid& tenant);
[[nodiscard]] std::string of_type(std::string_view event_type);
[[nodiscard]] std::string of_stream(const domain::StreamId& stream);
/// A position, or a version: 8 bytes at the end of every key but the head's, so that keys are in the order of numbers.
[[nodiscard]] std::string at(std::string prefix, std::int64_t number);
[[nodiscard]] std::int64_t number_in(std::string_view key);
}  // namespace log_key

}  // namespace suoledger::adapters

// SPDX-License-Identifier: Apache-2.0
// One event as a record of Kafka: CloudEvents 1.0 in binary mode (docs/adr/0030), the whole row of the log in it.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/recorded_event.hpp"

namespace suoledger::adapters {

struct KafkaHeader {
    std::string name, value;
    bool operator==(const KafkaHeader&) const = default;
};

struct KafkaMessage {
    std::optional<std::string> key;
    std::vector<KafkaHeader> headers;
    std::string value;
    std::int64_t timestamp_ms = 0;  // the record's own; 0: when it was sent. Not read back
    bool operator==(const KafkaMessage&) const = default;
};

/// As Kafka counts, in whole milliseconds.
inline std::int64_t record_time_of(domain::Timestamp instant) { return instant.microseconds / 1000; }

/// Which history a position is of. A declared loss opens the next one, and its records begin at position 1 again.
struct LogEpoch {
    std::int64_t number = 1;
    domain::Uuid id;
    bool operator==(const LogEpoch&) const = default;
};

struct LogRecord {
    LogEpoch epoch;
    eventstore::RecordedEvent event;
    bool operator==(const LogRecord&) const = default;
};

/// Without a key. The value is the stored payload, byte for byte. The record's time is `recorded_at`, which never
/// falls, so that a reader finds a position by it.
KafkaMessage to_log_record(const eventstore::RecordedEvent& event, const LogEpoch& epoch);

/// The key is not looked at, nor are headers of other names. Says which header is missing, twice there or malformed.
/// Whether the leaf hash is that of the rest is not asked here.
std::expected<LogRecord, std::string> read_log_record(const KafkaMessage& message);

inline constexpr std::string_view stream_type_header = "ce_streamtype", subject_header = "ce_subject";
/// nullptr: there is none of that name.
const std::string* find_header(const KafkaMessage& message, std::string_view name);

}  // namespace suoledger::adapters

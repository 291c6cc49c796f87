// SPDX-License-Identifier: Apache-2.0
// One row of the log, exactly as stored: the bytes that commitments and proofs speak of.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "domain/stream.hpp"
#include "domain/time.hpp"

namespace suoledger::eventstore {

using Hash = std::array<std::uint8_t, 32>;
using Salt = std::array<std::uint8_t, 16>;

struct RecordedEvent {
    std::int64_t position = 0;  // dense from 1
    domain::Uuid event_id;
    domain::StreamId stream;           // tenant, type, id
    std::int64_t tenant_sequence = 0;  // dense per tenant from 1
    std::int64_t stream_version = 0;   // dense per stream from 1
    std::string event_type;
    std::int32_t schema_version = 1;
    domain::Timestamp recorded_at, effective_at;
    domain::Series series = domain::Series::none;
    std::int64_t series_number = 0;  // dense per tenant and series from 1; 0 where there is none
    Salt salt{};
    std::string metadata, payload;  // stored JSON text, never re-serialised
    Hash leaf_hash{};
    bool operator==(const RecordedEvent&) const = default;
};

/// Where the log stands. Position 0 and an all-zero leaf hash before the first event.
struct LogHead {
    std::int64_t epoch = 1;
    domain::Uuid epoch_id;
    std::int64_t position = 0;
    domain::Timestamp recorded_at;
    Hash leaf_hash{};
    bool operator==(const LogHead&) const = default;
};

}  // namespace suoledger::eventstore

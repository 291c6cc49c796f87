// SPDX-License-Identifier: Apache-2.0
// Rows of suoledger.event.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "eventstore/postgres/connection.hpp"
#include "eventstore/recorded_event.hpp"

namespace suoledger::eventstore {

/// The columns that `event_in` reads, in order.
inline constexpr std::string_view event_columns =
    "position, event_id, tenant_id, tenant_sequence, stream_type, stream_id, stream_version, event_type, "
    "schema_version, "
    "recorded_at, effective_at, series, series_number, salt, metadata, payload, leaf_hash";
inline constexpr std::size_t event_column_count = 17;

/// In binary format. Throws StoreUnavailable over what this version does not know.
RecordedEvent event_in(std::span<const std::string_view, event_column_count> row);
RecordedEvent event_in(const PgResult& result, int row);

}  // namespace suoledger::eventstore

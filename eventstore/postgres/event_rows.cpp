// SPDX-License-Identifier: Apache-2.0
#include "eventstore/postgres/event_rows.hpp"

#include <array>
#include <cstdint>

#include "eventstore/event_store.hpp"
#include "eventstore/postgres/binary_format.hpp"

namespace suoledger::eventstore {

RecordedEvent event_in(std::span<const std::string_view, event_column_count> row) {
    RecordedEvent event;
    event.position = number_in<std::int64_t>(row[0]);
    event.event_id = uuid_in(row[1]);
    event.stream.tenant = uuid_in(row[2]);
    event.tenant_sequence = number_in<std::int64_t>(row[3]);
    const auto type = domain::parse_stream_type(row[4]);
    if (!type) throw StoreUnavailable("the database holds a stream type that this version does not know");
    event.stream.type = *type;
    event.stream.id = uuid_in(row[5]);
    event.stream_version = number_in<std::int64_t>(row[6]);
    event.event_type = row[7];
    event.schema_version = number_in<std::int32_t>(row[8]);
    event.recorded_at = instant_in(row[9]);
    event.effective_at = instant_in(row[10]);
    const auto series = domain::parse_series(row[11]);
    if (!series) throw StoreUnavailable("the database holds a number series that this version does not know");
    event.series = *series;
    event.series_number = number_in<std::int64_t>(row[12]);
    event.salt = array_in<16>(row[13]);
    event.metadata = row[14];
    event.payload = row[15];
    event.leaf_hash = array_in<32>(row[16]);
    return event;
}

RecordedEvent event_in(const PgResult& result, int row) {
    std::array<std::string_view, event_column_count> fields;
    for (std::size_t column = 0; column < fields.size(); ++column)
        fields[column] = result.bytes(row, static_cast<int>(column));
    return event_in(fields);
}

}  // namespace suoledger::eventstore

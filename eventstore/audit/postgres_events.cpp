// SPDX-License-Identifier: Apache-2.0
// Portions by position, each beginning with the last row of the one before: a second row at one position must be seen.
#include "eventstore/audit/postgres_events.hpp"

#include <fmt/format.h>

#include "eventstore/postgres/batch_sql.hpp"
#include "eventstore/postgres/event_rows.hpp"

namespace suoledger::eventstore {
namespace {

constexpr std::int64_t events_at_a_time = 2000;
/// An event may have 640 KiB; a portion of large ones must not take gigabytes.
constexpr std::int64_t bytes_at_a_time = std::int64_t{8} * 1024 * 1024;

constexpr int column_count = static_cast<int>(event_column_count), stream_type_column = 4, series_column = 11,
              salt_column = 13, leaf_column = 16;

const std::string& portion_sql() {
    static const std::string sql = fmt::format(
        "SELECT {0} FROM (SELECT *, sum(octet_length(payload::text)) OVER (ORDER BY position ROWS UNBOUNDED PRECEDING) "
        "- octet_length(payload::text) AS before FROM (SELECT * FROM suoledger.event WHERE position >= $1 AND position "
        "<= $2 ORDER BY position LIMIT {1}) page) sized WHERE before <= {2} ORDER BY position",
        event_columns, events_at_a_time, bytes_at_a_time);
    return sql;
}

/// Empty when it can be read. Constraints and types would refuse such rows, but whoever forges may have dropped those.
std::string_view why_unreadable(const PgResult& result, int row) {
    for (int column = 0; column < column_count; ++column)
        if (result.is_null(row, column)) return "a column of the event is empty";
    if (!domain::parse_stream_type(result.bytes(row, stream_type_column)))
        return "the stream type is none that this version knows";
    if (!domain::parse_series(result.bytes(row, series_column))) return "the series is none that this version knows";
    if (result.bytes(row, salt_column).size() != Salt().size() ||
        result.bytes(row, leaf_column).size() != Hash().size())
        return "salt or leaf_hash has the wrong length";
    return {};
}

}  // namespace

LogFacts log_facts(ReadPool& pool) {
    // One statement, one snapshot: the head moves with the event that it speaks of.
    const PgResult found = pool.execute(
        "SELECT epoch, epoch_id, position, recorded_at, leaf_hash, "
        "coalesce((SELECT max(position) FROM suoledger.event), 0) FROM suoledger.log_head",
        {});
    return {head_in(found), found.number(0, 5)};
}

std::vector<domain::Uuid> stored_keys_among(ReadPool& pool, const std::vector<domain::Uuid>& ids) {
    PgArray wanted(PgType::uuid);
    for (const domain::Uuid& id : ids) wanted.add(id);
    const PgResult found =
        pool.execute("SELECT key_id FROM suoledger.subject_key WHERE key_id = ANY ($1)", PgParameters{}.add(wanted));
    std::vector<domain::Uuid> stored;
    for (int row = 0; row < found.rows(); ++row) stored.push_back(found.uuid(row, 0));
    return stored;
}

std::vector<RecordedEvent> PostgresEvents::next() {
    const PgResult found = pool_.execute(portion_sql(), PgParameters{}.add(reached_).add(until_));
    std::vector<RecordedEvent> events;
    events.reserve(static_cast<std::size_t>(found.rows()));
    int to_skip = shown_there_;
    for (int row = 0; row < found.rows(); ++row) {
        if (to_skip > 0 && found.number(row, 0) == reached_) {
            --to_skip;
            continue;
        }
        if (const auto why = why_unreadable(found, row); !why.empty()) {
            if (!events.empty()) break;  // what comes before it is looked at first
            throw UnreadableEvent(found.number(row, 0), std::string(why));
        }
        events.push_back(event_in(found, row));
    }
    for (const RecordedEvent& event : events) {
        shown_there_ = event.position == reached_ ? shown_there_ + 1 : 1;
        reached_ = event.position;
    }
    return events;
}

}  // namespace suoledger::eventstore

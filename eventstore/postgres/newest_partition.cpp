// SPDX-License-Identifier: Apache-2.0
#include "eventstore/postgres/newest_partition.hpp"

#include <fmt/format.h>

#include "eventstore/leaf.hpp"
#include "eventstore/postgres/batch_sql.hpp"
#include "eventstore/postgres/connection.hpp"

namespace suoledger::eventstore {

namespace {

/// An id may be drawn by one node and recorded by another, each with a clock that differs from the database's.
constexpr std::int64_t clocks_apart_us = 2 * max_clock_skew_us;

/// Also of a position that nothing was written to yet.
std::int64_t partition_of(std::int64_t position) { return (position - 1) / events_per_partition; }

std::int64_t first_position_of(const BatchWrites& writes) {
    return writes.head.position - static_cast<std::int64_t>(writes.events->size()) + 1;
}

}  // namespace

void NewestPartition::read(PgConnection& database) {
    static const std::string sql = fmt::format(
        "SELECT e.position, e.recorded_at FROM suoledger.log_head h JOIN suoledger.event e "
        "ON e.position = (h.position - 1) / {0} * {0} + 1",
        events_per_partition);
    const PgResult first = database.execute(sql);
    newest_.reset();
    if (first.rows() == 1) newest_ = Partition{partition_of(first.number(0, 0)), first.instant(0, 1)};
}

void NewestPartition::learn(const BatchWrites& writes) {
    const auto last = partition_of(writes.head.position);
    if (!writes.events->empty() && partition_of(first_position_of(writes) - 1) != last)
        newest_ = Partition{last, writes.head.recorded_at};
}

bool NewestPartition::may_be_in_older(const domain::Uuid& stream_id, const BatchWrites& writes) const {
    const auto number = partition_of(writes.head.position);
    if (number == 0) return false;  // there is none
    if (!newest_ || newest_->number != number || partition_of(first_position_of(writes)) != number) return true;
    const auto drawn_at = time_of_uuid_v7(stream_id);
    return !drawn_at || drawn_at->microseconds <= newest_->began_at.microseconds + clocks_apart_us;
}

}  // namespace suoledger::eventstore

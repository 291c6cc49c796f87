// SPDX-License-Identifier: Apache-2.0
// What the tables of inbox and outbox have done to them now and then.
#pragma once

#include <cstddef>
#include <cstdint>

#include "eventstore/work.hpp"

namespace suoledger::adapters {

/// Entries that were done with long ago go: so many at a time that a statement does not hold a connection for long.
template <class Table>
void forget_old_work(Table& table, domain::Timestamp now) {
    constexpr std::size_t at_a_time = 1000;
    constexpr std::int64_t microseconds_per_day = 86'400'000'000;
    table.forget_finished_before({now.microseconds - eventstore::work_kept_days * microseconds_per_day}, at_a_time);
}

/// In seconds; 0 when nothing waits.
inline double age_of_oldest(const eventstore::WorkFigures& figures, domain::Timestamp now) {
    constexpr double microseconds_per_second = 1e6;
    if (!figures.oldest_waiting) return 0;
    return static_cast<double>(now.microseconds - figures.oldest_waiting->microseconds) / microseconds_per_second;
}

}  // namespace suoledger::adapters

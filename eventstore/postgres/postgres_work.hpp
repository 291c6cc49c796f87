// SPDX-License-Identifier: Apache-2.0
// Work in PostgreSQL: the statements that the tables of inbox and outbox have in common. None asks for the log head, so
// none is in an append's way.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/postgres/postgres_store.hpp"
#include "eventstore/work.hpp"

namespace suoledger::eventstore {

/// Its commit does not wait for the disk: what a crash takes back is made again, and what came of it is in the log.
inline constexpr std::string_view soon_durable = "set_config('synchronous_commit', 'off', true)";

/// Names in the schema; texts of the program, never of input.
struct WorkTableNames {
    std::string_view table;       // "suoledger.inbox"
    std::string_view id;          // "inbox_id"
    std::string_view source;      // "provider"
    std::string_view own;         // columns beside those of every WorkItem, of the alias i
    std::string_view on_discard;  // further assignments: ", body = NULL"
};

/// The columns of a WorkItem, of which `work_item_columns` come first in each row; the table's own follow.
inline constexpr int work_item_columns = 9;
void read_work_item(const PgResult& rows, int row, WorkItem& item);

/// Thread-safe. Each throws StoreUnavailable.
class PostgresWork {
public:
    PostgresWork(ReadPool& pool, WorkTableNames names) : pool_(pool), names_(names) {}

    /// Rows, with fence and unsettled claims behind `own_count` columns.
    PgResult claim(const WorkSources& of, domain::Timestamp now, std::chrono::milliseconds lease, std::size_t limit);
    bool settle(const domain::Uuid& id, std::int64_t fence, const WorkOutcome& outcome);
    std::map<std::string, WorkFigures> figures();
    std::size_t forget_finished_before(domain::Timestamp instant, std::size_t limit);
    PgResult dead_letters(const DeadLetterQuery& query);
    PgResult find(const domain::Uuid& id);
    bool requeue(const domain::Uuid& id, domain::Timestamp now);
    bool discard(const domain::Uuid& id, domain::Timestamp now);

private:
    [[nodiscard]] std::string columns() const;
    bool change_dead(std::string_view assignments, const domain::Uuid& id, domain::Timestamp now);

    ReadPool& pool_;
    const WorkTableNames names_;
};

/// Claims of the rows that `claim` returned.
template <class Entry>
std::vector<WorkClaim<Entry>> claims_in(const PgResult& rows, int own_count, Entry (*entry_in)(const PgResult&, int)) {
    const int fence = work_item_columns + own_count;
    std::vector<WorkClaim<Entry>> claims;
    for (int row = 0; row < rows.rows(); ++row)
        claims.push_back(
            {entry_in(rows, row), rows.number(row, fence), static_cast<std::int32_t>(rows.number(row, fence + 1))});
    return claims;
}
template <class Entry>
std::vector<Entry> entries_in(const PgResult& rows, Entry (*entry_in)(const PgResult&, int)) {
    std::vector<Entry> entries;
    for (int row = 0; row < rows.rows(); ++row) entries.push_back(entry_in(rows, row));
    return entries;
}

}  // namespace suoledger::eventstore

// SPDX-License-Identifier: Apache-2.0
// Statements on tables of work.
#include "eventstore/postgres/postgres_work.hpp"

#include <fmt/format.h>

namespace suoledger::eventstore {

void read_work_item(const PgResult& rows, int row, WorkItem& item) {
    item.id = rows.uuid(row, 0);
    item.entry = rows.number(row, 1);
    item.received_at = rows.instant(row, 2);
    item.state = parse_work_state(rows.bytes(row, 3)).value_or(WorkState::waiting);
    item.due_at = rows.instant(row, 4);
    item.attempts = static_cast<std::int32_t>(rows.number(row, 5));
    item.reason = rows.bytes(row, 6);
    if (!rows.is_null(row, 7)) item.finished_at = rows.instant(row, 7);
    if (!rows.is_null(row, 8)) item.tenant = rows.uuid(row, 8);
}

std::string PostgresWork::columns() const {
    return fmt::format(
        "i.{}, i.entry, i.received_at, i.state, i.due_at, i.attempts, i.reason, i.finished_at, i.tenant_id, {}",
        names_.id, names_.own);
}

PgResult PostgresWork::claim(const WorkSources& of, domain::Timestamp now, std::chrono::milliseconds lease,
                             std::size_t limit) {
    const domain::Timestamp until{now.microseconds + std::chrono::microseconds(lease).count()};
    PgParameters parameters;
    parameters.add(now).add(until).add(static_cast<std::int64_t>(limit));
    std::string of_source;
    if (!of.only.empty()) {
        of_source = fmt::format("AND {} = $4 ", names_.source);
        parameters.add(of.only);
    }
    if (!of.passed_over.empty()) {
        of_source += fmt::format("AND {} <> ALL (${}) ", names_.source, of.only.empty() ? 4 : 5);
        PgArray passed_over(PgType::text);
        for (const auto& source : of.passed_over) passed_over.add(std::string_view(source));
        parameters.add(passed_over);
    }
    return pool_.execute(
        fmt::format("WITH due AS (SELECT {0} AS due_id, due_at AS was_due FROM {1} WHERE state = 'waiting' "
                    "AND due_at <= $1 {2}ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED), "
                    "i AS (UPDATE {1} w SET due_at = $2, claims = w.claims + 1, unsettled = w.unsettled + 1 "
                    "FROM due WHERE w.{0} = due.due_id RETURNING w.*, due.was_due) "
                    "SELECT {3}, i.claims, i.unsettled - 1, {4} FROM i ORDER BY i.was_due, i.entry",
                    names_.id, names_.table, of_source, columns(), soon_durable),
        parameters);
}

bool PostgresWork::settle(const domain::Uuid& id, std::int64_t fence, const WorkOutcome& outcome) {
    constexpr std::string_view states[] = {"processed", "waiting", "dead"};
    const bool is_processed = outcome.kind == WorkOutcome::Kind::processed;
    PgParameters parameters;
    parameters.add(id).add(fence).add(states[static_cast<std::size_t>(outcome.kind)]);
    parameters.add(outcome.at).add(std::int32_t{is_processed ? 0 : 1}).add(std::string_view(outcome.reason));
    if (is_processed)
        parameters.add(outcome.at);
    else
        parameters.add_null(PgType::timestamptz);
    if (outcome.tenant)
        parameters.add(*outcome.tenant);
    else
        parameters.add_null(PgType::uuid);
    return pool_
               .execute(fmt::format("UPDATE {} SET state = $3, due_at = $4, attempts = attempts + $5, reason = $6, "
                                    "finished_at = $7, tenant_id = coalesce($8, tenant_id), unsettled = 0 "
                                    "WHERE {} = $1 AND claims = $2 AND state = 'waiting' RETURNING {}",
                                    names_.table, names_.id, soon_durable),
                        parameters)
               .rows() == 1;
}

std::map<std::string, WorkFigures> PostgresWork::figures() {
    const PgResult rows = pool_.execute(
        fmt::format("SELECT {0}, count(*) FILTER (WHERE state = 'waiting'), count(*) FILTER (WHERE state = 'dead'), "
                    "min(received_at) FILTER (WHERE state = 'waiting') FROM {1} WHERE state IN ('waiting', 'dead') "
                    "GROUP BY {0}",
                    names_.source, names_.table),
        {});
    std::map<std::string, WorkFigures> all;
    for (int row = 0; row < rows.rows(); ++row) {
        WorkFigures& figures = all[std::string(rows.bytes(row, 0))];
        figures.waiting = rows.number(row, 1);
        figures.dead = rows.number(row, 2);
        if (!rows.is_null(row, 3)) figures.oldest_waiting = rows.instant(row, 3);
    }
    return all;
}

std::size_t PostgresWork::forget_finished_before(domain::Timestamp instant, std::size_t limit) {
    const PgResult gone =
        pool_.execute(fmt::format("DELETE FROM {0} WHERE {1} IN (SELECT {1} FROM {0} WHERE finished_at < $1 LIMIT $2 "
                                  "FOR UPDATE SKIP LOCKED) RETURNING {1}",
                                  names_.table, names_.id),
                      PgParameters{}.add(instant).add(static_cast<std::int64_t>(limit)));
    return static_cast<std::size_t>(gone.rows());
}

PgResult PostgresWork::dead_letters(const DeadLetterQuery& query) {
    PgParameters parameters;
    parameters.add(static_cast<std::int64_t>(query.limit));
    std::string where;
    int next = 2;
    if (query.source) {
        where += fmt::format(" AND i.{} = ${}", names_.source, next++);
        parameters.add(std::string_view(*query.source));
    }
    if (query.tenant) {
        where += fmt::format(" AND i.tenant_id = ${}", next++);
        parameters.add(*query.tenant);
    }
    if (query.before_entry) {
        where += fmt::format(" AND i.entry < ${}", next++);
        parameters.add(*query.before_entry);
    }
    return pool_.execute(fmt::format("SELECT {} FROM {} i WHERE i.state = 'dead'{} ORDER BY i.entry DESC LIMIT $1",
                                     columns(), names_.table, where),
                         parameters);
}

PgResult PostgresWork::find(const domain::Uuid& id) {
    return pool_.execute(fmt::format("SELECT {} FROM {} i WHERE i.{} = $1", columns(), names_.table, names_.id),
                         PgParameters{}.add(id));
}

bool PostgresWork::change_dead(std::string_view assignments, const domain::Uuid& id, domain::Timestamp now) {
    return pool_
               .execute(fmt::format("UPDATE {0} SET {1} WHERE {2} = $1 AND state = 'dead' RETURNING {2}", names_.table,
                                    assignments, names_.id),
                        PgParameters{}.add(id).add(now))
               .rows() == 1;
}

bool PostgresWork::requeue(const domain::Uuid& id, domain::Timestamp now) {
    return change_dead("state = 'waiting', due_at = $2, attempts = 0, unsettled = 0", id, now);
}

bool PostgresWork::discard(const domain::Uuid& id, domain::Timestamp now) {
    return change_dead(fmt::format("state = 'discarded', finished_at = $2{}", names_.on_discard), id, now);
}

}  // namespace suoledger::eventstore

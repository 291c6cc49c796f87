// SPDX-License-Identifier: Apache-2.0
// Statements on suoledger.access_count. None asks for the log head, so none is in an append's way.
#include "eventstore/postgres/postgres_access_table.hpp"

#include <fmt/format.h>

namespace suoledger::eventstore {
namespace {

/// The shapes of a query; text is built from constants only.
std::string select_sql(const AccessQuery& query) {
    std::string where = "tenant_id = $1";
    int next = 3;
    if (query.actor) where += fmt::format(" AND actor = ${}", next++);
    if (query.person) where += fmt::format(" AND person = ${}", next++);
    if (query.from) where += fmt::format(" AND hour >= ${}", next++);
    if (query.before) where += fmt::format(" AND hour < ${}", next++);
    if (query.before_entry) where += fmt::format(" AND entry < ${}", next++);
    return fmt::format(
        "SELECT entry, hour, actor, person, reads FROM suoledger.access_count WHERE {} ORDER BY entry DESC LIMIT $2",
        where);
}

}  // namespace

void PostgresAccessTable::add(std::span<const AccessCount> counts) {
    if (counts.empty()) return;
    PgArray tenants(PgType::uuid), hours(PgType::timestamptz), actors(PgType::text), people(PgType::uuid),
        reads(PgType::int8);
    for (const auto& [place, count] : counts) {
        tenants.add(place.tenant);
        hours.add(place.hour);
        actors.add(std::string_view(place.actor));
        people.add(place.person);
        reads.add(count);
    }
    pool_.execute(
        "INSERT INTO suoledger.access_count AS kept (tenant_id, hour, actor, person, reads) "
        "SELECT * FROM unnest($1, $2, $3, $4, $5) "
        "ON CONFLICT (tenant_id, hour, actor, person) DO UPDATE SET reads = kept.reads + EXCLUDED.reads",
        PgParameters{}.add(tenants).add(hours).add(actors).add(people).add(reads));
}

std::vector<AccessRow> PostgresAccessTable::read(const AccessQuery& query) {
    PgParameters parameters;
    parameters.add(query.tenant).add(static_cast<std::int64_t>(query.limit));
    if (query.actor) parameters.add(std::string_view(*query.actor));
    if (query.person) parameters.add(*query.person);
    if (query.from) parameters.add(*query.from);
    if (query.before) parameters.add(*query.before);
    if (query.before_entry) parameters.add(*query.before_entry);
    const PgResult found = pool_.execute(select_sql(query), parameters);
    std::vector<AccessRow> rows;
    rows.reserve(static_cast<std::size_t>(found.rows()));
    for (int i = 0; i < found.rows(); ++i)
        rows.push_back({found.number(i, 0),
                        {{query.tenant, found.instant(i, 1), std::string(found.bytes(i, 2)), found.uuid(i, 3)},
                         found.number(i, 4)}});
    return rows;
}

void PostgresAccessTable::forget_before(domain::Timestamp hour) {
    pool_.execute("DELETE FROM suoledger.access_count WHERE hour < $1", PgParameters{}.add(hour));
}

}  // namespace suoledger::eventstore

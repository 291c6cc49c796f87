// SPDX-License-Identifier: Apache-2.0
// What a batch in one flight compares under the lock. Each statement fails where it finds a difference: COMMIT travels
// behind it in the same flight and must not be reached.
#include <fmt/format.h>

#include "eventstore/postgres/batch_sql.hpp"
#include "eventstore/postgres/binary_format.hpp"

namespace suoledger::eventstore {

namespace {

/// A cast that fails says its text in the server's log; the count keeps the planner from evaluating it beforehand.
std::string fail_unless(std::string_view condition, std::string_view complaint, std::string_view rows,
                        std::string_view result = "1", std::string_view type = "integer") {
    return fmt::format("SELECT CASE WHEN {} THEN {} ELSE ('{}, rows: ' || count(*))::{} END FROM {}", condition, result,
                       complaint, type, rows);
}

/// $1 to $4: the head; $5 and $6: the appender's clock and the time that it records; $7 and $8: the page where its row
/// lies, as far as the row. A scan of the page, unlike a look at the row, takes away the versions that nobody needs.
const std::string is_as_remembered = fmt::format(
    "ctid >= $7 AND ctid <= $8 AND epoch = $1 AND epoch_id = $2 AND position = $3 AND leaf_hash = $4 "
    "AND $5::timestamptz BETWEEN clock_timestamp() - interval '{0} us' AND clock_timestamp() + interval '{0} us' "
    "AND $6::timestamptz <= clock_timestamp() + interval '{0} us'",
    max_clock_skew_us);
constexpr std::string_view head_moved = "the head of the log moved, or the clocks differ";

const std::string commands_are_absent_sql =
    fail_unless("count(*) = 0", "a command of the batch is stored already",
                "unnest($1::uuid[]) AS w (command_id) JOIN suoledger.command USING (command_id)");
// $5: the remembered position; what the batch has added itself lies behind it.
const std::string versions_are_sql = fail_unless(
    "count(*) = 0", "a stream of the batch moved",
    fmt::format("(SELECT unnest($1::uuid[]), unnest($2::text[]), unnest($3::uuid[]), unnest($4::bigint[])) "
                "AS w (tenant_id, stream_type, stream_id, version) LEFT JOIN LATERAL (SELECT stream_version AS version "
                "FROM {} AND e.position <= $5 ORDER BY stream_version DESC LIMIT 1) h ON true "
                "WHERE w.version <> coalesce(h.version, 0)",
                events_of_wanted_stream));
const std::string owners_are_sql =
    fail_unless("count(*) = 0", "a reservation of the batch changed",
                "unnest($1::uuid[], $2::text[], $3::bytea[], $4::uuid[]) AS w (tenant_id, kind, key, owner) "
                "LEFT JOIN suoledger.reservation r USING (tenant_id, kind, key) "
                "WHERE w.owner IS DISTINCT FROM r.owner");

/// A ctid is the number of the page, four bytes, and that of the row in it, two bytes, counted from 1.
std::string begin_of_page(std::string_view row) { return std::string(row.substr(0, 4)) + std::string(2, '\0'); }

/// $1 to $8 of `is_as_remembered`.
PgParameters parameters_of_remembered(const RememberedHead& remembered, const BatchWrites& writes) {
    PgParameters parameters;
    parameters.add(remembered.head.epoch)
        .add(remembered.head.epoch_id)
        .add(remembered.head.position)
        .add_bytes(view_of(remembered.head.leaf_hash))
        .add(writes.decided_at)
        .add(writes.head.recorded_at)
        .add_row(begin_of_page(remembered.row))
        .add_row(remembered.row);
    return parameters;
}

/// What the batch stores is refused by primary keys if it is there already; this is about what it does not store.
FlatSet<CommandId> not_stored(FlatSet<CommandId> presumed_absent, const BatchWrites& writes) {
    for (const auto& command : writes.commands) presumed_absent.erase(command.command_id);
    return presumed_absent;
}

std::size_t send_versions(PgConnection& database, const LogHead& remembered, const NewestPartition& newest,
                          const Presumed& presumed, const BatchWrites& writes) {
    // Its partition's index refuses to begin a stream again.
    const auto index_tells = [&](const domain::StreamId& stream, std::int64_t version) {
        return version == 0 && writes.stream_versions.contains(stream) && !newest.may_be_in_older(stream.id, writes);
    };
    PgArray tenants(PgType::uuid), types(PgType::text), ids(PgType::uuid), versions(PgType::int8);
    bool any = false;
    for (const auto& [stream, version] : presumed.versions) {
        if (index_tells(stream, version)) continue;
        tenants.add(stream.tenant);
        types.add(domain::to_string(stream.type));
        ids.add(stream.id);
        versions.add(version);
        any = true;
    }
    if (!any) return 0;
    PgParameters parameters;
    parameters.add(tenants).add(types).add(ids).add(versions).add(remembered.position);
    database.send(versions_are_sql, parameters);
    return 1;
}

std::size_t send_owners(PgConnection& database, const Presumed& presumed) {
    if (presumed.owners.empty()) return 0;
    PgArray tenants(PgType::uuid), kinds(PgType::text), keys(PgType::bytea), owners(PgType::uuid);
    for (const auto& [key, owner] : presumed.owners) {
        tenants.add(key.tenant);
        kinds.add(domain::to_string(key.kind));
        keys.add(view_of(key.key));
        owner ? owners.add(*owner) : owners.add_null();
    }
    database.send(owners_are_sql, PgParameters{}.add(tenants).add(kinds).add(keys).add(owners));
    return 1;
}

}  // namespace

const std::string move_head_sql =
    "UPDATE suoledger.log_head SET position = $9, recorded_at = $6, leaf_hash = $10 WHERE " + is_as_remembered +
    " RETURNING ctid";
const std::string hold_head_sql = fail_unless(
    "count(*) = 1", head_moved, "(SELECT FROM suoledger.log_head WHERE " + is_as_remembered + " FOR UPDATE) held");
const std::string fail_unless_moved_sql = fail_unless("count(*) = 1", head_moved, "moved", "min(ctid)", "tid");

PgParameters parameters_of_move(const RememberedHead& remembered, const BatchWrites& writes) {
    PgParameters parameters = parameters_of_remembered(remembered, writes);
    parameters.add(writes.head.position).add_bytes(view_of(writes.head.leaf_hash));
    return parameters;
}

std::size_t send_hold_head(PgConnection& database, const RememberedHead& remembered, const BatchWrites& writes) {
    database.send(hold_head_sql, parameters_of_remembered(remembered, writes));
    return 1;
}

std::size_t send_checks(PgConnection& database, const LogHead& remembered, const NewestPartition& newest,
                        const Presumed& presumed, const BatchWrites& writes) {
    std::size_t statements = send_versions(database, remembered, newest, presumed, writes);
    statements += send_owners(database, presumed);
    const auto absent = not_stored(presumed.absent_commands, writes);
    if (absent.empty()) return statements;
    database.send(commands_are_absent_sql, parameters_of(absent));
    return statements + 1;
}

}  // namespace suoledger::eventstore

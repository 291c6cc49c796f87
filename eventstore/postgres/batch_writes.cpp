// SPDX-License-Identifier: Apache-2.0
// What a batch writes, set by set.
#include "eventstore/postgres/batch_sql.hpp"

#include <fmt/format.h>

#include <initializer_list>
#include <utility>

#include "eventstore/postgres/binary_format.hpp"

namespace suoledger::eventstore {

namespace {

/// One row for each element of the parameters from `next` on, arrays of these types; `next` moves behind them. In the
/// select list the arrays are gone through one row after another; in FROM their rows would first be copied into memory
/// of their own.
std::string rows_of(std::initializer_list<std::string_view> types, int& next) {
    std::string sql = "SELECT ";
    std::string_view separator;
    for (const auto type : types) {
        sql += fmt::format("{}unnest(${}::{}[])", separator, next++, type);
        separator = ", ";
    }
    return sql;
}
std::string rows_of(std::initializer_list<std::string_view> types) {
    int next = 1;
    return rows_of(types, next);
}

/// The rows that every batch adds, as parts of one WITH: each statement costs PostgreSQL and libpq as much as some rows
/// do. Their parameters begin with `next`.
std::string new_rows_sql(int next) {
    std::string sql =
        "events AS (INSERT INTO suoledger.event (position, event_id, tenant_id, tenant_sequence, stream_type, "
        "stream_id, stream_version, event_type, schema_version, recorded_at, effective_at, series, series_number, "
        "salt, metadata, payload, leaf_hash) " +
        rows_of({"bigint", "uuid", "uuid", "bigint", "text", "uuid", "bigint", "text", "integer", "timestamptz",
                 "timestamptz", "text", "bigint", "bytea", "json", "json", "bytea"},
                next);
    return sql +
           "), commands AS (INSERT INTO suoledger.command (command_id, tenant_id, fingerprint, status, reply, "
           "reply_key, position, target_type, target_id) " +
           rows_of({"uuid", "uuid", "bytea", "integer", "bytea", "uuid", "bigint", "text", "uuid"}, next) + ") ";
}
/// Where the lock is held.
std::string add_rows_sql() { return "WITH " + new_rows_sql(1) + "SELECT"; }
/// Nothing is written if the head moved. PostgreSQL begins with the main SELECT and what it selects from: whoever waits
/// for the lock holds no other yet. That is for speed alone, as its manual promises no order.
std::string move_head_and_add_rows_sql() {
    return "WITH moved AS (" + move_head_sql + "), " + new_rows_sql(move_head_parameters + 1) + fail_unless_moved_sql;
}

void add_events(const std::vector<RecordedEvent>& events, PgParameters& parameters) {
    PgArray position(PgType::int8), event_id(PgType::uuid), tenant(PgType::uuid), sequence(PgType::int8),
        stream_type(PgType::text), stream(PgType::uuid), version(PgType::int8), type(PgType::text),
        schema(PgType::int4), recorded(PgType::timestamptz), effective(PgType::timestamptz), series(PgType::text),
        number(PgType::int8), salt(PgType::bytea), metadata(PgType::json), payload(PgType::json), leaf(PgType::bytea);
    for (const auto& event : events) {
        position.add(event.position);
        event_id.add(event.event_id);
        tenant.add(event.stream.tenant);
        sequence.add(event.tenant_sequence);
        stream_type.add(domain::to_string(event.stream.type));
        stream.add(event.stream.id);
        version.add(event.stream_version);
        type.add(std::string_view(event.event_type));
        schema.add(event.schema_version);
        recorded.add(event.recorded_at);
        effective.add(event.effective_at);
        series.add(domain::to_string(event.series));
        number.add(event.series_number);
        salt.add(view_of(event.salt));
        metadata.add(std::string_view(event.metadata));
        payload.add(std::string_view(event.payload));
        leaf.add(view_of(event.leaf_hash));
    }
    for (auto* array : {&position, &event_id, &tenant, &sequence, &stream_type, &stream, &version, &type, &schema,
                        &recorded, &effective, &series, &number, &salt, &metadata, &payload, &leaf})
        parameters.add(std::move(*array));
}

std::size_t send_reservations(PgConnection& database, const BatchWrites& writes) {
    PgArray tenants(PgType::uuid), kinds(PgType::text), keys(PgType::bytea), owners(PgType::uuid);
    PgArray freed_tenants(PgType::uuid), freed_kinds(PgType::text), freed_keys(PgType::bytea);
    bool claims = false, releases = false;
    for (const auto& [key, owner] : writes.reservations) {
        (owner ? claims : releases) = true;
        (owner ? tenants : freed_tenants).add(key.tenant);
        (owner ? kinds : freed_kinds).add(domain::to_string(key.kind));
        (owner ? keys : freed_keys).add(view_of(key.key));
        if (owner) owners.add(*owner);
    }
    if (releases)
        database.send(
            "DELETE FROM suoledger.reservation r USING unnest($1::uuid[], $2::text[], $3::bytea[]) "
            "AS w (tenant_id, kind, key) WHERE (r.tenant_id, r.kind, r.key) = (w.tenant_id, w.kind, w.key)",
            PgParameters{}.add(freed_tenants).add(freed_kinds).add(freed_keys));
    static const std::string claim = "INSERT INTO suoledger.reservation (tenant_id, kind, key, owner) " +
                                     rows_of({"uuid", "text", "bytea", "uuid"}) +
                                     " ON CONFLICT (tenant_id, kind, key) DO UPDATE SET owner = excluded.owner";
    if (claims) database.send(claim, PgParameters{}.add(tenants).add(kinds).add(keys).add(owners));
    return static_cast<std::size_t>(claims) + static_cast<std::size_t>(releases);
}

/// Before the batch's own claims: of these owners nothing may be left.
std::size_t send_releases(PgConnection& database, const std::vector<domain::StreamId>& owners) {
    if (owners.empty()) return 0;
    PgArray tenants(PgType::uuid), ids(PgType::uuid);
    for (const auto& owner : owners) {
        tenants.add(owner.tenant);
        ids.add(owner.id);
    }
    database.send(
        "DELETE FROM suoledger.reservation r USING unnest($1::uuid[], $2::uuid[]) AS w (tenant_id, owner) "
        "WHERE (r.tenant_id, r.owner) = (w.tenant_id, w.owner)",
        PgParameters{}.add(tenants).add(ids));
    return 1;
}

std::size_t send_destructions(PgConnection& database, const std::vector<domain::DestroyedKey>& keys) {
    if (keys.empty()) return 0;
    PgArray tenants(PgType::uuid), ids(PgType::uuid);
    for (const auto& key : keys) {
        tenants.add(key.subject.tenant);
        ids.add(key.key_id);
    }
    database.send(
        "DELETE FROM suoledger.subject_key k USING unnest($1::uuid[], $2::uuid[]) AS w (tenant_id, key_id) "
        "WHERE (k.tenant_id, k.key_id) = (w.tenant_id, w.key_id)",
        PgParameters{}.add(tenants).add(ids));
    return 1;
}

std::size_t send_keys(PgConnection& database, const std::vector<WrappedKey>& keys) {
    if (keys.empty()) return 0;
    PgArray tenants(PgType::uuid), ids(PgType::uuid), classes(PgType::text), subject_types(PgType::text),
        subjects(PgType::uuid), epochs(PgType::int8), wrapped(PgType::bytea);
    for (const auto& key : keys) {
        tenants.add(key.tenant);
        ids.add(key.key_id);
        classes.add(domain::to_string(key.key_class));
        subject_types.add(domain::to_string(key.subject.type));
        subjects.add(key.subject.id);
        epochs.add(key.kek_epoch);
        wrapped.add(std::string_view(key.wrapped));
    }
    static const std::string sql =
        "INSERT INTO suoledger.subject_key (tenant_id, key_id, key_class, subject_type, subject_id, kek_epoch, "
        "wrapped) " +
        rows_of({"uuid", "uuid", "text", "text", "uuid", "bigint", "bytea"});
    database.send(
        sql,
        PgParameters{}.add(tenants).add(ids).add(classes).add(subject_types).add(subjects).add(epochs).add(wrapped));
    return 1;
}

void add_commands(const std::vector<StoredCommand>& commands, PgParameters& parameters) {
    PgArray ids(PgType::uuid), tenants(PgType::uuid), fingerprints(PgType::bytea), statuses(PgType::int4),
        replies(PgType::bytea), reply_keys(PgType::uuid), positions(PgType::int8), target_types(PgType::text),
        targets(PgType::uuid);
    for (const auto& command : commands) {
        ids.add(command.command_id);
        tenants.add(command.tenant);
        fingerprints.add(view_of(command.fingerprint));
        statuses.add(static_cast<std::int32_t>(command.status));
        replies.add(std::string_view(command.reply));
        command.reply_key ? reply_keys.add(*command.reply_key) : reply_keys.add_null();
        positions.add(command.position);
        target_types.add(domain::to_string(command.target.type));
        targets.add(command.target.id);
    }
    for (auto* array :
         {&ids, &tenants, &fingerprints, &statuses, &replies, &reply_keys, &positions, &target_types, &targets})
        parameters.add(std::move(*array));
}

void add_new_rows(const BatchWrites& writes, PgParameters& parameters) {
    add_events(*writes.events, parameters);
    add_commands(writes.commands, parameters);
}

/// What only some batches write.
std::size_t send_changes(PgConnection& database, const BatchWrites& writes) {
    std::size_t statements = send_keys(database, writes.keys);
    statements += send_destructions(database, writes.destroyed_keys);
    statements += send_releases(database, writes.released_owners);
    return statements + send_reservations(database, writes);
}

}  // namespace

std::size_t send_batch(PgConnection& database, const BatchWrites& writes) {
    static const std::string sql = add_rows_sql();
    PgParameters parameters;
    add_new_rows(writes, parameters);
    database.send(sql, parameters);
    return 1 + send_changes(database, writes);
}

std::size_t send_batch(PgConnection& database, const BatchWrites& writes, const RememberedHead& remembered,
                       const NewestPartition& newest, const Presumed& presumed) {
    if (writes.events->empty()) {
        std::size_t statements = send_hold_head(database, remembered, writes);
        statements += send_checks(database, remembered.head, newest, presumed, writes);
        return writes.commands.empty() ? statements : statements + send_batch(database, writes);
    }
    static const std::string sql = move_head_and_add_rows_sql();
    PgParameters parameters = parameters_of_move(remembered, writes);
    add_new_rows(writes, parameters);
    database.send(sql, parameters);
    // The checks look at none of the rows that were added.
    const std::size_t statements = 1 + send_checks(database, remembered.head, newest, presumed, writes);
    return statements + send_changes(database, writes);
}

std::size_t send_head(PgConnection& database, const LogHead& head) {
    database.send(
        "UPDATE suoledger.log_head SET position = $1, recorded_at = $2, leaf_hash = $3 WHERE only_row RETURNING ctid",
        PgParameters{}.add(head.position).add(head.recorded_at).add_bytes(view_of(head.leaf_hash)));
    return 1;
}

}  // namespace suoledger::eventstore

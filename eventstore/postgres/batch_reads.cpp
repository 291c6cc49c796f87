// SPDX-License-Identifier: Apache-2.0
// What a batch reads under the lock.
#include <fmt/format.h>

#include "eventstore/crypto.hpp"
#include "eventstore/postgres/batch_sql.hpp"
#include "eventstore/postgres/binary_format.hpp"
#include "eventstore/postgres/event_rows.hpp"

namespace suoledger::eventstore {

namespace {

template <std::size_t size>
std::array<std::uint8_t, size> array_of(std::string_view bytes) {
    std::array<std::uint8_t, size> out{};
    std::copy_n(bytes.begin(), std::min(size, bytes.size()), out.begin());
    return out;
}

domain::StreamType stream_type_of(std::string_view text) {
    const auto type = domain::parse_stream_type(text);
    if (!type) throw StoreUnavailable("the database holds a stream type that this version does not know");
    return *type;
}

}  // namespace

const std::string lock_head_sql =
    "SELECT epoch, epoch_id, position, recorded_at, leaf_hash, ctid FROM suoledger.log_head WHERE only_row FOR UPDATE";
// Where a stream, a business or a series stands is what its last event says: a look into an index of each partition.
const std::string stream_versions_sql = fmt::format(
    "SELECT w.tenant_id, w.stream_type, w.stream_id, h.version "
    "FROM unnest($1::uuid[], $2::text[], $3::uuid[]) AS w (tenant_id, stream_type, stream_id) CROSS JOIN LATERAL "
    "(SELECT stream_version AS version FROM {} ORDER BY stream_version DESC LIMIT 1) h",
    events_of_wanted_stream);
const std::string owners_sql =
    "SELECT r.tenant_id, w.kind, r.key, r.owner FROM unnest($1::uuid[], $2::text[], $3::bytea[]) AS w (tenant_id, "
    "kind, key) "
    "JOIN suoledger.reservation r USING (tenant_id, kind, key)";
const std::string tenant_sequences_sql =
    "SELECT w.tenant_id, h.sequence FROM unnest($1::uuid[]) AS w (tenant_id) CROSS JOIN LATERAL "
    "(SELECT e.tenant_sequence AS sequence FROM suoledger.event e WHERE e.tenant_id = w.tenant_id "
    "ORDER BY e.tenant_sequence DESC LIMIT 1) h";
// The condition on an empty series is that of the index.
const std::string series_numbers_sql =
    "SELECT w.tenant_id, s.series, h.number FROM unnest($1::uuid[]) AS w (tenant_id) "
    "CROSS JOIN unnest($2::text[]) AS s (series) CROSS JOIN LATERAL "
    "(SELECT e.series_number AS number FROM suoledger.event e WHERE e.tenant_id = w.tenant_id AND e.series = s.series "
    "AND e.series <> '' ORDER BY e.series_number DESC LIMIT 1) h";
const std::string commands_sql =
    "SELECT c.command_id, c.tenant_id, c.fingerprint, c.status, c.reply, c.reply_key, c.position, c.target_type, "
    "c.target_id "
    "FROM unnest($1::uuid[]) AS w (command_id) JOIN suoledger.command c USING (command_id)";

const std::string& stream_events_sql() {
    static const std::string sql = fmt::format(
        "SELECT {} FROM suoledger.event WHERE tenant_id = $1 AND stream_type = $2 AND stream_id = $3 "
        "AND stream_version > $4 ORDER BY stream_version LIMIT $5",
        event_columns);
    return sql;
}

PgParameters parameters_of(const FlatSet<domain::StreamId>& streams) {
    PgArray tenants(PgType::uuid), types(PgType::text), ids(PgType::uuid);
    for (const auto& stream : streams) {
        tenants.add(stream.tenant);
        types.add(domain::to_string(stream.type));
        ids.add(stream.id);
    }
    return PgParameters{}.add(tenants).add(types).add(ids);
}

PgParameters parameters_of(const std::set<domain::ReservationKey>& keys) {
    PgArray tenants(PgType::uuid), kinds(PgType::text), bytes(PgType::bytea);
    for (const auto& key : keys) {
        tenants.add(key.tenant);
        kinds.add(domain::to_string(key.kind));
        bytes.add(view_of(key.key));
    }
    return PgParameters{}.add(tenants).add(kinds).add(bytes);
}

PgParameters parameters_of(const FlatSet<domain::Uuid>& ids) {
    PgArray array(PgType::uuid);
    for (const auto& id : ids) array.add(id);
    return PgParameters{}.add(array);
}

PgParameters parameters_of_series(const FlatSet<domain::Uuid>& tenants) {
    PgArray names(PgType::text);
    for (const auto series : domain::numbered_series) names.add(domain::to_string(series));
    return parameters_of(tenants).add(names);
}

PgParameters parameters_of(const StreamQuery& query) {
    return PgParameters{}
        .add(query.stream.tenant)
        .add(domain::to_string(query.stream.type))
        .add(query.stream.id)
        .add(query.after_version)
        .add(query.limit);
}

LogHead head_in(const PgResult& result) {
    if (result.rows() != 1) throw StoreUnavailable("the log has no head: the database was not migrated");
    LogHead head;
    head.epoch = result.number(0, 0);
    head.epoch_id = result.uuid(0, 1);
    head.position = result.number(0, 2);
    head.recorded_at = result.instant(0, 3);
    head.leaf_hash = array_of<32>(result.bytes(0, 4));
    return head;
}

std::vector<RecordedEvent> events_in(const PgResult& result) {
    std::vector<RecordedEvent> events;
    events.reserve(static_cast<std::size_t>(result.rows()));
    for (int row = 0; row < result.rows(); ++row) events.push_back(event_in(result, row));
    return events;
}

void take_stream_versions(const Wanted& wanted, const PgResult& result, BatchFacts& facts) {
    for (const auto& stream : wanted.streams) facts.stream_versions[stream] = 0;
    for (int row = 0; row < result.rows(); ++row) {
        const domain::StreamId stream{result.uuid(row, 0), stream_type_of(result.bytes(row, 1)), result.uuid(row, 2)};
        facts.stream_versions[stream] = result.number(row, 3);
    }
}

void take_owners(const Wanted& wanted, const PgResult& result, BatchFacts& facts) {
    for (const auto& key : wanted.reservations) facts.owners[key] = std::nullopt;
    for (int row = 0; row < result.rows(); ++row) {
        for (const auto& key : wanted.reservations) {
            if (key.tenant != result.uuid(row, 0) || domain::to_string(key.kind) != result.bytes(row, 1) ||
                view_of(key.key) != result.bytes(row, 2))
                continue;
            facts.owners[key] = result.uuid(row, 3);
        }
    }
}

void take_tenant_sequences(const Wanted& wanted, const PgResult& result, BatchFacts& facts) {
    for (const auto& tenant : wanted.tenants) facts.tenant_sequences[tenant] = 0;
    for (int row = 0; row < result.rows(); ++row) facts.tenant_sequences[result.uuid(row, 0)] = result.number(row, 1);
}

void take_series_numbers(const PgResult& result, BatchFacts& facts) {
    for (int row = 0; row < result.rows(); ++row) {
        const auto series = domain::parse_series(result.bytes(row, 1));
        if (!series) throw StoreUnavailable("the database holds a number series that this version does not know");
        facts.series_numbers[{result.uuid(row, 0), *series}] = result.number(row, 2);
    }
}

void take_commands(const Wanted& wanted, const PgResult& result, BatchFacts& facts) {
    for (const auto& command : wanted.commands) facts.commands[command] = std::nullopt;
    for (int row = 0; row < result.rows(); ++row) {
        StoredCommand command;
        command.command_id = result.uuid(row, 0);
        command.tenant = result.uuid(row, 1);
        command.fingerprint = array_of<32>(result.bytes(row, 2));
        command.status = static_cast<int>(result.number(row, 3));
        command.reply = result.bytes(row, 4);
        if (!result.is_null(row, 5)) command.reply_key = result.uuid(row, 5);
        command.position = result.number(row, 6);
        command.target = {command.tenant, stream_type_of(result.bytes(row, 7)), result.uuid(row, 8)};
        facts.commands[command.command_id] = std::move(command);
    }
}

}  // namespace suoledger::eventstore

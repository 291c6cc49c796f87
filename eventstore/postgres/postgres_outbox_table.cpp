// SPDX-License-Identifier: Apache-2.0
// Statements on suoledger.outbox and its cursor beyond those of all work.
#include "eventstore/postgres/postgres_outbox_table.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace suoledger::eventstore {
namespace {

constexpr WorkTableNames outbox_names{.table = "suoledger.outbox",
                                      .id = "outbox_id",
                                      .source = "channel",
                                      .own = "i.event_id, i.position, i.channel, i.template, i.recipient",
                                      .on_discard = ""};
constexpr int outbox_own_columns = 5;

void read_hash(std::string_view bytes, Hash& hash) {
    std::ranges::copy(bytes_of(bytes).first(hash.size()), hash.begin());
}
std::string_view text_of(const Hash& hash) { return {reinterpret_cast<const char*>(hash.data()), hash.size()}; }

OutboxEntry outbox_entry_in(const PgResult& rows, int row) {
    constexpr int own = work_item_columns;
    OutboxEntry entry;
    read_work_item(rows, row, entry);
    entry.event_id = rows.uuid(row, own);
    entry.position = rows.number(row, own + 1);
    entry.channel = rows.bytes(row, own + 2);
    entry.template_name = rows.bytes(row, own + 3);
    read_hash(rows.bytes(row, own + 4), entry.recipient);
    return entry;
}

void add(PgParameters& parameters, const OutboxCursor& cursor) {
    parameters.add(cursor.epoch).add(cursor.position).add_bytes(text_of(cursor.leaf_hash));
}

void add(PgParameters& parameters, std::span<const OutboxEntry> entries) {
    PgArray ids(PgType::uuid), tenants(PgType::uuid), events(PgType::uuid), positions(PgType::int8),
        times(PgType::timestamptz), channels(PgType::text), templates(PgType::text), recipients(PgType::bytea);
    for (const OutboxEntry& entry : entries) {
        ids.add(entry.id);
        tenants.add(entry.tenant.value_or(domain::Uuid{}));
        events.add(entry.event_id);
        positions.add(entry.position);
        times.add(entry.received_at);
        channels.add(std::string_view(entry.channel));
        templates.add(std::string_view(entry.template_name));
        recipients.add(text_of(entry.recipient));
    }
    parameters.add(ids).add(tenants).add(events).add(positions).add(times).add(channels).add(templates).add(recipients);
}

}  // namespace

PostgresOutboxTable::PostgresOutboxTable(ReadPool& pool) : pool_(pool), work_(pool, outbox_names) {}

OutboxCursor PostgresOutboxTable::cursor() {
    const PgResult rows = pool_.execute("SELECT epoch, position, leaf_hash FROM suoledger.outbox_cursor", {});
    OutboxCursor cursor{rows.number(0, 0), rows.number(0, 1), {}};
    read_hash(rows.bytes(0, 2), cursor.leaf_hash);
    return cursor;
}

/// Whoever moves the cursor at the same time waits for its row, and then finds it moved.
bool PostgresOutboxTable::advance(const OutboxCursor& from, const OutboxCursor& to,
                                  std::span<const OutboxEntry> entries) {
    PgParameters parameters;
    add(parameters, from);
    add(parameters, to);
    add(parameters, entries);
    const PgResult moved = pool_.execute(
        fmt::format("WITH moved AS (UPDATE suoledger.outbox_cursor SET epoch = $4, position = $5, leaf_hash = $6 "
                    "WHERE epoch = $1 AND position = $2 AND leaf_hash = $3 RETURNING {}), "
                    "put AS (INSERT INTO suoledger.outbox (outbox_id, tenant_id, event_id, position, received_at, "
                    "due_at, channel, template, recipient) SELECT id, tenant, event, place, at, at, channel, template, "
                    "recipient FROM moved, unnest($7::uuid[], $8::uuid[], $9::uuid[], $10::bigint[], "
                    "$11::timestamptz[], $12::text[], $13::text[], $14::bytea[]) "
                    "AS e (id, tenant, event, place, at, channel, template, recipient) ON CONFLICT DO NOTHING) "
                    "SELECT 1 FROM moved",
                    soon_durable),
        parameters);
    return moved.rows() == 1;
}

std::vector<OutboxClaim> PostgresOutboxTable::claim(std::string_view channel, domain::Timestamp now,
                                                    std::chrono::milliseconds lease, std::size_t limit) {
    return claims_in(work_.claim({.only = channel}, now, lease, limit), outbox_own_columns, &outbox_entry_in);
}

bool PostgresOutboxTable::settle(const OutboxClaim& claim, const WorkOutcome& outcome) {
    return work_.settle(claim.entry.id, claim.fence, outcome);
}

std::map<std::string, WorkFigures> PostgresOutboxTable::figures() { return work_.figures(); }

std::size_t PostgresOutboxTable::forget_finished_before(domain::Timestamp instant, std::size_t limit) {
    return work_.forget_finished_before(instant, limit);
}

std::vector<OutboxEntry> PostgresOutboxTable::dead_letters(const DeadLetterQuery& query) {
    return entries_in(work_.dead_letters(query), &outbox_entry_in);
}

std::optional<OutboxEntry> PostgresOutboxTable::find(const domain::Uuid& id) {
    const PgResult found = work_.find(id);
    return found.rows() == 0 ? std::nullopt : std::optional(outbox_entry_in(found, 0));
}

bool PostgresOutboxTable::requeue(const domain::Uuid& id, domain::Timestamp now) { return work_.requeue(id, now); }

bool PostgresOutboxTable::discard(const domain::Uuid& id, domain::Timestamp now) { return work_.discard(id, now); }

}  // namespace suoledger::eventstore

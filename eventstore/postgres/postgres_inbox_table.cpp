// SPDX-License-Identifier: Apache-2.0
// Statements on suoledger.inbox beyond those of all work: receipt, and keys that seal nothing any more.
#include "eventstore/postgres/postgres_inbox_table.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace suoledger::eventstore {
namespace {

constexpr WorkTableNames inbox_names{.table = "suoledger.inbox",
                                     .id = "inbox_id",
                                     .source = "provider",
                                     .own = "i.provider, i.event_key, i.body_key, i.body",
                                     .on_discard = ", body = NULL"};
constexpr int inbox_own_columns = 4;

InboxEntry inbox_entry_in(const PgResult& rows, int row) {
    constexpr int own = work_item_columns;
    InboxEntry entry;
    read_work_item(rows, row, entry);
    entry.provider = rows.bytes(row, own);
    std::ranges::copy(bytes_of(rows.bytes(row, own + 1)).first(entry.event_key.size()), entry.event_key.begin());
    entry.body_key = rows.bytes(row, own + 2);
    if (!rows.is_null(row, own + 3)) entry.body = rows.bytes(row, own + 3);
    return entry;
}

/// In the order of what must be unique: two nodes that are told the same things do not wait for each other in a ring.
PgParameters rows_of(std::span<const InboxEntry> entries) {
    std::vector<const InboxEntry*> sorted;
    for (const auto& entry : entries) sorted.push_back(&entry);
    std::ranges::stable_sort(sorted, [](const InboxEntry* left, const InboxEntry* right) {
        return std::tie(left->provider, left->event_key) < std::tie(right->provider, right->event_key);
    });
    PgArray ids(PgType::uuid), providers(PgType::text), keys(PgType::bytea), times(PgType::timestamptz),
        body_keys(PgType::text), bodies(PgType::bytea);
    for (const InboxEntry* entry : sorted) {
        ids.add(entry->id);
        providers.add(std::string_view(entry->provider));
        keys.add({reinterpret_cast<const char*>(entry->event_key.data()), entry->event_key.size()});
        times.add(entry->received_at);
        body_keys.add(std::string_view(entry->body_key));
        bodies.add(std::string_view(entry->body));
    }
    return PgParameters{}.add(ids).add(providers).add(keys).add(times).add(body_keys).add(bodies);
}

}  // namespace

std::vector<bool> PostgresInboxTable::put(std::span<const InboxEntry> entries) {
    if (entries.empty()) return {};
    const std::lock_guard lock(mutex_);
    if (!connection_ || !connection_->is_open() || !connection_->is_alive())
        connection_ = std::make_unique<PgConnection>(database_url_, "suoledger-inbox");
    const PgResult inserted = connection_->execute_prepared(
        "INSERT INTO suoledger.inbox (inbox_id, provider, event_key, received_at, due_at, body_key, body) "
        "SELECT id, provider, event_key, at, at, body_key, body FROM unnest($1::uuid[], $2::text[], $3::bytea[], "
        "$4::timestamptz[], $5::text[], $6::bytea[]) WITH ORDINALITY "
        "AS e (id, provider, event_key, at, body_key, body, place) ORDER BY place "
        "ON CONFLICT DO NOTHING RETURNING inbox_id",
        rows_of(entries));
    std::set<domain::Uuid> new_ids;
    for (int row = 0; row < inserted.rows(); ++row) new_ids.insert(inserted.uuid(row, 0));
    std::vector<bool> is_new;
    for (const auto& entry : entries) is_new.push_back(new_ids.contains(entry.id));
    return is_new;
}

std::vector<InboxClaim> PostgresInboxTable::claim(domain::Timestamp now, std::chrono::milliseconds lease,
                                                  std::size_t limit, std::span<const std::string> passed_over) {
    return claims_in(work_.claim({.passed_over = passed_over}, now, lease, limit), inbox_own_columns, &inbox_entry_in);
}

bool PostgresInboxTable::settle(const InboxClaim& claim, const InboxOutcome& outcome) {
    return work_.settle(claim.entry.id, claim.fence, outcome);
}

InboxFigures PostgresInboxTable::figures() { return sum_of(work_.figures()); }

std::size_t PostgresInboxTable::forget_finished_before(domain::Timestamp instant, std::size_t limit) {
    const std::size_t count = work_.forget_finished_before(instant, limit);
    if (count < limit)
        pool_.execute("SELECT suoledger.forget_inbox_keys($1)",
                      PgParameters{}.add(std::string_view(domain::to_string(instant).substr(0, 7))));
    return count;
}

std::vector<InboxEntry> PostgresInboxTable::dead_letters(const DeadLetterQuery& query) {
    return entries_in(work_.dead_letters(query), &inbox_entry_in);
}

std::optional<InboxEntry> PostgresInboxTable::find(const domain::Uuid& id) {
    const PgResult found = work_.find(id);
    return found.rows() == 0 ? std::nullopt : std::optional(inbox_entry_in(found, 0));
}

bool PostgresInboxTable::requeue(const domain::Uuid& id, domain::Timestamp now) { return work_.requeue(id, now); }

bool PostgresInboxTable::discard(const domain::Uuid& id, domain::Timestamp now) { return work_.discard(id, now); }

PostgresInboxTable::PostgresInboxTable(std::string database_url, ReadPool& pool)
    : database_url_(std::move(database_url)), pool_(pool), work_(pool, inbox_names) {}

}  // namespace suoledger::eventstore

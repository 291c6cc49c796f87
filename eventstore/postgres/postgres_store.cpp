// SPDX-License-Identifier: Apache-2.0
// Reads, keys, and handing commands to the append path.
#include "eventstore/postgres/postgres_store.hpp"

#include <span>

#include "eventstore/assert.hpp"
#include "eventstore/postgres/batch_sql.hpp"
#include "eventstore/postgres/binary_format.hpp"
#include "eventstore/postgres/event_rows.hpp"
#include "eventstore/postgres/log_sql.hpp"
#include "eventstore/postgres/postgres_key_table.hpp"

namespace suoledger::eventstore {

namespace {

/// `rest` is what was not visited yet.
void copy_events(PgConnection& database, LogQuery& rest, const EventStore::Visit& visit) {
    std::size_t bytes = 0;
    database.copy_out(log_copy_sql(rest), [&](std::span<const std::string_view> row) {
        if (bytes > max_read_bytes) return;  // the others come all the same
        LEDGER_ASSERT(row.size() == event_column_count);
        auto event = event_in(row.first<event_column_count>());
        bytes += event.payload.size() + event.metadata.size();
        rest.after_position = event.position;
        --rest.limit;
        visit(std::move(event));
    });
}

}  // namespace

std::unique_ptr<PgConnection> ReadPool::borrow() {
    std::unique_lock lock(mutex_);
    if (!returned_.wait_for(lock, max_wait_, [this] { return borrowed_ < max_connections; }))
        throw StoreUnavailable("the connections for reading are busy");
    ++borrowed_;
    if (idle_.empty()) return nullptr;
    auto connection = std::move(idle_.back());
    idle_.pop_back();
    return connection;
}

void ReadPool::give_back(std::unique_ptr<PgConnection> connection) {
    {
        const std::lock_guard lock(mutex_);
        --borrowed_;
        if (connection && connection->is_open()) idle_.push_back(std::move(connection));
    }
    returned_.notify_one();
}

PgResult ReadPool::execute(const std::string& sql, const PgParameters& parameters) {
    std::optional<PgResult> result;
    read([&](PgConnection& database) { result.emplace(database.execute_prepared(sql, parameters)); });
    return *std::move(result);
}

std::optional<WrappedKey> PostgresKeys::find(const domain::Uuid& tenant, const domain::Uuid& key_id) {
    static const std::string sql =
        "SELECT key_class, subject_type, subject_id, kek_epoch, wrapped FROM suoledger.subject_key "
        "WHERE tenant_id = $1 AND key_id = $2";
    const PgResult found = pool_.execute(sql, PgParameters{}.add(tenant).add(key_id));
    if (found.rows() == 0) return std::nullopt;
    return wrapped_key_in(found, 0, 0, tenant, key_id);
}

std::string PostgresKeys::find_or_create_service_key(const std::string& name, const std::string& wrapped_candidate,
                                                     std::int64_t kek_epoch) {
    pool_.execute(
        "INSERT INTO suoledger.service_key (name, kek_epoch, wrapped) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        PgParameters{}.add(std::string_view(name)).add(kek_epoch).add_bytes(wrapped_candidate));
    // A statement of its own: the winner's row may be newer than the first one's snapshot.
    const PgResult kept = pool_.execute("SELECT wrapped FROM suoledger.service_key WHERE name = $1",
                                        PgParameters{}.add(std::string_view(name)));
    if (kept.rows() != 1) throw StoreUnavailable("a service key vanished");
    return std::string(kept.bytes(0, 0));
}

PostgresStore::PostgresStore(AppendPathOptions options, const std::string& database_url, ReadPool& pool,
                             KeyVault& vault, Metrics& metrics, OnCommitted on_committed)
    : pool_(pool),
      transaction_(database_url, metrics),
      append_path_(std::move(options), transaction_, *this, vault, metrics, std::move(on_committed)) {}

void PostgresStore::submit(Submission submission, OnOutcome on_outcome) {
    append_path_.submit(std::move(submission), std::move(on_outcome));
}

std::vector<RecordedEvent> PostgresStore::read_stream(const StreamQuery& query) {
    return events_in(pool_.execute(stream_events_sql(), parameters_of(query)));
}

std::vector<RecordedEvent> PostgresStore::read_log(const LogQuery& query) {
    PgParameters parameters;
    parameters.add(query.after_position).add(query.limit);
    if (query.tenant) parameters.add(*query.tenant);
    if (query.event_type && indexed_type(query) == nullptr) parameters.add(std::string_view(*query.event_type));
    if (query.stream_id) parameters.add(*query.stream_id);
    if (query.until_position) parameters.add(*query.until_position);
    LEDGER_ASSERT(query.tenant || !query.newest_first);
    return events_in(pool_.execute(log_sql(query), parameters));
}

void PostgresStore::walk_log(const LogQuery& query, const Visit& visit) {
    if (!can_be_copied(query)) return EventStore::walk_log(query, visit);
    LogQuery rest = query;
    pool_.read([&](PgConnection& database) { copy_events(database, rest, visit); });
}

LogHead PostgresStore::head() {
    return head_in(pool_.execute(
        "SELECT epoch, epoch_id, position, recorded_at, leaf_hash FROM suoledger.log_head WHERE only_row", {}));
}

std::optional<domain::Uuid> PostgresStore::owner_of(const domain::ReservationKey& key) {
    const PgResult found =
        pool_.execute("SELECT owner FROM suoledger.reservation WHERE tenant_id = $1 AND kind = $2 AND key = $3",
                      PgParameters{}.add(key.tenant).add(domain::to_string(key.kind)).add_bytes(view_of(key.key)));
    if (found.rows() == 0) return std::nullopt;
    return found.uuid(0, 0);
}

}  // namespace suoledger::eventstore

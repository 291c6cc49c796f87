// SPDX-License-Identifier: Apache-2.0
// Reads, keys, and handing commands to the append path.
#include "eventstore/postgres/postgres_store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "domain/event.hpp"
#include "eventstore/assert.hpp"
#include "eventstore/postgres/batch_sql.hpp"
#include "eventstore/postgres/binary_format.hpp"
#include "eventstore/postgres/postgres_key_table.hpp"

namespace suoledger::eventstore {

namespace {

/// What LogQuery promises.
constexpr std::int64_t max_read_bytes = std::int64_t{8} * 1024 * 1024;

constexpr std::string_view not_sent = "''::text";

/// What is not asked for is not sent.
std::string columns_with(std::string_view metadata, std::string_view payload) {
    std::string columns(event_columns);
    for (const auto& [column, shown] : {std::pair<std::string_view, std::string_view>{"metadata", metadata},
                                        std::pair<std::string_view, std::string_view>{"payload", payload}})
        columns.replace(columns.find(column), column.size(), shown);
    return columns;
}

/// Events of these types have an index of their own, which plans find by the type in a statement's text alone.
constexpr std::array<std::string_view, 3> indexed_types{domain::EventName<domain::ErasureRequested>::value,
                                                        domain::EventName<domain::RecordKeyPostponed>::value,
                                                        domain::EventName<domain::SubjectKeyDestroyed>::value};

/// Our own text of it; nullptr: it travels as a parameter.
const std::string_view* indexed_type(const LogQuery& query) {
    if (!query.event_type) return nullptr;
    const auto* const found = std::ranges::find(indexed_types, *query.event_type);
    return found == indexed_types.end() ? nullptr : found;
}

}  // namespace

std::string log_sql(const LogQuery& query) {
    std::string where = "position > $1";
    int next = 3;
    if (query.tenant) where += fmt::format(" AND tenant_id = ${}", next++);
    if (const auto* const type = indexed_type(query)) {
        where += fmt::format(" AND event_type = '{}'", *type);
    } else if (query.event_type) {
        where += fmt::format(" AND event_type = ${}", next++);
    }
    if (query.stream_id) where += fmt::format(" AND stream_id = ${}", next++);
    if (query.until_position) where += fmt::format(" AND position <= ${}", next++);
    // By its sequence, for which there is an index by business: by position all of the log might be gone through.
    const std::string_view order = query.newest_first ? "tenant_sequence DESC" : "position";
    if (!query.with_metadata && !query.with_payload && !query.newest_first) {
        return fmt::format("SELECT {} FROM suoledger.event WHERE {} ORDER BY position LIMIT $2",
                           columns_with(not_sent, not_sent), where);
    }
    // The first row always comes; then as many as fit, so that a reader with a limit of rows has one of bytes as well.
    return fmt::format(
        "SELECT {0} FROM (SELECT *, sum(body + octet_length(shown)) OVER (ORDER BY position ROWS UNBOUNDED PRECEDING) "
        "- body AS before FROM (SELECT *, {1} AS shown, {2} AS body FROM suoledger.event WHERE {3} ORDER BY {5} "
        "LIMIT $2) page) sized WHERE before <= {4} ORDER BY position",
        columns_with("shown", query.with_payload ? "payload" : not_sent),
        query.with_metadata ? "metadata::text" : not_sent, query.with_payload ? "octet_length(payload::text)" : "0",
        where, max_read_bytes, order);
}

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
    auto connection = borrow();
    const bool was_idle = connection != nullptr;
    for (bool first = true;; first = false) {
        try {
            if (!connection) connection = std::make_unique<PgConnection>(database_url_, "suoledger-reader");
            PgResult result = connection->execute_prepared(sql, parameters);
            give_back(std::move(connection));
            return result;
        } catch (const StoreUnavailable&) {
            connection.reset();
            if (first && was_idle) continue;  // it may have died while it lay idle
            give_back(nullptr);
            throw;
        } catch (...) {
            give_back(std::move(connection));
            throw;
        }
    }
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

LogHead PostgresStore::head() {
    return head_in(
        pool_.execute("SELECT epoch, epoch_id, position, recorded_at, leaf_hash FROM suoledger.log_head", {}));
}

std::optional<domain::Uuid> PostgresStore::owner_of(const domain::ReservationKey& key) {
    const PgResult found =
        pool_.execute("SELECT owner FROM suoledger.reservation WHERE tenant_id = $1 AND kind = $2 AND key = $3",
                      PgParameters{}.add(key.tenant).add(domain::to_string(key.kind)).add_bytes(view_of(key.key)));
    if (found.rows() == 0) return std::nullopt;
    return found.uuid(0, 0);
}

}  // namespace suoledger::eventstore

// SPDX-License-Identifier: Apache-2.0
// Wrapping keys anew in batches, and deleting those that are destroyed.
#include "eventstore/postgres/postgres_key_table.hpp"

#include <span>

#include "eventstore/event_store.hpp"
#include "eventstore/log_transaction.hpp"

namespace suoledger::eventstore {
namespace {

/// Committed, or else rolled back: with its connection if need be.
class Transaction {
public:
    explicit Transaction(PgConnection& connection) : connection_(connection) { connection_.execute("BEGIN"); }
    ~Transaction() {
        if (committed_ || !connection_.is_open()) return;
        try {
            connection_.execute("ROLLBACK");
        } catch (const std::exception&) {
            connection_.cut();
        }
    }
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit() {
        connection_.execute("COMMIT");
        committed_ = true;
    }

private:
    PgConnection& connection_;
    bool committed_ = false;
};

PgParameters names_of(const std::vector<std::pair<domain::Uuid, domain::Uuid>>& keys) {
    PgArray tenants(PgType::uuid), ids(PgType::uuid);
    for (const auto& [tenant, key_id] : keys) {
        tenants.add(tenant);
        ids.add(key_id);
    }
    return PgParameters{}.add(tenants).add(ids);
}

}  // namespace

WrappedKey wrapped_key_in(const PgResult& rows, int row, int column, const domain::Uuid& tenant,
                          const domain::Uuid& key_id) {
    WrappedKey key;
    key.tenant = tenant;
    key.key_id = key_id;
    key.key_class = domain::parse_key_class(rows.bytes(row, column)).value_or(domain::KeyClass::business);
    key.subject = {tenant,
                   domain::parse_stream_type(rows.bytes(row, column + 1)).value_or(domain::StreamType::business),
                   rows.uuid(row, column + 2)};
    key.kek_epoch = rows.number(row, column + 3);
    key.wrapped = rows.bytes(row, column + 4);
    return key;
}

PgConnection& PostgresKeyTable::connection() {
    if (!connection_ || !connection_->is_open() || !connection_->is_alive())
        connection_ = std::make_unique<PgConnection>(database_url_, "suoledger-keys");
    return *connection_;
}

std::size_t PostgresKeyTable::rewrap_below(std::int64_t epoch, std::size_t limit, const Rewrap& rewrap) {
    const std::lock_guard lock(mutex_);
    const std::size_t subjects = rewrap_subjects(epoch, limit, rewrap);
    return subjects > 0 ? subjects : rewrap_services(epoch, limit, rewrap);
}

std::size_t PostgresKeyTable::rewrap_subjects(std::int64_t epoch, std::size_t limit, const Rewrap& rewrap) {
    Transaction transaction(connection());
    const PgResult found = connection_->execute(
        "SELECT tenant_id, key_id, key_class, subject_type, subject_id, kek_epoch, wrapped FROM suoledger.subject_key "
        "WHERE kek_epoch < $1 LIMIT $2 FOR UPDATE SKIP LOCKED",
        PgParameters{}.add(epoch).add(static_cast<std::int64_t>(limit)));
    if (found.rows() == 0) return 0;
    PgArray tenants(PgType::uuid), ids(PgType::uuid), epochs(PgType::int8), wrapped(PgType::bytea);
    for (int row = 0; row < found.rows(); ++row) {
        const WrappedKey anew = rewrap.subject(wrapped_key_in(found, row, 2, found.uuid(row, 0), found.uuid(row, 1)));
        tenants.add(anew.tenant);
        ids.add(anew.key_id);
        epochs.add(anew.kek_epoch);
        wrapped.add(std::string_view(anew.wrapped));
    }
    connection_->execute(
        "UPDATE suoledger.subject_key k SET kek_epoch = w.kek_epoch, wrapped = w.wrapped "
        "FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bytea[]) AS w (tenant_id, key_id, kek_epoch, wrapped) "
        "WHERE (k.tenant_id, k.key_id) = (w.tenant_id, w.key_id)",
        PgParameters{}.add(tenants).add(ids).add(epochs).add(wrapped));
    transaction.commit();
    return static_cast<std::size_t>(found.rows());
}

std::size_t PostgresKeyTable::rewrap_services(std::int64_t epoch, std::size_t limit, const Rewrap& rewrap) {
    Transaction transaction(connection());
    const PgResult found = connection_->execute(
        "SELECT name, kek_epoch, wrapped FROM suoledger.service_key WHERE kek_epoch < $1 LIMIT $2 "
        "FOR UPDATE SKIP LOCKED",
        PgParameters{}.add(epoch).add(static_cast<std::int64_t>(limit)));
    if (found.rows() == 0) return 0;
    PgArray names(PgType::text), epochs(PgType::int8), wrapped(PgType::bytea);
    for (int row = 0; row < found.rows(); ++row) {
        const WrappedServiceKey anew =
            rewrap.service({std::string(found.bytes(row, 0)), found.number(row, 1), std::string(found.bytes(row, 2))});
        names.add(std::string_view(anew.name));
        epochs.add(anew.kek_epoch);
        wrapped.add(std::string_view(anew.wrapped));
    }
    connection_->execute(
        "UPDATE suoledger.service_key k SET kek_epoch = w.kek_epoch, wrapped = w.wrapped "
        "FROM unnest($1::text[], $2::bigint[], $3::bytea[]) AS w (name, kek_epoch, wrapped) WHERE k.name = w.name",
        PgParameters{}.add(names).add(epochs).add(wrapped));
    transaction.commit();
    return static_cast<std::size_t>(found.rows());
}

std::int64_t PostgresKeyTable::count_up_to(std::int64_t epoch) {
    const std::lock_guard lock(mutex_);
    return connection()
        .execute(
            "SELECT (SELECT count(*) FROM suoledger.subject_key WHERE kek_epoch <= $1) + "
            "(SELECT count(*) FROM suoledger.service_key WHERE kek_epoch <= $1)",
            PgParameters{}.add(epoch))
        .number(0, 0);
}

std::vector<WrappedKey> PostgresKeyTable::present(const std::vector<std::pair<domain::Uuid, domain::Uuid>>& keys) {
    std::vector<WrappedKey> present;
    if (keys.empty()) return present;
    const std::lock_guard lock(mutex_);
    const PgResult found = connection().execute(
        "SELECT k.tenant_id, k.key_id, k.key_class, k.subject_type, k.subject_id, k.kek_epoch, k.wrapped "
        "FROM suoledger.subject_key k JOIN unnest($1::uuid[], $2::uuid[]) AS w (tenant_id, key_id) "
        "USING (tenant_id, key_id)",
        names_of(keys));
    for (int row = 0; row < found.rows(); ++row)
        present.push_back(wrapped_key_in(found, row, 2, found.uuid(row, 0), found.uuid(row, 1)));
    return present;
}

void PostgresKeyTable::erase(const WrappedKey& key) {
    const std::lock_guard lock(mutex_);
    Transaction transaction(connection());
    connection_->execute("DELETE FROM suoledger.subject_key WHERE tenant_id = $1 AND key_id = $2",
                         PgParameters{}.add(key.tenant).add(key.key_id));
    if (key.key_class == domain::KeyClass::contact)
        connection_->execute("DELETE FROM suoledger.reservation WHERE tenant_id = $1 AND owner = $2",
                             PgParameters{}.add(key.tenant).add(key.subject.id));
    transaction.commit();
}

}  // namespace suoledger::eventstore

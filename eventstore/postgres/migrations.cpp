// SPDX-License-Identifier: Apache-2.0
// Applying migrations through libpqxx.
#include "eventstore/postgres/migrations.hpp"

#include <map>

#include <fmt/format.h>
#include <pqxx/pqxx>

#include "eventstore/crypto.hpp"
#include "eventstore/postgres/pqxx_faults.hpp"

namespace suoledger::eventstore {

namespace {

/// Any number will do, as long as every version of the service takes the same.
constexpr const char* lock_sql = "SELECT pg_advisory_lock(5461203842716)";

std::string checksum_of(const Migration& migration) { return hex(sha256({bytes_of(migration.sql)})); }

bool has_schema(pqxx::connection& connection) {
    pqxx::nontransaction query(connection);
    return !query.exec("SELECT to_regclass('suoledger.schema_migration')")[0][0].is_null();
}

void create_table(pqxx::connection& connection) {
    pqxx::work work(connection);
    work.exec("CREATE SCHEMA IF NOT EXISTS suoledger");
    work.exec(
        "CREATE TABLE IF NOT EXISTS suoledger.schema_migration (number integer PRIMARY KEY, name text NOT NULL, "
        "checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT clock_timestamp())");
    work.commit();
}

std::map<std::int32_t, std::string> applied_in(pqxx::connection& connection) {
    std::map<std::int32_t, std::string> applied;
    pqxx::nontransaction query(connection);
    for (const auto& row : query.exec("SELECT number, checksum FROM suoledger.schema_migration"))
        applied[row[0].as<std::int32_t>()] = row[1].as<std::string>();
    return applied;
}

void check(const std::map<std::int32_t, std::string>& applied) {
    const std::int32_t newest = migrations().back().number;
    if (!applied.empty() && applied.rbegin()->first > newest)
        throw MigrationFault(
            fmt::format("the database is at migration {} and this program knows only {}: start a newer suoledger",
                        applied.rbegin()->first, newest));
    for (const auto& migration : migrations()) {
        const auto found = applied.find(migration.number);
        if (found != applied.end() && found->second != checksum_of(migration))
            throw MigrationFault(
                fmt::format("migration {} was applied with other text (checksum {}): this program was built "
                            "from a changed file; migrations are added, never edited",
                            migration.name, found->second));
    }
}

void apply(pqxx::connection& connection, const Migration& migration) {
    pqxx::work work(connection);
    work.exec("SET LOCAL lock_timeout = '10s'");
    // The first one makes the owner; everything after it belongs to the owner.
    if (migration.number > 1) work.exec("SET LOCAL ROLE suoledger_owner");
    work.exec(std::string(migration.sql));
    work.exec_params("INSERT INTO suoledger.schema_migration (number, name, checksum) VALUES ($1, $2, $3)",
                     migration.number, std::string(migration.name), checksum_of(migration));
    work.commit();
}

}  // namespace

int migrate_up(const std::string& database_url) try {
    pqxx::connection connection(database_url);
    {
        pqxx::nontransaction lock(connection);
        lock.exec(lock_sql);  // held until the connection ends
    }
    if (!has_schema(connection)) create_table(connection);
    const auto applied = applied_in(connection);
    check(applied);
    int count = 0;
    for (const auto& migration : migrations()) {
        if (applied.contains(migration.number)) continue;
        apply(connection, migration);
        ++count;
    }
    return count;
} catch (const pqxx::failure& fault) {
    throw MigrationFault(refusal_in(fault).what());
}

MigrationStatus migration_status(const std::string& database_url) try {
    pqxx::connection connection(database_url);
    MigrationStatus status{0, migrations().back().number};
    if (!has_schema(connection)) return status;
    const auto applied = applied_in(connection);
    check(applied);
    if (!applied.empty()) status.applied = applied.rbegin()->first;
    return status;
} catch (const pqxx::failure& fault) {
    throw MigrationFault(refusal_in(fault).what());
}

}  // namespace suoledger::eventstore

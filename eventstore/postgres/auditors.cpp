// SPDX-License-Identifier: Apache-2.0
// Roles of auditors, through libpqxx.
#include "eventstore/postgres/auditors.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <pqxx/pqxx>
#include <utility>

#include "eventstore/crypto.hpp"
#include "eventstore/event_store.hpp"
#include "eventstore/postgres/pqxx_faults.hpp"

namespace suoledger::eventstore {
namespace {

constexpr std::size_t min_name = 3, max_name = 48;

std::string make_password() {
    std::array<std::uint8_t, 24> random{};
    fill_random(random);
    return base64url(random);
}

/// Made here, so that the password itself is in no statement and in no log of the server.
std::string scram_verifier(const std::string& database_url, const std::string& name, const std::string& password) {
    const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdb(database_url.c_str()), &PQfinish);
    if (PQstatus(connection.get()) != CONNECTION_OK) throw StoreUnavailable(PQerrorMessage(connection.get()));
    const std::unique_ptr<char, decltype(&PQfreemem)> verifier(
        PQencryptPasswordConn(connection.get(), password.c_str(), name.c_str(), "scram-sha-256"), &PQfreemem);
    if (!verifier) throw AuditorFault(PQerrorMessage(connection.get()));
    return verifier.get();
}

/// The server itself quotes what goes into its statement: roles take no parameters.
void execute_formatted(pqxx::work& work, const std::string& format, const std::string& name, const std::string& text) {
    work.exec(work.exec_params("SELECT format($1, $2::text, $3::text)", format, name, text)[0][0].as<std::string>());
}

[[noreturn]] void fail(const pqxx::failure& fault) {
    const pqxx::sql_error& refusal = refusal_in(fault);
    if (refusal.sqlstate() == "42710") throw AuditorFault("there is a role of this name; choose another");
    if (dynamic_cast<const pqxx::insufficient_privilege*>(&refusal) != nullptr)
        throw AuditorFault(
            "the database's user may not make roles: give it CREATEROLE and membership in suoledger_auditor");
    throw AuditorFault(refusal.what());
}

template <class Work>
auto guarded(Work work) {
    try {
        return work();
    } catch (const pqxx::failure& fault) {
        fail(fault);
    }
}

void require_name(const std::string& name) {
    if (is_auditor_name(name)) return;
    throw AuditorFault(fmt::format("`{}` is no name of a login: {} to {} of a-z, 0-9 and _, beginning with a letter",
                                   name, min_name, max_name));
}

/// Open sessions end if this user may end them; they see nothing any more in any case.
void end_sessions(pqxx::connection& connection, const std::string& name) {
    try {
        pqxx::work work(connection);
        work.exec_params("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1", name);
        work.commit();
    } catch (const pqxx::sql_error&) {
    }
}

/// What a login made may hold its role back; one without login, password and membership does no harm.
void drop_role(pqxx::connection& connection, const std::string& name) {
    try {
        pqxx::work work(connection);
        execute_formatted(work, "DROP OWNED BY %I", name, "");
        execute_formatted(work, "DROP ROLE %I", name, "");
        work.commit();
    } catch (const pqxx::sql_error&) {
    }
}

}  // namespace

bool is_auditor_name(std::string_view name) {
    const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
    const auto is_allowed = [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '_'; };
    return name.size() >= min_name && name.size() <= max_name && is_letter(name[0]) && !name.starts_with("pg_") &&
           std::ranges::all_of(name, is_allowed);
}

std::string create_auditor(const std::string& database_url, const domain::Uuid& tenant, const std::string& name) {
    require_name(name);
    return guarded([&] {
        pqxx::connection connection(database_url);
        std::string password = make_password();
        const std::string verifier = scram_verifier(database_url, name, password);
        pqxx::work work(connection);
        execute_formatted(work,
                          "CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS "
                          "CONNECTION LIMIT 4 PASSWORD %L IN ROLE suoledger_auditor",
                          name, verifier);
        execute_formatted(work, "ALTER ROLE %I SET default_transaction_read_only = on", name, "");
        work.exec("SET LOCAL ROLE suoledger_owner");
        work.exec_params("INSERT INTO suoledger.auditor (login, tenant_id) VALUES ($1, $2)", name,
                         domain::to_string(tenant));
        work.commit();
        return password;
    });
}

void revoke_auditor(const std::string& database_url, const std::string& name) {
    require_name(name);
    guarded([&] {
        pqxx::connection connection(database_url);
        {
            pqxx::work work(connection);
            work.exec("SET LOCAL ROLE suoledger_owner");
            const auto gone = work.exec_params("DELETE FROM suoledger.auditor WHERE login = $1", name);
            if (gone.affected_rows() == 0) throw AuditorFault(fmt::format("there is no auditor's login {}", name));
            work.exec("RESET ROLE");
            execute_formatted(work, "ALTER ROLE %I NOLOGIN PASSWORD NULL", name, "");
            execute_formatted(work, "REVOKE suoledger_auditor FROM %I", name, "");
            work.commit();
        }
        end_sessions(connection, name);
        drop_role(connection, name);
    });
}

std::vector<Auditor> auditors(const std::string& database_url) {
    return guarded([&] {
        pqxx::connection connection(database_url);
        pqxx::work work(connection);
        work.exec("SET LOCAL ROLE suoledger_owner");
        std::vector<Auditor> found;
        for (const auto& row : work.exec("SELECT login, tenant_id, (extract(epoch FROM created_at) * 1000000)::bigint "
                                         "FROM suoledger.auditor ORDER BY login"))
            found.push_back({row[0].as<std::string>(),
                             domain::parse_uuid(row[1].as<std::string>()).value_or(domain::Uuid{}),
                             {row[2].as<std::int64_t>()}});
        return found;
    });
}

}  // namespace suoledger::eventstore

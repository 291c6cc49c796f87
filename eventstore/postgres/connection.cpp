// SPDX-License-Identifier: Apache-2.0
// libpq behind PgConnection.
#include "eventstore/postgres/connection.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>

#include <libpq-fe.h>

#include "eventstore/assert.hpp"
#include "eventstore/event_store.hpp"
#include "eventstore/log_transaction.hpp"
#include "eventstore/postgres/binary_format.hpp"
#include "eventstore/postgres/copied_rows.hpp"

namespace suoledger::eventstore {

namespace {

constexpr int binary = 1;

/// libpq's form of PgParameters.
struct Raw {
    explicit Raw(const PgParameters& parameters) {
        const std::size_t count = parameters.values().size();
        values.reserve(count);
        lengths.reserve(count);
        formats.assign(count, binary);
        for (const auto& value : parameters.values()) {
            values.push_back(value ? value->data() : nullptr);
            lengths.push_back(value ? static_cast<int>(value->size()) : 0);
        }
        types.assign(parameters.types().begin(), parameters.types().end());
    }
    [[nodiscard]] int count() const { return static_cast<int>(values.size()); }
    std::vector<const char*> values;
    std::vector<int> lengths, formats;
    std::vector<Oid> types;
};

struct Free {
    void operator()(char* memory) const { PQfreemem(memory); }
};

/// Sessions that died with the server, or were ended by an operator, are outages, not refusals of a statement.
bool is_outage(const char* sqlstate) {
    const std::string_view state = sqlstate ? sqlstate : "";
    return state.empty() || state.starts_with("08") || state.starts_with("57P") || state.starts_with("53") ||
           state == "57014" || state == "25P03" || state == "55P03" || state == "40001" || state == "40P01" ||
           state == "25006";  // a standby, or a primary that was made one
}

}  // namespace

void PgResult::Clear::operator()(pg_result* result) const { PQclear(result); }
PgResult::PgResult(pg_result* result) : result_(result) {}
int PgResult::rows() const { return PQntuples(result_.get()); }
bool PgResult::is_null(int row, int column) const { return PQgetisnull(result_.get(), row, column) == 1; }
std::string_view PgResult::bytes(int row, int column) const {
    return {PQgetvalue(result_.get(), row, column), static_cast<std::size_t>(PQgetlength(result_.get(), row, column))};
}
std::int64_t PgResult::number(int row, int column) const {
    const auto raw = bytes(row, column);
    return raw.size() == sizeof(std::int32_t) ? number_in<std::int32_t>(raw) : number_in<std::int64_t>(raw);
}
domain::Uuid PgResult::uuid(int row, int column) const { return uuid_in(bytes(row, column)); }
domain::Timestamp PgResult::instant(int row, int column) const { return instant_in(bytes(row, column)); }
std::string_view PgResult::command_tag() const { return PQcmdStatus(result_.get()); }

bool PgResult::is_end_of_flight() const { return PQresultStatus(result_.get()) == PGRES_PIPELINE_SYNC; }

void PgConnection::Finish::operator()(pg_conn* connection) const { PQfinish(connection); }

PgConnection::PgConnection(const std::string& database_url, std::string_view application_name) {
    const std::string name(application_name);
    // expand_dbname: the URL stands where the database's name would; what follows overrides it.
    const char* const keywords[] = {"dbname",          "application_name", "connect_timeout",     "tcp_user_timeout",
                                    "client_encoding", "keepalives_idle",  "keepalives_interval", nullptr};
    // Keepalives notice a vanished server while we wait for its answer and have nothing to send ourselves.
    const char* const values[] = {database_url.c_str(), name.c_str(), "5", "5000", "UTF8", "5", "1", nullptr};
    connection_.reset(PQconnectdbParams(keywords, values, 1));
    if (PQstatus(connection_.get()) != CONNECTION_OK)
        throw StoreUnavailable(std::string("cannot connect to the database: ") + PQerrorMessage(connection_.get()));
    PQsetNoticeReceiver(connection_.get(), &PgConnection::on_notice, this);
    execute("SET ROLE suoledger_append");
    execute("SET search_path = suoledger, pg_catalog");
    execute("SET statement_timeout = '5s'");
    execute("SET idle_in_transaction_session_timeout = '5s'");
    execute("SET default_transaction_isolation = 'read committed'");
    // A role or a database may have it off; the other values keep what was acknowledged on this server at least.
    execute("SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'");
    // Every statement of ours has one good plan, by index; tables that were never analysed suggest others.
    for (const char* choice : {"enable_seqscan", "enable_hashjoin", "enable_mergejoin"})
        execute(std::string("SET ") + choice + " = off");
    execute("SET plan_cache_mode = force_generic_plan");
    execute("SET jit = off");  // a plan that must scan all the same counts as so costly that it would be compiled
}
PgConnection::~PgConnection() = default;

void PgConnection::on_notice(void* self, const pg_result* notice) {
    const char* text = PQresultErrorField(notice, PG_DIAG_MESSAGE_PRIMARY);
    const char* detail = PQresultErrorField(notice, PG_DIAG_MESSAGE_DETAIL);
    const auto says = [](const char* where, const char* what) { return where && std::strstr(where, what); };
    if (says(text, "synchronous replication") || says(detail, "might not have been replicated"))
        static_cast<PgConnection*>(self)->replication_warning_ = true;
}

bool PgConnection::take_replication_warning() { return std::exchange(replication_warning_, false); }
bool PgConnection::is_open() const { return PQstatus(connection_.get()) == CONNECTION_OK; }
bool PgConnection::is_alive() {
    // A server that ends a session says why first: one read takes its words, the next one meets the end.
    for (int reads = 0; reads < 2; ++reads)
        if (PQconsumeInput(connection_.get()) != 1) return false;
    return is_open();
}
bool PgConnection::is_in_transaction() const { return PQtransactionStatus(connection_.get()) != PQTRANS_IDLE; }
void PgConnection::cut() {
    // After a mere shutdown, what the server had answered by then could still be read.
    std::array<int, 2> ended{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ended.data()) != 0) fail(nullptr);
    ::close(ended[1]);
    ::dup3(ended[0], PQsocket(connection_.get()), O_CLOEXEC);
    ::close(ended[0]);
}

int PgConnection::socket() const { return PQsocket(connection_.get()); }

std::vector<std::string> PgConnection::take_notifications() {
    if (PQconsumeInput(connection_.get()) != 1) fail(nullptr);
    std::vector<std::string> payloads;
    while (PGnotify* heard = PQnotifies(connection_.get())) {
        payloads.emplace_back(heard->extra);
        PQfreemem(heard);
    }
    return payloads;
}

void PgConnection::fail(pg_result* result) {
    const PgResult owned(result);
    const char* sqlstate = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
    const std::string text = result ? PQresultErrorMessage(result) : PQerrorMessage(connection_.get());
    if (!is_open() || is_outage(sqlstate)) throw StoreUnavailable("database: " + text);
    throw StatementFailed("database: " + text);
}

PgResult PgConnection::execute(const std::string& sql, const PgParameters& parameters) {
    LEDGER_ASSERT(!in_pipeline_);
    const Raw raw(parameters);
    pg_result* result = PQexecParams(connection_.get(), sql.c_str(), raw.count(), raw.types.data(), raw.values.data(),
                                     raw.lengths.data(), raw.formats.data(), binary);
    const auto status = PQresultStatus(result);
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) fail(result);
    return PgResult(result);
}

void PgConnection::send(const std::string& sql, const PgParameters& parameters) {
    if (!in_pipeline_ && PQenterPipelineMode(connection_.get()) != 1) fail(nullptr);
    in_pipeline_ = true;
    const Raw raw(parameters);
    const auto [entry, is_new] = prepared_.try_emplace(sql);
    Prepared& statement = entry->second;
    if (is_new) {
        statement.name = "s" + std::to_string(++prepared_count_);
        if (PQsendPrepare(connection_.get(), statement.name.c_str(), sql.c_str(), raw.count(), raw.types.data()) != 1)
            fail(nullptr);
    }
    if (PQsendQueryPrepared(connection_.get(), statement.name.c_str(), raw.count(), raw.values.data(),
                            raw.lengths.data(), raw.formats.data(), binary) != 1)
        fail(nullptr);
    in_flight_.push_back(is_new ? &statement : nullptr);
}

PgResult PgConnection::execute_prepared(const std::string& sql, const PgParameters& parameters) {
    LEDGER_ASSERT(!in_pipeline_);
    send(sql, parameters);
    flush();
    PgResult result = take();
    finish_flight();
    return result;
}

void PgConnection::copy_out(const std::string& sql, const OnRow& on_row) {
    LEDGER_ASSERT(!in_pipeline_);
    pg_result* const begun = PQexec(connection_.get(), sql.c_str());
    if (PQresultStatus(begun) != PGRES_COPY_OUT) fail(begun);
    PQclear(begun);
    try {
        CopiedRows rows;
        for (;;) {
            char* bytes = nullptr;
            const int size = PQgetCopyData(connection_.get(), &bytes, 0);
            if (size < 0) break;
            const std::unique_ptr<char, Free> message(bytes);
            if (const auto row = rows.next({bytes, static_cast<std::size_t>(size)}); !row.empty()) on_row(row);
        }
    } catch (...) {
        connection_.reset();  // there may be much more to come
        throw;
    }
    pg_result* const ended = PQgetResult(connection_.get());
    PQclear(PQgetResult(connection_.get()));
    if (PQresultStatus(ended) != PGRES_COMMAND_OK) fail(ended);
    PQclear(ended);
}

void PgConnection::flush() {
    if (PQpipelineSync(connection_.get()) != 1) fail(nullptr);
}

PgResult PgConnection::take() {
    LEDGER_ASSERT(!in_flight_.empty());
    if (Prepared* fresh = in_flight_.front()) {
        take_one();
        fresh->confirmed = true;
    }
    PgResult result = take_one();
    in_flight_.pop_front();
    return result;
}

PgResult PgConnection::take_one() {
    pg_result* result = PQgetResult(connection_.get());
    const auto status = PQresultStatus(result);
    if (result == nullptr || (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)) {
        if (is_open()) {
            PQclear(PQgetResult(connection_.get()));  // the null that ends this statement's results
            try {
                finish_flight();
            } catch (const StoreUnavailable&) {
                PQclear(result);
                throw;
            }
        }
        fail(result);
    }
    PQclear(PQgetResult(connection_.get()));
    return PgResult(result);
}

/// Preparations behind a refused statement were skipped with the rest of the flight.
void PgConnection::forget_unconfirmed() {
    std::erase_if(prepared_, [](const auto& entry) { return !entry.second.confirmed; });
    in_flight_.clear();
}

void PgConnection::finish_flight() {
    for (;;) {
        const PgResult result(PQgetResult(connection_.get()));
        // Between two statements of an aborted flight libpq hands out nullptr once; a dead connection does so for ever.
        if (!is_open()) throw StoreUnavailable("the connection to the database was lost");
        if (result.is_end_of_flight()) break;
    }
    if (PQexitPipelineMode(connection_.get()) != 1) fail(nullptr);
    in_pipeline_ = false;
    forget_unconfirmed();
}

}  // namespace suoledger::eventstore

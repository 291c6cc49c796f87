// SPDX-License-Identifier: Apache-2.0
// One libpq connection: statements one by one or pipelined, binary both ways, faults sorted into ours and the
// database's.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "domain/time.hpp"
#include "domain/uuid.hpp"
#include "eventstore/postgres/parameters.hpp"

struct pg_conn;
struct pg_result;

namespace suoledger::eventstore {

class PgResult {
public:
    explicit PgResult(pg_result* result);
    [[nodiscard]] int rows() const;
    [[nodiscard]] bool is_null(int row, int column) const;
    [[nodiscard]] std::string_view bytes(int row, int column) const;  // valid as long as this
    [[nodiscard]] std::int64_t number(int row, int column) const;     // int4 or int8
    [[nodiscard]] domain::Uuid uuid(int row, int column) const;
    [[nodiscard]] domain::Timestamp instant(int row, int column) const;
    /// "COMMIT", "ROLLBACK", "INSERT 0 3"
    [[nodiscard]] std::string_view command_tag() const;
    /// The mark behind the last statement of a flight.
    [[nodiscard]] bool is_end_of_flight() const;

private:
    struct Clear {
        void operator()(pg_result* result) const;
    };
    std::unique_ptr<pg_result, Clear> result_;
};

/// Used by one thread. Every method throws StoreUnavailable when the connection is gone and StatementFailed when the
/// database refused the statement.
class PgConnection {
public:
    /// Connects, takes role suoledger_append, bounds every statement and idle transaction to 5 s: a frozen node cannot
    /// hold the log. Its commits are durable, whatever the role's defaults are.
    explicit PgConnection(const std::string& database_url, std::string_view application_name);
    ~PgConnection();
    PgConnection(const PgConnection&) = delete;
    PgConnection& operator=(const PgConnection&) = delete;

    /// Parsed and planned each time; throws StoreUnavailable, StatementFailed.
    PgResult execute(const std::string& sql, const PgParameters& parameters = {});
    /// The same for a text that comes again and again: a flight of one.
    PgResult execute_prepared(const std::string& sql, const PgParameters& parameters = {});
    /// Rows of a "COPY ... TO STDOUT (FORMAT binary)", which takes no parameters, as they come: a third of the work of
    /// libpq for each of many, but the text is planned each time. A row has its fields in order, valid for the length
    /// of the call; none may be null. What `on_row` throws ends the connection.
    using OnRow = std::function<void(std::span<const std::string_view>)>;
    void copy_out(const std::string& sql, const OnRow& on_row);
    [[nodiscard]] bool is_open() const;
    /// Looks whether the server ended it meanwhile. Does not wait; only between flights.
    [[nodiscard]] bool is_alive();

    // Pipelined: send any number of statements, `flush`, then take one result for each, in order. A text is parsed and
    // planned when it is sent for the first time, so there must be few of them.
    // After a StatementFailed the rest of the flight is skipped and the transaction, if any, must be rolled back.
    void send(const std::string& sql, const PgParameters& parameters = {});
    void flush();
    PgResult take();
    /// Reads the end of the flight. Required after the last `take`.
    void finish_flight();
    [[nodiscard]] bool is_in_flight() const { return in_pipeline_; }
    /// As the server said at the end of the last flight or statement.
    [[nodiscard]] bool is_in_transaction() const;

    /// Becomes readable when the server says something unasked.
    [[nodiscard]] int socket() const;
    /// What channels that this connection LISTENs to carried since the last call. Does not wait.
    std::vector<std::string> take_notifications();

    /// Since the last call: the server said that a COMMIT is local only, its synchronous replica did not confirm.
    [[nodiscard]] bool take_replication_warning();
    /// Cuts the socket, as a network would. For failpoints.
    void cut();

private:
    struct Finish {
        void operator()(pg_conn* connection) const;
    };
    /// A statement whose text the server knows, or will know by the time this flight arrives.
    struct Prepared {
        std::string name;
        bool confirmed = false;
    };
    [[noreturn]] void fail(pg_result* result);
    PgResult take_one();
    void forget_unconfirmed();
    static void on_notice(void* self, const pg_result* notice);

    std::unique_ptr<pg_conn, Finish> connection_;
    std::unordered_map<std::string, Prepared> prepared_;
    std::uint64_t prepared_count_ = 0;
    std::deque<Prepared*> in_flight_;  // one for each result to come; nullptr: no preparation comes before it
    bool in_pipeline_ = false;
    bool replication_warning_ = false;
};

}  // namespace suoledger::eventstore

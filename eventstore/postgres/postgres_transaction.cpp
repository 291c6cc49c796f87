// SPDX-License-Identifier: Apache-2.0
// The transaction's control flow: lock, read, write, commit, and what to do when nobody knows.
#include "eventstore/postgres/postgres_transaction.hpp"

#include <thread>

#include "eventstore/assert.hpp"
#include "eventstore/failpoints.hpp"
#include "eventstore/postgres/batch_sql.hpp"

namespace suoledger::eventstore {

namespace {

/// A client waits 10 s for its answer; past this it is told that nobody knows yet.
constexpr std::chrono::milliseconds resolve_for{8000};
constexpr std::chrono::milliseconds resolve_pause{50};
/// Two partitions lie ahead: asking ten times in one is early enough.
constexpr std::int64_t positions_per_partition_check = events_per_partition / 10;

}  // namespace

PostgresTransaction::PostgresTransaction(std::string database_url, Metrics& metrics)
    : database_url_(std::move(database_url)), metrics_(metrics) {}

PgConnection& PostgresTransaction::connection() {
    if (connection_ && connection_->is_open()) return *connection_;
    connection_ = std::make_unique<PgConnection>(database_url_, "suoledger-sequencer");
    newest_partition_ = {};  // the server may not have all that it had
    partitions_due_ = true;
    return *connection_;
}

PgConnection& PostgresTransaction::in_transaction() {
    if (!connection_ || !connection_->is_open())
        throw StoreUnavailable("the connection was lost inside the transaction");
    return *connection_;
}

/// Before a batch, never after its commit: a fault here must not make a success look like a failure.
void PostgresTransaction::ensure_partitions_if_due() {
    PgConnection& database = connection();
    if (!partitions_due_) return;
    try {
        database.execute("SELECT suoledger.ensure_event_partitions()");
        newest_partition_.read(database);
        partitions_due_ = false;
    } catch (const StatementFailed&) {
        // Two partitions lie ahead, so there is time: the next batch asks again.
    }
}

BatchFacts PostgresTransaction::begin(const Wanted& wanted) {
    // Better to find a lost connection now than behind a COMMIT, when its outcome would have to be looked for.
    if (connection_ && connection_->is_alive() && !partitions_due_ && !std::exchange(must_read_, false)) {
        Presumed presumed;
        if (auto facts = remembered_.answer(wanted, presumed)) {
            presumed_ = std::move(presumed);
            return std::move(*facts);
        }
    }
    presumed_.reset();
    try {
        BatchFacts facts = lock_and_read(wanted);
        remembered_.learn(facts);
        return facts;
    } catch (const StoreUnavailable&) {
        connection_.reset();  // it may lead to a server that is not the primary any more
        remembered_.forget();
        throw;
    }
}

void PostgresTransaction::give_way() {
    must_read_ = true;
    throw FactsMoved("not all that the batch needs is remembered");
}

BatchFacts PostgresTransaction::lock_and_read(const Wanted& wanted) {
    ensure_partitions_if_due();
    PgConnection& database = connection();
    database.send("BEGIN");
    // Alone in its statement: what is read with the lock would be of before the wait for it.
    database.send(lock_head_sql);
    database.send("SELECT clock_timestamp()");
    send_reads(wanted);
    database.flush();
    BatchFacts facts;
    database.take();
    {
        const PgResult locked = database.take();
        facts.head = head_in(locked);
        head_row_ = locked.bytes(0, lock_head_sql_row_column);
    }
    facts.database_clock = database.take().instant(0, 0);
    take_reads(wanted, facts);
    database.finish_flight();
    return facts;
}

void PostgresTransaction::send_reads(const Wanted& wanted) {
    PgConnection& database = in_transaction();
    if (!wanted.streams.empty()) database.send(stream_versions_sql, parameters_of(wanted.streams));
    if (!wanted.reservations.empty()) database.send(owners_sql, parameters_of(wanted.reservations));
    if (!wanted.tenants.empty()) {
        database.send(tenant_sequences_sql, parameters_of(wanted.tenants));
        database.send(series_numbers_sql, parameters_of_series(wanted.tenants));
    }
    if (!wanted.commands.empty()) database.send(commands_sql, parameters_of(wanted.commands));
}

void PostgresTransaction::take_reads(const Wanted& wanted, BatchFacts& facts) {
    PgConnection& database = in_transaction();
    if (!wanted.streams.empty()) take_stream_versions(wanted, database.take(), facts);
    if (!wanted.reservations.empty()) take_owners(wanted, database.take(), facts);
    if (!wanted.tenants.empty()) {
        take_tenant_sequences(wanted, database.take(), facts);
        take_series_numbers(database.take(), facts);
    }
    if (!wanted.commands.empty()) take_commands(wanted, database.take(), facts);
}

void PostgresTransaction::fetch(const Wanted& wanted, BatchFacts& facts) {
    if (!holds_lock()) {
        if (!remembered_.complete(wanted, facts)) give_way();
        return;
    }
    send_reads(wanted);
    in_transaction().flush();
    take_reads(wanted, facts);
    in_transaction().finish_flight();
}

std::vector<RecordedEvent> PostgresTransaction::read_stream(const StreamQuery& query) {
    if (!holds_lock()) give_way();
    return events_in(in_transaction().execute_prepared(stream_events_sql(), parameters_of(query)));
}

void PostgresTransaction::commit(const BatchWrites& writes, const Meanwhile& meanwhile) {
    const bool writes_anything = !writes.commands.empty();
    if (!writes_anything && holds_lock()) {  // replays and refusals only: what was read under the lock holds
        roll_back();
        return;
    }
    const auto cut_if_told = [&](std::string_view place) {
        if (writes_anything && failpoint(place) == FailpointAction::cut_connection) connection_->cut();
    };
    cut_if_told("sequencer.before_commit");
    try {
        const Sent sent = send_all(writes);
        cut_if_told("sequencer.commit_sent");
        if (meanwhile) meanwhile();
        take_writes(sent);
    } catch (const StoreUnavailable&) {
        remembered_.forget();
        if (!writes_anything) throw;
        return resolve(writes);
    } catch (const StatementFailed& fault) {
        remembered_.forget();
        if (holds_lock()) throw;
        metrics_.add(metric::append_flights, 1, {{"path", "fallback"}});
        throw FactsMoved(fault.what());
    }
    remember(writes);
}

PostgresTransaction::Sent PostgresTransaction::send_all(const BatchWrites& writes) {
    PgConnection& database = in_transaction();
    Sent sent;
    if (holds_lock()) {
        sent.statements = send_batch(database, writes);
        sent.moves_head = sent.statements;
        sent.statements += send_head(database, writes.head);
    } else {
        database.send("BEGIN");
        if (!writes.events->empty()) sent.moves_head = 1;
        sent.statements =
            1 + send_batch(database, writes, {remembered_.head(), head_row_}, newest_partition_, *presumed_);
    }
    database.send("COMMIT");
    database.flush();
    return sent;
}

void PostgresTransaction::remember(const BatchWrites& writes) {
    metrics_.add(metric::append_flights, 1, {{"path", holds_lock() ? "two_flights" : "one_flight"}});
    if (presumed_) remembered_.learn(*presumed_);
    remembered_.learn(writes);
    newest_partition_.learn(writes);
    const auto checks = [](std::int64_t position) { return position / positions_per_partition_check; };
    const auto before = writes.head.position - static_cast<std::int64_t>(writes.events->size());
    if (checks(before) != checks(writes.head.position)) partitions_due_ = true;
}

void PostgresTransaction::take_writes(const Sent& sent) {
    PgConnection& database = in_transaction();
    for (std::size_t i = 0; i < sent.statements; ++i) {
        const PgResult result = database.take();
        if (i == sent.moves_head) head_row_ = result.bytes(0, 0);
    }
    const PgResult committed = database.take();
    database.finish_flight();
    LEDGER_ASSERT(committed.command_tag() == "COMMIT");
    if (database.take_replication_warning())
        throw StoreUnavailable("the synchronous replica did not confirm the commit");
}

bool PostgresTransaction::was_committed(const BatchWrites& writes) {
    PgConnection& database = connection();
    database.execute("BEGIN");
    const LogHead head = head_in(database.execute(lock_head_sql));
    // Another node may have appended the same command meanwhile. Ours is recognised by its sealed reply, whose nonce is
    // random; one command speaks for all, for a batch is committed whole or not at all.
    const StoredCommand& ours = writes.commands.front();
    const PgResult stored = database.execute(commands_sql, parameters_of(FlatSet<CommandId>{ours.command_id}));
    const bool committed = stored.rows() == 1 && stored.bytes(0, commands_sql_reply_column) == ours.reply;
    // A write of its own: its commit travels behind everything that was in flight, also to a synchronous replica.
    database.execute("INSERT INTO suoledger.fence (position) VALUES ($1)", PgParameters{}.add(head.position));
    const PgResult fenced = database.execute("COMMIT");
    if (fenced.command_tag() != "COMMIT" || database.take_replication_warning())
        throw StoreUnavailable("the fence could not be confirmed");
    return committed;
}

void PostgresTransaction::resolve(const BatchWrites& writes) {
    const auto deadline = std::chrono::steady_clock::now() + resolve_for;
    for (;;) {
        connection_.reset();
        failpoint("sequencer.before_resolve");
        try {
            const bool committed = was_committed(writes);
            metrics_.add(metric::append_resolutions, 1, {{"result", committed ? "committed" : "absent"}});
            if (committed) return;
        } catch (const std::exception& fault) {
            // Whatever kept it from looking: nothing is known, and a guess would be told to the client.
            if (std::chrono::steady_clock::now() >= deadline) throw OutcomeUnknown(fault.what());
            std::this_thread::sleep_for(resolve_pause);
            continue;
        }
        throw StoreUnavailable("the connection was lost before the commit; nothing was written");
    }
}

void PostgresTransaction::abandon() noexcept {
    if (holds_lock()) remembered_.forget();
    roll_back();
}

void PostgresTransaction::roll_back() noexcept {
    try {
        if (connection_ && connection_->is_in_flight()) connection_.reset();  // what is under way cannot be taken back
        if (connection_ && connection_->is_open() && connection_->is_in_transaction()) connection_->execute("ROLLBACK");
    } catch (const std::exception&) {
        connection_.reset();  // the server rolls back what loses its connection
    }
}

}  // namespace suoledger::eventstore

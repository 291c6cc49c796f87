// SPDX-License-Identifier: Apache-2.0
// The statements of a batch, all of them constant text: sets travel as arrays.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/log_transaction.hpp"
#include "eventstore/postgres/connection.hpp"
#include "eventstore/postgres/newest_partition.hpp"
#include "eventstore/postgres/remembered_facts.hpp"

namespace suoledger::eventstore {

/// Of a stream that a row `w` names.
inline constexpr std::string_view events_of_wanted_stream =
    "suoledger.event e WHERE (e.tenant_id, e.stream_type, e.stream_id) = (w.tenant_id, w.stream_type, w.stream_id)";

/// By its index: a table whose one row moved about has pages that a scan would go through.
extern const std::string lock_head_sql;
inline constexpr int lock_head_sql_row_column = 5;
extern const std::string stream_versions_sql;
extern const std::string owners_sql;
extern const std::string tenant_sequences_sql;
extern const std::string series_numbers_sql;
extern const std::string commands_sql;
inline constexpr int commands_sql_reply_column = 4;
const std::string& stream_events_sql();

/// As suoledger.ensure_event_partitions() makes them.
inline constexpr std::int64_t events_per_partition = 10'000'000;

PgParameters parameters_of(const FlatSet<domain::StreamId>& streams);
PgParameters parameters_of(const std::set<domain::ReservationKey>& keys);
/// Of tenants or of command ids.
PgParameters parameters_of(const FlatSet<domain::Uuid>& ids);
/// Of all series of these tenants.
PgParameters parameters_of_series(const FlatSet<domain::Uuid>& tenants);
PgParameters parameters_of(const StreamQuery& query);

LogHead head_in(const PgResult& result);
std::vector<RecordedEvent> events_in(const PgResult& result);
// Everything wanted is entered; what was not found with 0 or nullopt.
void take_stream_versions(const Wanted& wanted, const PgResult& result, BatchFacts& facts);
void take_owners(const Wanted& wanted, const PgResult& result, BatchFacts& facts);
void take_tenant_sequences(const Wanted& wanted, const PgResult& result, BatchFacts& facts);
void take_series_numbers(const PgResult& result, BatchFacts& facts);
void take_commands(const Wanted& wanted, const PgResult& result, BatchFacts& facts);

/// The head as this process saw it last, and where its row lies (its ctid). Each batch leaves a version of the row
/// behind for as long as anybody's snapshot is older, a backup's say. Who knows where the newest lies passes them over.
struct RememberedHead {
    const LogHead& head;
    std::string_view row;
};

/// Takes the lock, and fails if the head is not as remembered.
extern const std::string hold_head_sql;
/// Takes the lock, and moves the head if it is as remembered.
extern const std::string move_head_sql;
inline constexpr int move_head_parameters = 10;
PgParameters parameters_of_move(const RememberedHead& remembered, const BatchWrites& writes);
/// Of what that returned, named "moved". Says where the row lies now.
extern const std::string fail_unless_moved_sql;

// Each returns how many statements it sent.
/// Where the lock is held already: every write of the batch but the log head.
std::size_t send_batch(PgConnection& database, const BatchWrites& writes);
/// Says where the row lies now.
std::size_t send_head(PgConnection& database, const LogHead& head);
/// Of a flight without a lock: takes it, fails if anything is not as remembered or presumed, writes the head too, if
/// there are events: its first statement says where the row lies then.
std::size_t send_batch(PgConnection& database, const BatchWrites& writes, const RememberedHead& remembered,
                       const NewestPartition& newest, const Presumed& presumed);
std::size_t send_hold_head(PgConnection& database, const RememberedHead& remembered, const BatchWrites& writes);
/// Under the lock: fails if anything was not as presumed where the log ended, if adding the batch does not tell.
std::size_t send_checks(PgConnection& database, const LogHead& remembered, const NewestPartition& newest,
                        const Presumed& presumed, const BatchWrites& writes);

}  // namespace suoledger::eventstore

// SPDX-License-Identifier: Apache-2.0
// The port between planning a batch and storing it: what is read under the log-head lock and what is written at once.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "domain/decide.hpp"
#include "eventstore/event_store.hpp"
#include "eventstore/flat_map.hpp"
#include "eventstore/key_vault.hpp"

namespace suoledger::eventstore {

/// The idempotency record: kept for ever. `reply` is sealed; a nil `reply_key` means the platform's service key.
struct StoredCommand {
    CommandId command_id;
    domain::Uuid tenant;
    Hash fingerprint{};
    int status = 0;
    std::string reply;
    std::optional<domain::Uuid> reply_key;
    std::int64_t position = 0;
    domain::StreamId target;  // names the object once its reply is erased
};

/// The appender's clock and the database's may differ by this much.
inline constexpr std::int64_t max_clock_skew_us = 2 * 1'000'000LL;

/// What the lock must be followed by reading.
struct Wanted {
    FlatSet<domain::StreamId> streams;
    std::set<domain::ReservationKey> reservations;
    FlatSet<domain::Uuid> tenants;  // their sequences and all their series
    FlatSet<CommandId> commands;
    // What those who decided found. A store may plan with it instead of reading, if it compares before the commit.
    FlatMap<domain::StreamId, std::int64_t> presumed_versions;
    std::map<domain::ReservationKey, std::optional<domain::Uuid>> presumed_owners;
};

/// What was read under the lock, or will be compared under it by the commit. An entry that is there with 0 or nullopt
/// was looked for and is not stored.
struct BatchFacts {
    LogHead head;
    std::optional<domain::Timestamp> database_clock;  // nullopt: the commit compares it with `decided_at`
    FlatMap<domain::StreamId, std::int64_t> stream_versions;
    std::map<domain::ReservationKey, std::optional<domain::Uuid>> owners;
    std::map<domain::Uuid, std::int64_t> tenant_sequences;
    std::map<std::pair<domain::Uuid, domain::Series>, std::int64_t>
        series_numbers;  // absent: 0, where the tenant is known
    FlatMap<CommandId, std::optional<StoredCommand>> commands;
};

/// Everything one batch writes; all of it or nothing.
struct BatchWrites {
    // Shared: handed to OnCommitted after the commit without a copy.
    std::shared_ptr<std::vector<RecordedEvent>> events = std::make_shared<std::vector<RecordedEvent>>();
    LogHead head;                  // afterwards
    domain::Timestamp decided_at;  // by the appender's clock
    FlatMap<domain::StreamId, std::int64_t> stream_versions;
    std::map<domain::Uuid, std::int64_t> tenant_sequences;
    std::map<std::pair<domain::Uuid, domain::Series>, std::int64_t> series_numbers;
    std::map<domain::ReservationKey, std::optional<domain::Uuid>> reservations;  // nullopt releases
    std::vector<WrappedKey> keys;
    // These go; of the owners, all reservations that were there before the batch.
    std::vector<domain::DestroyedKey> destroyed_keys;
    std::vector<domain::StreamId> released_owners;
    std::vector<StoredCommand> commands;
};

/// What can be done while the database is at work; may be empty, must not throw.
using Meanwhile = std::function<void()>;

/// One transaction at a time, used by one thread. Every method may throw StoreUnavailable, StatementFailed or
/// FactsMoved; then nothing was written and the transaction is over.
class LogTransaction {
public:
    virtual ~LogTransaction() = default;
    /// Locks the log head, then reads; the lock is held until commit, abandon or an exception. Or it answers from what
    /// it remembers and leaves the lock and the comparison to `commit`.
    virtual BatchFacts begin(const Wanted& wanted) = 0;
    /// Adds what planning turned out to need.
    virtual void fetch(const Wanted& wanted, BatchFacts& facts) = 0;
    virtual std::vector<RecordedEvent> read_stream(const StreamQuery& query) = 0;
    /// Returns when it is durable. Throws OutcomeUnknown when that could not be found out in time. Nobody else is kept
    /// waiting by `meanwhile`, which is called once at most.
    virtual void commit(const BatchWrites& writes, const Meanwhile& meanwhile) = 0;
    virtual void abandon() noexcept = 0;
};

/// The store refused a statement because of what it said; nothing of the batch was written.
struct StatementFailed : std::runtime_error {
    using std::runtime_error::runtime_error;
};
/// The transaction rested on remembered facts and they do not hold, or do not suffice. The next one reads.
struct FactsMoved : std::runtime_error {
    using std::runtime_error::runtime_error;
};
/// The connection was lost around COMMIT and no later transaction could tell what became of it.
struct OutcomeUnknown : std::runtime_error {
    using std::runtime_error::runtime_error;
};

}  // namespace suoledger::eventstore

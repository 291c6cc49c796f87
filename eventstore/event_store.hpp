// SPDX-License-Identifier: Apache-2.0
// The port of the log: submit a command, read what was recorded. Implemented by MemoryStore and PostgresStore,
// both of which pass tests/eventstore/contract.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "domain/decide.hpp"
#include "eventstore/recorded_event.hpp"

namespace suoledger::eventstore {

enum class ActorKind : std::uint8_t { user, api_key, operator_key, provider, payer, system, auditor };
std::string_view to_string(ActorKind kind);  // operator_key is "operator" on the wire

/// Who asked, and the trace of it: becomes the event's metadata (≤ 8 KiB). Ids only, nothing personal.
struct Origin {
    ActorKind actor_kind = ActorKind::system;
    std::string actor_id;  // a TypeID or a component's name
    std::string request_id, correlation_id, causation_id, trace_id;
    std::string channel;  // "http", "cli"
};

/// What the client is told. `body` is what is sent now; `kept_body` what a retry gets (secrets replaced by null).
struct Reply {
    int status = 200;
    std::string body;
    std::string kept_body;
};

/// One event of an append as the reply sees it: the decided event and what was assigned under the lock.
struct AppendedEvent {
    const domain::NewEvent* event = nullptr;
    std::int64_t position = 0, stream_version = 0, series_number = 0;
    domain::Uuid event_id;
    domain::Timestamp recorded_at;
};

/// What a reply is rendered from. `view` holds the states before the append, `after` the states of the streams it
/// changed.
struct Appended {
    const domain::Decision* decision = nullptr;
    std::vector<AppendedEvent> events;
    std::vector<std::pair<domain::StreamId, const domain::State*>> after;
    const domain::View* view = nullptr;
};
/// Pure and quick: runs inside the batch, under the log-head lock, possibly more than once.
using RenderReply = std::function<Reply(const Appended&)>;

using CommandId = domain::Uuid;

/// A command on its way to the log.
struct Submission {
    CommandId command_id;
    Hash fingerprint{};  // keyed (HMAC), of the whole request
    domain::CommandContext context;
    domain::Command command;
    Origin origin;
    RenderReply render;
    /// Decided and rendered in its batch like any other, behind what came before it; then nothing of it is kept: no
    /// event, number, key, reservation or record, and whatever follows it in the batch does not see it. Its command id
    /// is not looked up. Ids that the caller made for it are the caller's: the command itself may come with others.
    bool dry_run = false;
};

struct AppendedReply {
    Reply reply;
    std::int64_t position = 0;  // of its last event
    bool replayed = false;      // an earlier submission with this command id did it; `reply` is the kept one
};
/// A dry run that would have been appended.
struct Rehearsed {
    Reply reply;
    std::int64_t position = 0;  // of the log that it was decided on
};
struct FingerprintMismatch {};  // this command id was used by another request: 422 idempotency_key_reused
struct Unknown {};              // connection lost around COMMIT and not resolved in time: 503 outcome_unknown
struct Unavailable {
    std::string reason;
};  // nothing was written and it is known: 503; reason is a code, e.g. "clock_skew"
struct Failed {
    std::string detail;
};  // a fault of this one command: 500, nothing was written

using AppendOutcome =
    std::variant<AppendedReply, domain::Rejection, FingerprintMismatch, Unknown, Unavailable, Failed, Rehearsed>;
using OnOutcome = std::function<void(AppendOutcome)>;  // called exactly once, on a thread of the store; must not block

struct StreamQuery {
    domain::StreamId stream;
    std::int64_t after_version = 0;
    std::int64_t limit = 1000;
};
struct LogQuery {
    std::int64_t after_position = 0;
    std::int64_t limit = 1000;           // and at most 8 MiB of rows
    bool with_metadata = true;           // else it is empty, and nothing of the limit
    bool with_payload = true;            // likewise
    std::optional<domain::Uuid> tenant;  // all tenants if empty
    std::optional<std::string> event_type;
    std::optional<domain::Uuid> stream_id;
    std::optional<std::int64_t> until_position;  // none: as far as the log goes
    bool newest_first = false;  // the limit keeps the newest, not the oldest; in position order too. Requires `tenant`
    /// Of that history, or StoreUnavailable: for who reads a log that may start over under its hands. A log whose epoch
    /// changes only while nobody reads it need not look.
    std::optional<std::int64_t> epoch = {};
};

class EventStore {
public:
    virtual ~EventStore() = default;
    /// Never blocks for long: joins the current batch. The outcome arrives once, when it is durable or known.
    virtual void submit(Submission submission, OnOutcome on_outcome) = 0;
    /// In version order. Throws StoreUnavailable.
    virtual std::vector<RecordedEvent> read_stream(const StreamQuery& query) = 0;
    /// In position order; what is returned has no gaps behind it. Throws StoreUnavailable.
    virtual std::vector<RecordedEvent> read_log(const LogQuery& query) = 0;
    /// What `read_log` gives, one by one while others are on their way, for who reads much of the log: dearer to begin,
    /// cheaper for each. `visit` must not take long; what it throws ends the walk. Throws StoreUnavailable, also after
    /// some were visited.
    using Visit = std::function<void(RecordedEvent)>;
    virtual void walk_log(const LogQuery& query, const Visit& visit);
    /// Throws StoreUnavailable.
    virtual LogHead head() = 0;
    /// The holder of a unique key, as committed now. Throws StoreUnavailable.
    virtual std::optional<domain::Uuid> owner_of(const domain::ReservationKey& key) = 0;
};

/// The database is not reachable (or its answer did not come in time).
struct StoreUnavailable : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The log can be read; whoever keeps the keys of its personal fields cannot be asked now.
struct KeysUnavailable : StoreUnavailable {
    using StoreUnavailable::StoreUnavailable;
};

/// Told of every committed batch of this process, in position order, on the store's thread; must not block.
using OnCommitted = std::function<void(std::shared_ptr<const std::vector<RecordedEvent>>)>;

}  // namespace suoledger::eventstore

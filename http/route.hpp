// SPDX-License-Identifier: Apache-2.0
// The routes table: method, path, who may, and the plain function that answers.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "eventstore/access_log.hpp"
#include "eventstore/event_store.hpp"
#include "eventstore/kek_schedule.hpp"
#include "eventstore/key_vault.hpp"
#include "http/download.hpp"
#include "http/event_stream.hpp"
#include "http/message.hpp"
#include "http/processing_register.hpp"
#include "projections/read_models.hpp"

namespace suoledger::eventstore {
class MerkleLog;
}

namespace suoledger::http {

class CheckoutPort;
class DocumentDesk;
class ShownInvoices;
struct InboxServices;
struct KeyService;
struct OutboxServices;
class PrimaryReads;

/// What handlers may use; owned by main, outlives the server. The clocks are passed so that tests can set them.
struct Services {
    eventstore::EventStore& store;
    projections::ReadModels& read_models;
    eventstore::KeyVault& vault;
    std::function<domain::Timestamp()> now;
    std::string public_url;  // base of pay links and problem types, no trailing slash; empty: the server's own address
    std::function<std::chrono::steady_clock::time_point()> steady_now = &std::chrono::steady_clock::now;
    ShownInvoices* shown_invoices = nullptr;      // none: every one is rendered anew
    eventstore::MerkleLog* merkle = nullptr;      // none: nothing is signed here, as by commands without a service
    eventstore::AccessLog* access_log = nullptr;  // none: reads of personal data are not counted
    const InboxServices* inbox = nullptr;         // none: no webhooks are taken here
    const OutboxServices* outbox = nullptr;       // none: there is no outbox here
    const PrivacySettings* privacy = &default_privacy_settings();
    eventstore::KekPolicy kek_policy = {};  // when what is destroyed now cannot be opened anywhere
    CheckoutPort* checkout = nullptr;       // none: no invoice is paid online here
    DocumentDesk* documents = nullptr;      // none: no document is made here
    bool sends_mail = false;
    /// Where commands go: this node only reads. Empty: commands go here.
    std::string primary_url = {};
    PrimaryReads* primary_reads = nullptr;    // none: what this node cannot read is refused like a command
    const KeyService* key_service = nullptr;  // none: no read node gets keys from here
};

/// What is answered instead of a refusal that says that it is so already: whoever asks for the same thing with another
/// idempotency key is told how it stands, and a retry still gets the first reply.
struct Already {
    domain::RejectionCode refusal{};
    Response answer;
};

/// A command ready for the log. The session submits it, awaits the outcome and turns it into a response by one table.
/// Handlers fill command, render and the context's tenant and expected version; the session fills the rest
/// (command id from the idempotency key and route, fingerprint, origin, now).
struct CommandRequest {
    domain::Uuid tenant;
    domain::Command command;
    eventstore::RenderReply render;
    /// Answer only when read models have reached the append (revoking a key must be felt by the next request).
    bool wait_for_projection = false;
    std::optional<Already> already;
};

/// A read that the log must know of before it is answered (AUDIT §3): the command is appended, then `read` is called
/// with its position, on a pool thread, once read models have reached it.
struct RecordedRead {
    using Answer = std::variant<Response, Problem, EventStream, Download>;
    domain::Uuid tenant;
    domain::Command command;
    std::function<Answer(std::int64_t position)> read;
};

/// An answer that comes when something is durable that is no command. `begin` calls back once, on any thread, and does
/// not block.
struct Deferred {
    using OnAnswer = std::function<void(std::variant<Response, Problem>)>;
    std::function<void(OnAnswer)> begin;
};

/// Work for which somebody outside the process must answer; no pool thread waits for it.
struct OutsideCall {
    using Next = std::variant<Response, Problem, CommandRequest>;
    using Tell = std::function<void(Next)>;
    domain::Uuid tenant;
    /// In the end a command may record it under the request's idempotency key: the key is looked up before anything is
    /// done, and a reply that is kept under it comes back.
    bool has_key = false;
    /// Returns at once and throws nothing; `tell` is called once, from any thread, maybe when the request is gone.
    std::function<void(Tell tell)> begin;
};

/// Of a node that only reads: this one the primary answers, if it can be asked.
struct LeftToPrimary {};

using Handled = std::variant<Response, Problem, CommandRequest, EventStream, Download, RecordedRead, Deferred,
                             OutsideCall, LeftToPrimary>;
/// Runs on a pool thread: may block on the store or on RocksDB, bounded by the request's deadline.
using Handler = Handled (*)(const Services&, const Request&);

enum class Listener : std::uint8_t { api, admin, both };
/// `either`: on the main listener keys of a business with the route's scope, for what is theirs; on the admin listener
/// keys of the operator, for the whole platform.
enum class Access : std::uint8_t { open, business, operator_only, either };
/// What a route does that is no GET. Nearly all append to the log, and can be tried with ?dry_run=true; `direct` is for
/// those whose handler itself does what is asked. `record` is a GET that is itself in the log before it is answered.
enum class Effect : std::uint8_t { append, direct, record };

/// Who else wants the processor goes before what is `heavy`: it reads many rows, and somebody can wait for it.
enum class Work : std::uint8_t { usual, heavy };

struct Route {
    Method method;
    std::string_view pattern;  // "/v1/invoices/{id}"; "/tile/{+path}" takes all that follows, slashes too
    Listener listener;
    Access access;
    domain::Scope scope;  // read by business and operator access; operators of `either` need `operate`
    Handler handler;
    Effect effect = Effect::append;
    Work work = Work::usual;
};

/// The whole table, readable as documentation.
std::span<const Route> routes();

struct RouteMatch {
    const Route* route = nullptr;
    std::vector<std::string> path_parameters;
};
struct NoRoute {
    std::string allow;  // methods of the path when it exists under another method (405), else empty (404)
};
std::expected<RouteMatch, NoRoute> find_route(std::span<const Route> table, Listener listener, Method method,
                                              std::string_view path);

}  // namespace suoledger::http

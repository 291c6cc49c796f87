// SPDX-License-Identifier: Apache-2.0
// The routes table: method, path, who may, and the plain function that answers.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "eventstore/event_store.hpp"
#include "eventstore/key_vault.hpp"
#include "http/event_stream.hpp"
#include "http/message.hpp"
#include "projections/read_models.hpp"

namespace suoledger::http {

class ShownInvoices;

/// What handlers may use; owned by main, outlives the server. The clocks are passed so that tests can set them.
struct Services {
    eventstore::EventStore& store;
    projections::ReadModels& read_models;
    eventstore::KeyVault& vault;
    std::function<domain::Timestamp()> now;
    std::string public_url;  // base of pay links and problem types, no trailing slash; empty: the server's own address
    std::function<std::chrono::steady_clock::time_point()> steady_now = &std::chrono::steady_clock::now;
    ShownInvoices* shown_invoices = nullptr;  // none: every one is rendered anew
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
};

using Handled = std::variant<Response, Problem, CommandRequest, EventStream>;
/// Runs on a pool thread: may block on the store or on RocksDB, bounded by the request's deadline.
using Handler = Handled (*)(const Services&, const Request&);

enum class Listener : std::uint8_t { api, admin, both };
enum class Access : std::uint8_t { open, business, operator_only };
/// What a route does that is no GET. Nearly all append to the log, and can be tried with ?dry_run=true; `direct` is for
/// those whose handler itself does what is asked.
enum class Effect : std::uint8_t { append, direct };

struct Route {
    Method method;
    std::string_view pattern;  // "/v1/invoices/{id}"
    Listener listener;
    Access access;
    domain::Scope scope;  // read by business and operator access
    Handler handler;
    Effect effect = Effect::append;
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

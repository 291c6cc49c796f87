// SPDX-License-Identifier: Apache-2.0
// A request on its way through the server: what was sent, and the route that answers it.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "http/body_budget.hpp"
#include "http/client_address.hpp"
#include "http/framing_gate.hpp"
#include "http/rate_limits.hpp"
#include "http/route.hpp"

namespace suoledger::http {

struct Call {
    Request request;
    std::string encoded_path;
    std::string sorted_query;  // part of the fingerprint
    std::string trace_flags = "02";
    BodyAllowance allowance;  // of the request's body
    Listener listener = Listener::api;
    Address client;  // as far as proxies are trusted
    std::optional<Measured> limited_by_address, limited_by_key;
    const Route* route = nullptr;  // nullptr: none answers
    std::string allow;             // of a path that exists under other methods
    bool key_was_awaited = false;  // the read models were given time to learn of it
};

/// The fields of a head that passed the gate; Beast parses the same bytes and may refuse them too.
std::expected<Call, FramingFault> call_of(std::string_view head, domain::Timestamp now);
/// A request of which nothing but its refusal is known.
Call unreadable_call(domain::Timestamp now);
/// Finds the route and takes the values of its parameters.
void match_route(Call& call, std::span<const Route> table, Listener listener);

}  // namespace suoledger::http

// SPDX-License-Identifier: Apache-2.0
// What happens to a call on a pool thread, from the key check to the handler and the log; no sockets, no waiting.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <variant>

#include "http/call.hpp"
#include "http/server.hpp"

namespace suoledger::http {

/// Go on with `run_handler` once the read models have reached it, or begin again where the key is not known yet.
struct MustReach {
    std::int64_t position = 0;
    bool begin_again = false;
};
struct Decided {
    eventstore::AppendOutcome outcome;
    bool wait_for_projection = false;
    std::optional<Already> already;
};
/// The log knows of the read; go on with `run_recorded` once the read models have reached it.
struct Recorded {
    std::int64_t position = 0;
    std::function<RecordedRead::Answer(std::int64_t position)> read;
};
using Step = std::variant<Response, Problem, EventStream, Download, MustReach, Decided, Recorded, LeftToPrimary>;
using OnStep = std::function<void(Step)>;

/// Authenticates, counts against the limit of the key, checks the conditions of the request and runs the handler.
/// `on_step` is called once, on this thread or on one of the store. Nothing is thrown: what handlers throw becomes 503
/// or 500 and a line in the log.
void check_and_run(const Services& services, RateLimits& limits, const LogLine& log, Call& call, const OnStep& on_step);
void run_handler(const Services& services, const LogLine& log, const Call& call, const OnStep& on_step);
void run_recorded(const LogLine& log, const Call& call, const Recorded& recorded, const OnStep& on_step);

/// The answer of a decided command. A fault goes to the log, not to the client.
std::variant<Response, Problem> told(Decided decided, const Call& call, const LogLine& log);

/// 404, 405 with Allow.
Problem no_route(const Call& call);
Problem overloaded();
Problem draining();
Problem projection_behind();
/// Asked before the call is handed to a pool thread, which may change it.
bool may_reach_the_log(const Call& call);
/// The handler did not answer in time. Of a command that may have reached the log nothing is claimed.
Problem deadline_passed(bool may_have_reached_the_log);

}  // namespace suoledger::http

// SPDX-License-Identifier: Apache-2.0
// The routes that the server answers itself: whether the process lives, whether it serves, its figures.
#pragma once

#include "http/call.hpp"
#include "http/server.hpp"

namespace suoledger::http {

/// Needs nothing but the thread it runs on, so that a busy process is not taken for a dead one.
bool is_liveness(const Route& route);
Response live_response();

/// May block: asks `readiness`, gathers `metrics`.
Response probe_response(const Call& call, const Readiness& readiness, bool draining, HttpMetrics& metrics);
/// 503 `not_ready` with the reasons.
Response not_ready_response(const Call& call, const std::vector<std::string>& reasons);

}  // namespace suoledger::http

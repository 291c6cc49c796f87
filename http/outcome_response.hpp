// SPDX-License-Identifier: Apache-2.0
// The one table from what became of a command to what the client is told.
#pragma once

#include <variant>

#include "eventstore/event_store.hpp"
#include "http/message.hpp"

namespace suoledger::http {

inline constexpr std::string_view retry_after_seconds = "1";

/// Retry-After goes out with every 503. `Failed` hides its detail: that is for the log.
std::variant<Response, Problem> response_of(eventstore::AppendOutcome outcome);

Problem outcome_unknown();
/// 503 with a code and Retry-After.
Problem unavailable(std::string code, std::string detail);
Problem internal_error();

}  // namespace suoledger::http

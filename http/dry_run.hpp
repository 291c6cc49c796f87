// SPDX-License-Identifier: Apache-2.0
// `?dry_run=true`: what a command would do and answer, without doing it. No handler knows of it.
#pragma once

#include <optional>

#include "http/call.hpp"

namespace suoledger::http {

/// Commands under /v1: whatever appends to the log.
bool takes_dry_run(const Route& route);
/// Of a call as it was read.
bool asks_for_dry_run(const Call& call);

/// Notes in the request whether it is a dry run and takes the parameter out of it, and the Idempotency-Key as well:
/// nothing is remembered of a dry run, so that the key is free for the command itself. 400 `invalid_parameter` for what
/// is neither true nor false.
std::optional<Problem> take_dry_run(Call& call);

/// Renders {"object":"dry_run"}: the events with their payloads as the client gave them, and the reply as a retry would
/// get it, with secrets null: what was made for a dry run is not kept.
eventstore::RenderReply render_dry_run(eventstore::RenderReply render);

}  // namespace suoledger::http

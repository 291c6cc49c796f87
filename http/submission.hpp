// SPDX-License-Identifier: Apache-2.0
// A handler's command as the log takes it: its id, fingerprint and origin.
#pragma once

#include <expected>

#include "http/call.hpp"

namespace suoledger::http {

/// 400 `idempotency_key_missing` for a POST under /v1 with an API key and without one that is no dry run,
/// `idempotency_key_malformed` for any other that is none. Routes that change nothing ignore it.
std::optional<Problem> check_idempotency_key(const Call& call);

/// Problems are those of If-Match and of the key. Throws StoreUnavailable (the fingerprint's key may have to be read).
std::expected<eventstore::Submission, Problem> submission_of(const Services& services, const Call& call,
                                                             CommandRequest command);

/// Of a read that is recorded: each is an event of its own, whatever the client calls it.
eventstore::Submission recording_of(const Services& services, const Call& call, RecordedRead read);

/// A step that a request takes on its way to its answer, done once under a name of its own, whichever request takes it.
struct StepName {
    domain::Uuid tenant;
    std::string_view name;  // "initiate"
    std::string instance;   // what tells it from others of that name
};
eventstore::Submission step_of(const Services& services, const Request& request, const StepName& step,
                               domain::Command command);

}  // namespace suoledger::http

// SPDX-License-Identifier: Apache-2.0
// Who is asking: the Bearer key against the read model of keys, then the scope of the route.
#pragma once

#include <expected>

#include "http/message.hpp"
#include "http/route.hpp"

namespace suoledger::http {

/// Reads one row by the key's public part. 401 problems carry WWW-Authenticate, 403 is `scope_missing` or a key of the
/// wrong class. Open routes get an empty principal and their Authorization header is not looked at.
std::expected<Principal, Problem> authenticate(const Route& route, Listener listener, const Request& request,
                                               projections::ReadModels& read_models);

/// The request has what looks like a key and the read model knows none like it: another process may just have made it.
bool names_unknown_key(const Request& request, projections::ReadModels& read_models);

}  // namespace suoledger::http

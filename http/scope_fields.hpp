// SPDX-License-Identifier: Apache-2.0
// Reading the scopes that a key or a member is to have.
#pragma once

#include "domain/scopes.hpp"
#include "http/request_body.hpp"

namespace suoledger::http {

/// `scopes`, required: names of scopes that a business can give.
domain::Scopes read_scopes(ObjectReader& reader);

}  // namespace suoledger::http

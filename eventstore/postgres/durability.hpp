// SPDX-License-Identifier: Apache-2.0
// Whether a PostgreSQL keeps what it acknowledges when the machine goes down. (`synchronous_commit` is each session's
// own: PgConnection sees to it.)
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace suoledger::eventstore {

/// Says which setting makes an acknowledgement worthless, and what helps.
struct VolatileDatabase : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Throws VolatileDatabase (fsync is off) and StoreUnavailable. Returns what is worth a warning: settings that lose
/// nothing on some file systems, a sentence each.
std::vector<std::string> require_durable(const std::string& database_url);

}  // namespace suoledger::eventstore

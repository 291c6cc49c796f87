// SPDX-License-Identifier: Apache-2.0
// The log's epoch in the database, which moves only when a loss is declared.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "eventstore/recorded_event.hpp"

namespace suoledger::eventstore {

/// Under the log-head lock: gives the log that epoch and a new epoch id. `before_commit` sees the head as it was, with
/// the lock held for at most 5 s; when it throws, nothing changes. Throws StoreUnavailable, StatementFailed.
LogHead open_epoch(const std::string& database_url, std::int64_t epoch,
                   const std::function<void(const LogHead& head)>& before_commit);

}  // namespace suoledger::eventstore

// SPDX-License-Identifier: Apache-2.0
// The database's schema: numbered SQL files inside the binary, each applied once, in order, in its own transaction.
#pragma once

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace suoledger::eventstore {

struct Migration {
    std::int32_t number = 0;
    std::string_view name;  // "0002_event.sql"
    std::string_view sql;
};
/// In order, dense from 1.
std::span<const Migration> migrations();

/// Says what is wrong and what helps: a newer database, or a migration that is not what was applied.
struct MigrationFault : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct MigrationStatus {
    std::int32_t applied = 0;    // the newest in the database; 0 for an empty one
    std::int32_t available = 0;  // the newest in this binary
};

/// Creates schema `suoledger` and applies what is missing; one process at a time (advisory lock). Returns how many it
/// applied. Throws MigrationFault, StoreUnavailable.
int migrate_up(const std::string& database_url);
MigrationStatus migration_status(const std::string& database_url);

}  // namespace suoledger::eventstore

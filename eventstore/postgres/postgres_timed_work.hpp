// SPDX-License-Identifier: Apache-2.0
// Timed work in PostgreSQL.
#pragma once

#include "eventstore/postgres/postgres_store.hpp"
#include "eventstore/timed_work.hpp"

namespace suoledger::eventstore {

/// First in a statement whose writes are for the holder of a lease only; $1 is its name, $2 its token. The row stays
/// locked until the statement is committed, so that the lease cannot pass on between the look and the write.
inline constexpr std::string_view with_lease_held =
    "WITH held AS (SELECT token FROM suoledger.lease WHERE name = $1 AND token = $2 FOR SHARE) ";

class PostgresTimedWork final : public TimedWorkTable {
public:
    explicit PostgresTimedWork(ReadPool& pool) : pool_(pool) {}
    std::optional<domain::Timestamp> done_until(const std::string& name) override;
    bool finish(const Lease& lease, const std::string& name, domain::Timestamp done_until) override;

private:
    ReadPool& pool_;
};

}  // namespace suoledger::eventstore

// SPDX-License-Identifier: Apache-2.0
// Leases in PostgreSQL.
#pragma once

#include "eventstore/lease.hpp"
#include "eventstore/postgres/postgres_store.hpp"

namespace suoledger::eventstore {

class PostgresLeaseTable final : public LeaseTable {
public:
    explicit PostgresLeaseTable(ReadPool& pool) : pool_(pool) {}
    std::optional<Lease> acquire(const std::string& name, const domain::Uuid& holder, domain::Timestamp now,
                                 std::chrono::milliseconds duration) override;
    bool renew(const Lease& lease, domain::Timestamp now, std::chrono::milliseconds duration) override;
    void release(const Lease& lease, domain::Timestamp now) override;

private:
    ReadPool& pool_;
};

}  // namespace suoledger::eventstore

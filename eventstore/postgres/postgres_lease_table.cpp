// SPDX-License-Identifier: Apache-2.0
// Statements on suoledger.lease. None asks for the log head, so none is in an append's way.
#include "eventstore/postgres/postgres_lease_table.hpp"

namespace suoledger::eventstore {
namespace {

domain::Timestamp after(domain::Timestamp now, std::chrono::milliseconds duration) {
    return {now.microseconds + std::chrono::microseconds(duration).count()};
}

}  // namespace

std::optional<Lease> PostgresLeaseTable::acquire(const std::string& name, const domain::Uuid& holder,
                                                 domain::Timestamp now, std::chrono::milliseconds duration) {
    // When its answer is lost the lease is nobody's until it expires: later, but never twice.
    const PgResult taken = pool_.execute(
        "INSERT INTO suoledger.lease AS held (name, holder, token, expires_at) VALUES ($1, $2, 1, $4) "
        "ON CONFLICT (name) DO UPDATE SET holder = $2, token = held.token + 1, expires_at = $4 "
        "WHERE held.expires_at <= $3 RETURNING token",
        PgParameters{}.add(std::string_view(name)).add(holder).add(now).add(after(now, duration)));
    if (taken.rows() == 0) return std::nullopt;
    return Lease{name, taken.number(0, 0)};
}

bool PostgresLeaseTable::renew(const Lease& lease, domain::Timestamp now, std::chrono::milliseconds duration) {
    return pool_
               .execute("UPDATE suoledger.lease SET expires_at = $3 WHERE name = $1 AND token = $2 RETURNING token",
                        PgParameters{}.add(std::string_view(lease.name)).add(lease.token).add(after(now, duration)))
               .rows() == 1;
}

void PostgresLeaseTable::release(const Lease& lease, domain::Timestamp now) {
    static_cast<void>(renew(lease, now, std::chrono::milliseconds{0}));
}

}  // namespace suoledger::eventstore

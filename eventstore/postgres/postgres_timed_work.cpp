// SPDX-License-Identifier: Apache-2.0
// Statements on suoledger.timed_work. None asks for the log head, so none is in an append's way.
#include "eventstore/postgres/postgres_timed_work.hpp"

namespace suoledger::eventstore {

std::optional<domain::Timestamp> PostgresTimedWork::done_until(const std::string& name) {
    const PgResult found = pool_.execute("SELECT done_until FROM suoledger.timed_work WHERE name = $1",
                                         PgParameters{}.add(std::string_view(name)));
    if (found.rows() == 0) return std::nullopt;
    return found.instant(0, 0);
}

bool PostgresTimedWork::finish(const Lease& lease, const std::string& name, domain::Timestamp done_until) {
    static const std::string sql =
        std::string(with_lease_held) +
        "INSERT INTO suoledger.timed_work AS kept (name, done_until, token) SELECT $3, $4, token FROM held "
        "ON CONFLICT (name) DO UPDATE SET done_until = greatest(kept.done_until, EXCLUDED.done_until), "
        "token = EXCLUDED.token RETURNING name";
    return pool_
               .execute(sql, PgParameters{}
                                 .add(std::string_view(lease.name))
                                 .add(lease.token)
                                 .add(std::string_view(name))
                                 .add(done_until))
               .rows() == 1;
}

}  // namespace suoledger::eventstore

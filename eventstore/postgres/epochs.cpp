// SPDX-License-Identifier: Apache-2.0
// One short transaction of its own.
#include "eventstore/postgres/epochs.hpp"

#include "eventstore/postgres/batch_sql.hpp"

namespace suoledger::eventstore {

LogHead open_epoch(const std::string& database_url, std::int64_t epoch,
                   const std::function<void(const LogHead& head)>& before_commit) {
    // A connection that goes takes an unfinished transaction with it.
    PgConnection database(database_url, "suoledger-recovery");
    database.execute("BEGIN");
    before_commit(head_in(database.execute(lock_head_sql)));
    const LogHead opened =
        head_in(database.execute("UPDATE suoledger.log_head SET epoch = $1, epoch_id = gen_random_uuid() "
                                 "RETURNING epoch, epoch_id, position, recorded_at, leaf_hash",
                                 PgParameters{}.add(epoch)));
    database.execute("COMMIT");
    return opened;
}

}  // namespace suoledger::eventstore

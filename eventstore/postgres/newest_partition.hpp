// SPDX-License-Identifier: Apache-2.0
// Each partition's index refuses to begin one of its streams again, and knows nothing of older partitions. Looking into
// all of them for each new stream would cost more with every partition: an id drawn since the newest began is in none.
#pragma once

#include <cstdint>
#include <optional>

#include "eventstore/log_transaction.hpp"

namespace suoledger::eventstore {

class PgConnection;

/// Used by one thread.
class NewestPartition {
public:
    /// Of the log as it stands. Throws StoreUnavailable, StatementFailed.
    void read(PgConnection& database);
    /// Committed by this process.
    void learn(const BatchWrites& writes);
    /// Whether a stream that the batch begins may have been begun in another partition than the batch goes to. True
    /// where nothing is known.
    [[nodiscard]] bool may_be_in_older(const domain::Uuid& stream_id, const BatchWrites& writes) const;

private:
    struct Partition {
        std::int64_t number = 0;
        domain::Timestamp began_at;  // when its first event was recorded
    };
    std::optional<Partition> newest_;
};

}  // namespace suoledger::eventstore

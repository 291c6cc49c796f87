// SPDX-License-Identifier: Apache-2.0
// A batch as one PostgreSQL transaction: in two flights (lock and read; write and commit), or, while nobody else
// appends, in one that compares what was remembered instead of reading it.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "eventstore/log_transaction.hpp"
#include "eventstore/metrics.hpp"
#include "eventstore/postgres/connection.hpp"
#include "eventstore/postgres/newest_partition.hpp"
#include "eventstore/postgres/remembered_facts.hpp"

namespace suoledger::eventstore {

class PostgresTransaction final : public LogTransaction {
public:
    /// Connects at the first batch and again whenever the connection is lost.
    PostgresTransaction(std::string database_url, Metrics& metrics);

    BatchFacts begin(const Wanted& wanted) override;
    void fetch(const Wanted& wanted, BatchFacts& facts) override;
    std::vector<RecordedEvent> read_stream(const StreamQuery& query) override;
    void commit(const BatchWrites& writes, const Meanwhile& meanwhile) override;
    void abandon() noexcept override;

private:
    PgConnection& connection();
    /// The connection that holds the lock; never a fresh one, on which statements would run without it.
    PgConnection& in_transaction();
    BatchFacts lock_and_read(const Wanted& wanted);
    void send_reads(const Wanted& wanted);
    void take_reads(const Wanted& wanted, BatchFacts& facts);
    void ensure_partitions_if_due();
    [[nodiscard]] bool holds_lock() const { return !presumed_; }
    /// Planning needs what was not remembered.
    [[noreturn]] void give_way();
    struct Sent {
        std::size_t statements = 0;
        std::optional<std::size_t> moves_head;  // which of them says where the head's row lies then
    };
    Sent send_all(const BatchWrites& writes);
    void take_writes(const Sent& sent);
    void remember(const BatchWrites& writes);
    void roll_back() noexcept;
    /// After a loss around COMMIT: waits for what is in flight by taking the lock, looks, leaves a fence.
    void resolve(const BatchWrites& writes);
    bool was_committed(const BatchWrites& writes);

    const std::string database_url_;
    Metrics& metrics_;
    std::unique_ptr<PgConnection> connection_;
    bool partitions_due_ = false;  // each new connection asks
    NewestPartition newest_partition_;
    RememberedFacts remembered_;
    std::string head_row_;              // of the remembered head
    std::optional<Presumed> presumed_;  // there: this batch was answered from memory, and nothing is locked
    bool must_read_ = false;
};

}  // namespace suoledger::eventstore

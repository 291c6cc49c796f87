// SPDX-License-Identifier: Apache-2.0
// The log in memory: the same planner, batches and guarantees as PostgreSQL, but for durability.
#pragma once

#include <map>
#include <mutex>
#include <set>

#include "eventstore/append_path.hpp"

namespace suoledger::eventstore {

/// What is stored; shared by every MemoryStore that appends to it. Thread-safe.
class MemoryLog final : public WrappedKeySource, public WrappedKeyTable {
public:
    explicit MemoryLog(const domain::Uuid& epoch_id, Clock clock = system_now);

    std::optional<WrappedKey> find(const domain::Uuid& tenant, const domain::Uuid& key_id) override;
    std::string find_or_create_service_key(const std::string& name, const std::string& wrapped_candidate,
                                           std::int64_t kek_epoch) override;
    std::size_t rewrap_below(std::int64_t epoch, std::size_t limit, const Rewrap& rewrap) override;
    std::int64_t count_up_to(std::int64_t epoch) override;
    std::vector<WrappedKey> present(const std::vector<std::pair<domain::Uuid, domain::Uuid>>& keys) override;
    void erase(const WrappedKey& key) override;

    std::vector<RecordedEvent> read_stream(const StreamQuery& query) const;
    std::vector<RecordedEvent> read_log(const LogQuery& query) const;
    LogHead head() const;
    std::optional<domain::Uuid> owner_of(const domain::ReservationKey& key) const;

private:
    /// Under the mutex.
    [[nodiscard]] std::vector<RecordedEvent> newest(const LogQuery& query) const;
    friend class MemoryTransaction;
    void check(const BatchWrites& writes) const;
    void release(const domain::StreamId& owner);  // under data_mutex_

    mutable std::mutex data_mutex_;
    std::mutex append_mutex_;  // the log head's lock: held for a whole transaction, taken before data_mutex_
    const Clock clock_;        // stands for the database's
    LogHead head_;
    std::vector<RecordedEvent> events_;                              // by position − 1
    std::map<domain::StreamId, std::vector<std::int64_t>> streams_;  // positions
    std::map<domain::Uuid, std::int64_t> tenant_sequences_;
    std::map<std::pair<domain::Uuid, domain::Series>, std::int64_t> series_numbers_;
    std::map<domain::ReservationKey, domain::Uuid> reservations_;
    std::map<CommandId, StoredCommand> commands_;
    std::map<std::pair<domain::Uuid, domain::Uuid>, WrappedKey> keys_;
    std::map<std::string, WrappedServiceKey> service_keys_;
};

class MemoryTransaction final : public LogTransaction {
public:
    explicit MemoryTransaction(MemoryLog& log) : log_(log), lock_(log.append_mutex_, std::defer_lock) {}

    BatchFacts begin(const Wanted& wanted) override;
    void fetch(const Wanted& wanted, BatchFacts& facts) override;
    std::vector<RecordedEvent> read_stream(const StreamQuery& query) override;
    void commit(const BatchWrites& writes, const Meanwhile& meanwhile) override;
    void abandon() noexcept override;

private:
    MemoryLog& log_;
    std::unique_lock<std::mutex> lock_;
};

class MemoryStore final : public EventStore {
public:
    /// All of the arguments must outlive it.
    MemoryStore(AppendPathOptions options, MemoryLog& log, KeyVault& vault, Metrics& metrics,
                OnCommitted on_committed = {});

    void submit(Submission submission, OnOutcome on_outcome) override;
    std::vector<RecordedEvent> read_stream(const StreamQuery& query) override;
    std::vector<RecordedEvent> read_log(const LogQuery& query) override;
    LogHead head() override;
    std::optional<domain::Uuid> owner_of(const domain::ReservationKey& key) override;
    /// Keys were destroyed elsewhere: states may hold texts that they opened.
    void forget_states() { append_path_.forget_states(); }

private:
    MemoryLog& log_;
    MemoryTransaction transaction_;
    AppendPath append_path_;  // last: its threads use the rest
};

}  // namespace suoledger::eventstore

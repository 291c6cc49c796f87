// SPDX-License-Identifier: Apache-2.0
// The way of a command through a store: prepared on the caller's thread or on a small pool, then sequenced.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "eventstore/sequencer.hpp"

namespace suoledger::eventstore {

struct AppendPathOptions {
    std::string software_version = "unknown";  // goes into every event's metadata
    Clock clock = system_now;
    SequencerLimits limits;
    /// Cold streams are read from the database by these; more would only queue in the read connections.
    std::size_t preparing_threads = 2;
    std::size_t cache_bytes = AggregateCache::default_max_bytes;
};

class AppendPath {
public:
    /// `reads` loads what the cache does not hold; it is called on threads of this object.
    AppendPath(AppendPathOptions options, LogTransaction& transaction, EventStore& reads, KeyVault& vault,
               Metrics& metrics, OnCommitted on_committed);
    ~AppendPath();
    AppendPath(const AppendPath&) = delete;
    AppendPath& operator=(const AppendPath&) = delete;

    void submit(Submission submission, OnOutcome on_outcome);
    void forget_states() { cache_.clear(); }

private:
    bool try_prepare(PendingCommand& pending, StateSource& source) const;
    void prepare_cold_ones();

    const AppendPathOptions options_;
    EventStore& reads_;
    KeyVault& vault_;
    AggregateCache cache_;
    Preparer preparer_;
    BatchPlanner planner_;
    Sequencer sequencer_;

    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<PendingCommand> cold_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;  // last: they use everything above
};

}  // namespace suoledger::eventstore

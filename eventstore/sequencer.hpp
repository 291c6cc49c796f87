// SPDX-License-Identifier: Apache-2.0
// Group commit: one thread puts everything that waits into one transaction and answers once it is durable.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "eventstore/batch_planner.hpp"
#include "eventstore/metrics.hpp"

namespace suoledger::eventstore {

struct SequencerLimits {
    /// Beyond this the fixed cost of a transaction is spread thinly enough, and halving after an error stays cheap.
    std::size_t batch_commands = 512;
    /// Bounds the memory of a flight and the time the log head is locked (ARCHITECTURE §3.1).
    std::size_t batch_bytes = std::size_t{4} * 1024 * 1024;
    /// What waits longer than a client does is work for nobody; beyond it the answer is `overloaded`.
    std::size_t queued_commands = 8192;
    /// How long a batch is tried again while the database is away, before its commands are told so.
    std::chrono::milliseconds retry_for{8000};
    /// Between two tries.
    std::chrono::milliseconds retry_pause{50};
};

class Sequencer {
public:
    Sequencer(SequencerLimits limits, LogTransaction& transaction, BatchPlanner& planner, Metrics& metrics,
              OnCommitted on_committed);
    /// Finishes the batch at hand; what still waits is answered Unavailable{"shutting_down"}.
    ~Sequencer();
    Sequencer(const Sequencer&) = delete;
    Sequencer& operator=(const Sequencer&) = delete;

    /// Never blocks. Answers Unavailable{"overloaded"} on this thread when too much waits already.
    void enqueue(PendingCommand command);

private:
    using Batch = std::span<PendingCommand>;
    using Deadline = std::chrono::steady_clock::time_point;

    /// Commands that were answered and what their batch was. Taking it apart costs as much as many a step of planning,
    /// so it waits until the database is at work, or until nothing else is to be done.
    struct Answered {
        std::vector<PendingCommand> commands;
        BatchPlan plan;
    };

    void run();
    std::vector<PendingCommand> next_batch();
    void gather_if_told(std::unique_lock<std::mutex>& lock);
    void process(Batch batch, Deadline deadline);
    /// Plans and commits; what it throws says what became of the batch.
    BatchPlan transact(Batch batch);
    void publish(Batch batch, BatchPlan plan);
    void halve(Batch batch, Deadline deadline, const std::string& fault);
    void answer_all(Batch batch, const AppendOutcome& outcome);
    void count(const std::vector<AppendOutcome>& outcomes);
    void give_up_on_queue();
    bool pause_before_retry(Deadline deadline);

    const SequencerLimits limits_;
    LogTransaction& transaction_;
    BatchPlanner& planner_;
    Metrics& metrics_;
    const OnCommitted on_committed_;
    Answered answered_;  // of the thread's alone

    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<PendingCommand> queue_;
    bool stopping_ = false;
    std::thread thread_;  // last: it uses everything above
};

}  // namespace suoledger::eventstore

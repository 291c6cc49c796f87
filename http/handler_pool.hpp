// SPDX-License-Identifier: Apache-2.0
// The threads that handlers run on, with a bound on what waits for them.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "eventstore/thread_priority.hpp"

namespace suoledger::http {

/// Thread-safe. Jobs may block; they must not throw.
class HandlerPool {
public:
    /// Runs what it is given, soon.
    using Later = std::function<void(std::function<void()>)>;

    /// `name` is what the threads are called; it outlives the pool. Who gives jobs one right after another has them
    /// wake a thread once for all, `later`; without it the first does.
    HandlerPool(const char* name, int threads, std::size_t max_queued,
                eventstore::ThreadPriority priority = eventstore::ThreadPriority::usual, Later later = {});
    ~HandlerPool();
    HandlerPool(const HandlerPool&) = delete;
    HandlerPool& operator=(const HandlerPool&) = delete;

    /// False, and the job is dropped, when too many wait already.
    [[nodiscard]] bool try_run(std::function<void()> job);
    /// Waits behind the others, however many: for probes, which must be answered when the service is busiest.
    void run(std::function<void()> job);
    /// Drops what waits and returns when what runs has ended.
    void stop();

private:
    struct Parts;
    std::shared_ptr<Parts> parts_;  // also of a wake-up that is under way
};

}  // namespace suoledger::http

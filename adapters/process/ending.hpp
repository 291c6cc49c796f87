// SPDX-License-Identifier: Apache-2.0
// Why and when the process ends: a signal asks for it, or a fault forces it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

#include "adapters/telemetry/log.hpp"

namespace suoledger::adapters {

/// What the main thread waits for. Thread-safe.
class Ending {
public:
    void ask();
    /// The first fault wins; `wait` throws it.
    void fail(std::exception_ptr fault);
    [[nodiscard]] bool is_due() const;
    void wait();
    /// `is_due`, after that time or once it is.
    bool wait_for(std::chrono::milliseconds longest);

private:
    mutable std::mutex mutex_;
    std::condition_variable due_changed_;
    bool due_ = false;
    std::exception_ptr fault_;
};

/// A reader that goes away is an error of a write, not the end of the process.
void block_broken_pipes();
/// Makes the signals that end or annoy a service wait for the thread below. Call it before any thread is started:
/// they inherit it.
void block_service_signals();

/// Takes SIGTERM and SIGINT: the first asks for the end, the second ends the process at once. SIGHUP is taken and
/// changes nothing.
class SignalThread {
public:
    /// Both must outlive it.
    SignalThread(Ending& ending, Log& log);
    ~SignalThread();
    SignalThread(const SignalThread&) = delete;
    SignalThread& operator=(const SignalThread&) = delete;

private:
    void run();
    Ending& ending_;
    Log& log_;
    std::thread thread_;
};

}  // namespace suoledger::adapters

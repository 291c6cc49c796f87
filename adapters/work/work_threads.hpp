// SPDX-License-Identifier: Apache-2.0
// Threads that work off a table: one piece after the other while there is some, then a look now and then.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace suoledger::adapters {

class WorkThreads {
public:
    /// All of it may throw; what is thrown is told to `on_fault`, and there is a longer rest.
    struct Parts {
        std::string name;  // of its threads: at most 15 characters
        /// One piece; false when none is due.
        std::function<bool()> work_once;
        /// Called every few seconds, on a thread of its own; empty: none is there.
        std::function<void()> keep_house;
        std::function<void(std::string_view fault)> on_fault;
    };
    explicit WorkThreads(Parts parts) : parts_(std::move(parts)) {}
    /// Lets pieces at hand end.
    ~WorkThreads();
    WorkThreads(const WorkThreads&) = delete;
    WorkThreads& operator=(const WorkThreads&) = delete;

    void start(int threads);
    /// Something new is there. Any thread; does not block.
    void notify();

private:
    void work();
    void house();
    bool pause(std::chrono::milliseconds at_most, std::uint64_t& seen);

    const Parts parts_;
    std::mutex mutex_;
    std::condition_variable something_new_, stopped_;
    std::uint64_t notices_ = 0;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace suoledger::adapters

// SPDX-License-Identifier: Apache-2.0
// Several things that do not touch one another, done on as many threads as there are cores.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <future>
#include <thread>
#include <vector>

namespace suoledger::projections {

inline std::size_t cores() { return std::max(1U, std::thread::hardware_concurrency()); }

/// Calls `act(i)` for every i below `count`, each once, on this thread and others of its priority; returns when all are
/// done. `act` does not throw.
template <class Act>
void side_by_side(std::size_t count, const Act& act) {
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
        for (std::size_t i = next++; i < count; i = next++) act(i);
    };
    std::vector<std::future<void>> others;
    for (std::size_t i = 1; i < std::min(count, cores()); ++i) others.push_back(std::async(std::launch::async, work));
    work();
    for (auto& other : others) other.get();
}

}  // namespace suoledger::projections

// SPDX-License-Identifier: Apache-2.0
// Waiting for what nothing tells of.
#pragma once

#include <chrono>
#include <functional>
#include <thread>

namespace suoledger::tests {

/// So long a test waits for what must come.
inline constexpr std::chrono::seconds safety_net{60};

/// False after the safety net.
inline bool eventually(const std::function<bool()>& holds) {
    const auto give_up = std::chrono::steady_clock::now() + safety_net;
    while (!holds()) {
        if (std::chrono::steady_clock::now() > give_up) return false;
        std::this_thread::yield();
    }
    return true;
}

}  // namespace suoledger::tests

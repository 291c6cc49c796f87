// SPDX-License-Identifier: Apache-2.0
// Leaves a provider alone that answers nothing: after some failures in a row nothing is sent for a while, then one try.
#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <optional>

namespace suoledger::adapters {

using SteadyClock = std::function<std::chrono::steady_clock::time_point()>;

/// Thread-safe.
class CircuitBreaker {
public:
    CircuitBreaker(int failures_to_open, std::chrono::milliseconds open_for, SteadyClock now);

    /// Whether something may be sent now; every `true` is followed by `report`. Of an open circuit one caller gets it,
    /// and the next one when that one has reported, or has been silent for as long as the circuit stays open.
    [[nodiscard]] bool allows();
    void report(bool it_answered);
    [[nodiscard]] bool is_open() const;
    /// Whether `allows` would say no.
    [[nodiscard]] bool refuses() const;

private:
    const int failures_to_open_;
    const std::chrono::milliseconds open_for_;
    const SteadyClock now_;
    mutable std::mutex mutex_;
    int failures_ = 0;                                               // in a row
    std::optional<std::chrono::steady_clock::time_point> next_try_;  // while it is open
};

}  // namespace suoledger::adapters

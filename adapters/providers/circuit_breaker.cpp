// SPDX-License-Identifier: Apache-2.0
// Closed while there is no time of a next try.
#include "adapters/providers/circuit_breaker.hpp"

#include <utility>

namespace suoledger::adapters {

CircuitBreaker::CircuitBreaker(int failures_to_open, std::chrono::milliseconds open_for, SteadyClock now)
    : failures_to_open_(failures_to_open), open_for_(open_for), now_(std::move(now)) {}

bool CircuitBreaker::allows() {
    const auto now = now_();
    const std::scoped_lock lock{mutex_};
    if (!next_try_) return true;
    if (now < *next_try_) return false;
    next_try_ = now + open_for_;
    return true;
}

void CircuitBreaker::report(bool it_answered) {
    const auto now = now_();
    const std::scoped_lock lock{mutex_};
    if (it_answered) {
        failures_ = 0;
        next_try_.reset();
        return;
    }
    if (++failures_ >= failures_to_open_) next_try_ = now + open_for_;
}

bool CircuitBreaker::is_open() const {
    const std::scoped_lock lock{mutex_};
    return next_try_.has_value();
}

bool CircuitBreaker::refuses() const {
    const auto now = now_();
    const std::scoped_lock lock{mutex_};
    return next_try_ && now < *next_try_;
}

}  // namespace suoledger::adapters

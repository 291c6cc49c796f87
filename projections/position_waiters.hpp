// SPDX-License-Identifier: Apache-2.0
// Who waits for which position.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <vector>

#include "projections/read_models.hpp"

namespace suoledger::projections {

/// Thread-compatible; callbacks are handed out, to be called without a lock.
class PositionWaiters {
public:
    using Callback = std::function<void(bool)>;

    void add(std::int64_t position, Callback callback, Hurry hurry) {
        waiting_.emplace(position, Waiter{std::move(callback), hurry});
        if (hurry == Hurry::yes) ++in_a_hurry_;
    }
    [[nodiscard]] bool is_any_in_a_hurry() const { return in_a_hurry_ > 0; }
    [[nodiscard]] std::size_t size() const { return waiting_.size(); }
    std::vector<Callback> take_reached(std::int64_t position) { return take_before(waiting_.upper_bound(position)); }
    std::vector<Callback> take_all() { return take_before(waiting_.end()); }

private:
    struct Waiter {
        Callback callback;
        Hurry hurry;
    };
    using Waiting = std::multimap<std::int64_t, Waiter>;

    std::vector<Callback> take_before(Waiting::iterator end) {
        std::vector<Callback> taken;
        for (auto waiter = waiting_.begin(); waiter != end; ++waiter) {
            if (waiter->second.hurry == Hurry::yes) --in_a_hurry_;
            taken.push_back(std::move(waiter->second.callback));
        }
        waiting_.erase(waiting_.begin(), end);
        return taken;
    }

    Waiting waiting_;
    std::size_t in_a_hurry_ = 0;
};

}  // namespace suoledger::projections

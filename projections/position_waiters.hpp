// SPDX-License-Identifier: Apache-2.0
// Who waits for which position.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <vector>

namespace suoledger::projections {

/// Thread-compatible; callbacks are handed out, to be called without a lock.
class PositionWaiters {
public:
    using Callback = std::function<void(bool)>;

    void add(std::int64_t position, Callback callback) { waiting_.emplace(position, std::move(callback)); }
    [[nodiscard]] std::size_t size() const { return waiting_.size(); }
    std::vector<Callback> take_reached(std::int64_t position) { return take_before(waiting_.upper_bound(position)); }
    std::vector<Callback> take_all() { return take_before(waiting_.end()); }

private:
    using Waiting = std::multimap<std::int64_t, Callback>;

    std::vector<Callback> take_before(Waiting::iterator end) {
        std::vector<Callback> taken;
        for (auto waiter = waiting_.begin(); waiter != end; ++waiter) taken.push_back(std::move(waiter->second));
        waiting_.erase(waiting_.begin(), end);
        return taken;
    }

    Waiting waiting_;
};

}  // namespace suoledger::projections

// SPDX-License-Identifier: Apache-2.0
// Chance that is the same on every machine for the same seed: no library's distribution is used.
#pragma once

#include <cstdint>
#include <random>
#include <span>

namespace suoledger::adapters {

class DemoChance {
public:
    explicit DemoChance(std::uint64_t seed) : random_(seed) {}
    /// 0..end − 1. The bias of the remainder does not matter for a story.
    std::int64_t below(std::int64_t end) {
        return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(end));
    }
    std::int64_t between(std::int64_t low, std::int64_t high) { return low + below(high - low + 1); }
    bool in_percent(std::int64_t percent) { return below(100) < percent; }
    template <class T>
    const T& one_of(std::span<const T> choices) {
        return choices[static_cast<std::size_t>(below(static_cast<std::int64_t>(choices.size())))];
    }

private:
    std::mt19937_64 random_;
};

}  // namespace suoledger::adapters

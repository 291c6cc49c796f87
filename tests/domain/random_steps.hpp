// SPDX-License-Identifier: Apache-2.0
// Choosing steps at random, and making a sequence that fails as small as it can be.
#pragma once

#include <functional>
#include <random>

#include "tests/domain/random_commands.hpp"

namespace suoledger::domain {

inline constexpr std::size_t longest_sequence = 200;

/// A business with two customers, then anything; few invoices and payments at a time, so that they meet.
class StepSource {
public:
    explicit StepSource(std::uint64_t seed) : random_(seed) {}
    /// At most 200 steps, most sequences far shorter.
    std::vector<Step> sequence();

private:
    std::int64_t below(std::int64_t limit) {
        return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(limit));
    }
    std::size_t any_kind();
    std::int64_t any_amount();
    /// Creating takes the next number, all else one of the newest.
    std::int64_t number(bool creates, std::int64_t& count);
    Step any_step();

    std::mt19937_64 random_;
    std::int64_t invoices_ = 0, payments_ = 0, expenses_ = 0;
};

/// Deterministic: the same sequence and the same test give the same small one, which still fails.
std::vector<Step> shrink(std::vector<Step> steps, const std::function<bool(const std::vector<Step>&)>& fails);

}  // namespace suoledger::domain

// SPDX-License-Identifier: Apache-2.0
// How often and after which pauses work is tried again before it becomes a dead letter.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace suoledger::adapters {

/// Of what may yet succeed: five seconds, then twice as long every time, at most a quarter of an hour. A hundred of
/// them are a day.
inline constexpr std::int32_t max_attempts = 100;
/// Of what the other side itself refuses or does not know: an hour and a half.
inline constexpr std::int32_t max_refused_attempts = 12;
/// Claims that ended with the process. A body that kills whoever reads it must not do so for ever.
inline constexpr std::int32_t max_unsettled_claims = 40;

inline constexpr std::chrono::seconds first_pause{5}, longest_pause{15 * 60};

constexpr std::chrono::seconds pause_after(std::int32_t failed_attempts) {
    constexpr std::int32_t doublings_to_longest = 8;
    return std::min(first_pause * (1 << std::min(failed_attempts, doublings_to_longest)), longest_pause);
}

}  // namespace suoledger::adapters

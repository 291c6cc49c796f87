// SPDX-License-Identifier: Apache-2.0
// A process gives up everything but reading its input, computing, and writing its output.
#pragma once

#include <chrono>
#include <cstddef>

namespace suoledger::adapters {

inline constexpr std::size_t confined_memory_bytes = 192UL * 1024 * 1024;  // beyond what is mapped already
inline constexpr std::chrono::seconds confined_processor_time{3};

/// For good: no files, no network, no other processes, no new code; stdin can be read, stdout and stderr written; the
/// kernel ends it when its processor time is used up. Throws std::system_error when the kernel cannot do it.
void confine_this_process();

}  // namespace suoledger::adapters

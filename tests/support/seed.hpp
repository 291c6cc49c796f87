// SPDX-License-Identifier: Apache-2.0
// The seed of a random test: printed, and put back by SUOLEDGER_SEED.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <random>

namespace suoledger {

inline std::uint64_t seed() {
    const char* given = std::getenv("SUOLEDGER_SEED");
    const std::uint64_t value = given ? std::strtoull(given, nullptr, 10) : std::random_device{}();
    std::cout << "seed " << value << " (repeat with SUOLEDGER_SEED=" << value << ")\n" << std::flush;
    return value;
}

}  // namespace suoledger

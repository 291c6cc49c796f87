// SPDX-License-Identifier: Apache-2.0
// Invariants checked in every build, release too.
#pragma once

#include <stdexcept>
#include <string>

namespace suoledger {

/// A rule that code, not input, has broken. Thrown and not aborted on: the domain is pure, so nothing half-done is left
/// behind, and the command that found the fault fails alone.
struct BrokenInvariant : std::logic_error {
    using std::logic_error::logic_error;
};

}  // namespace suoledger

#define LEDGER_ASSERT(condition)                                                                      \
    do {                                                                                              \
        if (!(condition))                                                                             \
            throw ::suoledger::BrokenInvariant(std::string(__FILE__ ":") + std::to_string(__LINE__) + \
                                               ": broken invariant: " #condition);                    \
    } while (false)

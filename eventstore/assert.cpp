// SPDX-License-Identifier: Apache-2.0
// Prints the broken invariant and aborts, so that a core and a restart follow instead of wrong bytes.
#include "eventstore/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace suoledger::eventstore {

void invariant_broken(const char* expression, const char* file, int line) {
    std::fprintf(stderr, "invariant broken: %s at %s:%d\n", expression, file, line);
    std::fflush(stderr);
    std::abort();
}

}  // namespace suoledger::eventstore

// SPDX-License-Identifier: Apache-2.0
#include "adapters/process/allocator.hpp"

// Of mimalloc, which takes malloc's place in the program alone: not in tests, not under sanitizers.
extern "C" [[gnu::weak]] void mi_collect(bool force);

namespace suoledger::adapters {

void give_back_memory() {
    if (&mi_collect != nullptr) mi_collect(true);
}

}  // namespace suoledger::adapters

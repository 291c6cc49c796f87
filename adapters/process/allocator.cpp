// SPDX-License-Identifier: Apache-2.0
#include "adapters/process/allocator.hpp"

// Of tcmalloc, which takes malloc's place in the program alone: not in tests, not under sanitizers.
extern "C" [[gnu::weak]] void MallocExtension_ReleaseFreeMemory();

namespace suoledger::adapters {

void give_back_memory() {
    if (&MallocExtension_ReleaseFreeMemory != nullptr) MallocExtension_ReleaseFreeMemory();
}

}  // namespace suoledger::adapters

// SPDX-License-Identifier: Apache-2.0
#include "adapters/process/allocator.hpp"

#include <cstddef>

// Of tcmalloc, which takes malloc's place in the program alone: not in tests, not under sanitizers.
extern "C" {
[[gnu::weak]] void MallocExtension_ReleaseFreeMemory();
[[gnu::weak]] void MallocExtension_ReleaseToSystem(std::size_t bytes);
[[gnu::weak]] int MallocExtension_GetNumericProperty(const char* property, std::size_t* value);
}

namespace suoledger::adapters {

void give_back_memory() {
    if (&MallocExtension_ReleaseFreeMemory != nullptr) MallocExtension_ReleaseFreeMemory();
}

void give_back_memory_beyond(std::size_t bytes) {
    if (&MallocExtension_GetNumericProperty == nullptr || &MallocExtension_ReleaseToSystem == nullptr) return;
    std::size_t held = 0;
    if (MallocExtension_GetNumericProperty("generic.total_physical_bytes", &held) != 0 && held > bytes)
        MallocExtension_ReleaseToSystem(held - bytes);
}

}  // namespace suoledger::adapters

// SPDX-License-Identifier: Apache-2.0
// What the program asks of the allocator beyond malloc.
#pragma once

#include <cstddef>

namespace suoledger::adapters {

/// To the system: what was freed. Some milliseconds: for work that is over.
void give_back_memory();
/// The same of what the allocator holds beyond so many bytes in all, used and free. Whoever needs it again pays for it:
/// for moments when nobody will soon.
void give_back_memory_beyond(std::size_t bytes);

}  // namespace suoledger::adapters

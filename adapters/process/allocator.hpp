// SPDX-License-Identifier: Apache-2.0
// What the program asks of the allocator beyond malloc.
#pragma once

namespace suoledger::adapters {

/// To the system: what was freed. Some milliseconds: for work that is over.
void give_back_memory();

}  // namespace suoledger::adapters

// SPDX-License-Identifier: Apache-2.0
// A random log of two businesses, made by commands through the store that lives in memory.
#pragma once

#include <cstdint>
#include <vector>

#include "domain/uuid.hpp"
#include "eventstore/recorded_event.hpp"

namespace suoledger::projections {

struct History {
    std::vector<domain::Uuid> tenants;
    std::vector<eventstore::RecordedEvent> events;
};
/// Prints the seed; SUOLEDGER_SEED repeats it.
std::uint64_t printed_seed();
History random_history(std::uint64_t seed, int commands);
/// Whether it says all that its draft or invoice says.
bool is_document(const eventstore::RecordedEvent& event);

}  // namespace suoledger::projections

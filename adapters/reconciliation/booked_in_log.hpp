// SPDX-License-Identifier: Apache-2.0
// The books' side of a report straight from the log, for whoever has no read models at hand.
#pragma once

#include <string>
#include <vector>

#include "domain/provider_difference.hpp"
#include "eventstore/event_store.hpp"

namespace suoledger::adapters {

/// All payments of that business that this provider reported. Throws StoreUnavailable.
std::vector<domain::BookedCharge> booked_in_log(eventstore::EventStore& store, const domain::Uuid& tenant,
                                                const std::string& provider);

}  // namespace suoledger::adapters

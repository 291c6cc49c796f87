// SPDX-License-Identifier: Apache-2.0
// Ids that nobody had before.
#pragma once

#include "eventstore/clock.hpp"
#include "eventstore/leaf.hpp"

namespace suoledger::projections {

inline domain::Uuid fresh_id() { return eventstore::new_uuid_v7(eventstore::system_now()); }

}  // namespace suoledger::projections

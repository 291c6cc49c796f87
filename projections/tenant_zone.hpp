// SPDX-License-Identifier: Apache-2.0
// The zone of a business beside a projection's own rows, so that its fold can date what it keeps.
#pragma once

#include "projections/projection.hpp"

namespace suoledger::projections {

/// The zone cannot change after registration (a profile change has none), so it is written once, under the kind 'z'.
void keep_zone(const domain::Uuid& tenant, const domain::BusinessRegistered& event, Rows& rows);
/// The day of an event where the business is. Throws FoldFault.
domain::Date effective_date_of(const eventstore::RecordedEvent& recorded, Rows& rows);

}  // namespace suoledger::projections

// SPDX-License-Identifier: Apache-2.0
// The zone of each business, kept under tenant 'z' by every projection that dates events.
#pragma once

#include "projections/projection.hpp"

namespace suoledger::projections {

/// At registration; a profile change has no zone.
void keep_zone(const domain::Uuid& tenant, const domain::BusinessRegistered& event, Rows& rows);
/// For folds that do not look at the registration themselves.
void keep_zone(const Fact& fact, Rows& rows);
/// Throws FoldFault when it was not kept.
domain::Zone zone_of(const domain::Uuid& tenant, Rows& rows);
/// The day of an event where the business is. Throws FoldFault.
domain::Date effective_date_of(const eventstore::RecordedEvent& recorded, Rows& rows);

}  // namespace suoledger::projections

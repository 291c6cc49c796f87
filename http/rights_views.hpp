// SPDX-License-Identifier: Apache-2.0
// What stands beside a customer: restrictions, objections, legal holds, and an erasure on its way.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <optional>
#include <vector>

#include "http/reading.hpp"
#include "http/rights.hpp"
#include "projections/rows.hpp"

namespace suoledger::http {

boost::json::object restriction_json(const projections::RestrictionRow& restriction);
boost::json::object legal_hold_json(const domain::LegalHoldPlaced& hold, domain::Timestamp placed_at);

/// What a customer's stream says now of holds and erasure.
struct RightsOfCustomer {
    bool exists = false;
    std::vector<domain::Uuid> holds;  // in force
    std::optional<projections::ErasureRow> erasure;
};
/// From the log, which no node sees late.
RightsOfCustomer read_rights(const Services& services, const domain::StreamId& stream);

/// The day by which no backup holds what is destroyed now in a form that can be opened: the KEK that wraps it is
/// superseded at the latest after one period of rotation, and destroyed after the window of backups (AUDIT §4).
domain::Date erasure_complete_on(const Services& services, const projections::ReadSnapshot& snapshot,
                                 const domain::Uuid& tenant);

/// What was destroyed, what is to be and why it is not yet, and when no backup can bring it back.
boost::json::object erasure_json(const domain::Uuid& customer, const projections::ErasureRow& erasure, bool is_on_hold);
/// Flags that reminders and clients look at.
RightsView rights_of(const projections::CustomerRow& row, const Opener& opener);
/// Adds `restrictions`, `legal_holds` and `erasure`.
void add_rights(boost::json::object& customer, const domain::Uuid& id, const RightsView& rights);

}  // namespace suoledger::http

// SPDX-License-Identifier: Apache-2.0
// Whom a breach concerns: customers of whom something personal was held while it lasted, drawn from the log.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "http/request_views.hpp"
#include "projections/read_models.hpp"

namespace suoledger::http {

/// Both ends inclusive. Where a breach was not assessed, or its period is not known, all time up to now.
struct BreachPeriod {
    domain::Timestamp from, to;
};
BreachPeriod period_of(const RequestView& breach);

struct AffectedPerson {
    domain::Uuid customer;
    std::vector<std::string> held;  // "name", "phone", …, "contacts" where they were erased since, "documents"
    domain::Timestamp registered_at;
};
/// Newest registered first. Opens what is held to say what kind it is, and shows none of it.
projections::Slice<AffectedPerson> affected_people(const Services& services, const projections::ReadSnapshot& snapshot,
                                                   const domain::Uuid& tenant, const BreachPeriod& period,
                                                   const projections::Page& page);
boost::json::object affected_json(const AffectedPerson& person);

}  // namespace suoledger::http

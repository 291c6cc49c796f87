// SPDX-License-Identifier: Apache-2.0
// What stands beside a customer, opened: restrictions, objections, legal holds, an erasure on its way.
#pragma once

#include <optional>
#include <vector>

#include "projections/request_rows.hpp"

namespace suoledger::http {

struct RightsView {
    std::vector<projections::RestrictionRow> restrictions;
    struct Hold {
        domain::LegalHoldPlaced placed;
        domain::Timestamp placed_at;
    };
    std::vector<Hold> holds;
    std::optional<projections::ErasureRow> erasure;
};

}  // namespace suoledger::http

// SPDX-License-Identifier: Apache-2.0
// Which rows of a rebuild are to be written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <vector>

#include "projections/projection.hpp"
#include "projections/runner_limits.hpp"

namespace suoledger::projections {

/// What one projection holds in memory.
struct GatheredRows {
    ProjectionId projection{};
    std::size_t bytes = 0;
    std::int64_t unwritten_events = 0;  // since it was written last
};

/// Once all together hold what they may: those that gathered most, as many as are written `at_once`, so that files are
/// few and large. And always what was not written for too long.
std::set<ProjectionId> due_to_be_written(std::vector<GatheredRows> gathered, const RunnerLimits& limits,
                                         std::size_t at_once);

}  // namespace suoledger::projections

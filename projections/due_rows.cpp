// SPDX-License-Identifier: Apache-2.0
#include "projections/due_rows.hpp"

#include <algorithm>
#include <functional>
#include <ranges>

namespace suoledger::projections {

std::set<ProjectionId> due_to_be_written(std::vector<GatheredRows> gathered, const RunnerLimits& limits,
                                         std::size_t at_once) {
    std::set<ProjectionId> due;
    std::size_t bytes = 0;
    for (const auto& rows : gathered) {
        bytes += rows.bytes;
        if (rows.unwritten_events >= limits.rebuild_unwritten_events) due.insert(rows.projection);
    }
    if (bytes < limits.rebuild_bytes) return due;
    std::ranges::stable_sort(gathered, std::ranges::greater{}, &GatheredRows::bytes);
    for (const auto& rows : gathered | std::views::take(at_once)) due.insert(rows.projection);
    return due;
}

}  // namespace suoledger::projections

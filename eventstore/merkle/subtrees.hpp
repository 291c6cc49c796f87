// SPDX-License-Identifier: Apache-2.0
// The perfect subtrees that a run of leaves splits into: what stands in a proof for leaves that it does not show.
#pragma once

#include <cstdint>
#include <vector>

namespace suoledger::eventstore {

/// 2^level leaves, from leaf index·2^level on.
struct Subtree {
    int level = 0;
    std::int64_t index = 0;
    bool operator==(const Subtree&) const = default;
};

/// The largest ones inside the leaves [begin, end), from left to right; at most two of each level. Between two events
/// of a bundle (or before the first, or behind the last one up to the tree's size) these are all the maximal perfect
/// subtrees that hold no event. Requires 0 ≤ begin ≤ end.
std::vector<Subtree> subtrees_within(std::int64_t begin, std::int64_t end);

}  // namespace suoledger::eventstore

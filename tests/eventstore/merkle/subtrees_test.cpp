// SPDX-License-Identifier: Apache-2.0
// Runs of leaves split into perfect subtrees, against the definition.
#include "eventstore/merkle/subtrees.hpp"

#include <gtest/gtest.h>

#include <set>

namespace suoledger::eventstore {
namespace {

std::int64_t begin_of(const Subtree& subtree) { return subtree.index << subtree.level; }
std::int64_t end_of(const Subtree& subtree) { return (subtree.index + 1) << subtree.level; }

/// Every perfect subtree of the tree of `size` leaves that lies in the run and whose parent does not.
std::vector<Subtree> maximal_by_definition(std::int64_t begin, std::int64_t end, std::int64_t size) {
    const auto lies_in_run = [&](const Subtree& s) {
        return begin_of(s) >= begin && end_of(s) <= end && end_of(s) <= size;
    };
    std::set<std::pair<std::int64_t, int>> found;
    for (int level = 0; (std::int64_t{1} << level) <= size; ++level)
        for (std::int64_t index = 0; (index << level) < size; ++index)
            if (lies_in_run({level, index}) && !lies_in_run({level + 1, index / 2}))
                found.insert({index << level, level});
    std::vector<Subtree> subtrees;
    for (const auto& [leaf, level] : found) subtrees.push_back({level, leaf >> level});
    return subtrees;
}

TEST(SubtreesWithin, AreTheMaximalOnesOfEveryRunOfSmallTrees) {
    for (std::int64_t size = 0; size <= 40; ++size)
        for (std::int64_t begin = 0; begin <= size; ++begin)
            for (std::int64_t end = begin; end <= size; ++end)
                EXPECT_EQ(subtrees_within(begin, end), maximal_by_definition(begin, end, size))
                    << begin << " to " << end << " of " << size;
}

TEST(SubtreesWithin, CoverALargeRunWithoutGapsAndWithFewSubtrees) {
    const std::int64_t begin = 1'234'567, end = 987'654'321'000;
    const auto subtrees = subtrees_within(begin, end);
    std::int64_t reached = begin;
    for (const Subtree& subtree : subtrees) {
        EXPECT_EQ(begin_of(subtree), reached);
        reached = end_of(subtree);
    }
    EXPECT_EQ(reached, end);
    EXPECT_LE(subtrees.size(), 80U);
}

}  // namespace
}  // namespace suoledger::eventstore

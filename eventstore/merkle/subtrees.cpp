// SPDX-License-Identifier: Apache-2.0
// From the left, always the largest one that begins here and does not reach beyond the end.
#include "eventstore/merkle/subtrees.hpp"

#include <algorithm>
#include <bit>

#include "eventstore/assert.hpp"

namespace suoledger::eventstore {

std::vector<Subtree> subtrees_within(std::int64_t begin, std::int64_t end) {
    LEDGER_ASSERT(begin >= 0 && begin <= end);
    std::vector<Subtree> subtrees;
    while (begin < end) {
        const int aligned = std::countr_zero(static_cast<std::uint64_t>(begin));  // 64 for leaf 0
        const int fitting = 63 - std::countl_zero(static_cast<std::uint64_t>(end - begin));
        const int level = std::min(aligned, fitting);
        subtrees.push_back({level, begin >> level});
        begin += std::int64_t{1} << level;
    }
    return subtrees;
}

}  // namespace suoledger::eventstore

// SPDX-License-Identifier: Apache-2.0
// Small trees whole in memory, every perfect subtree kept: what proofs are made from in tests.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "eventstore/leaf.hpp"
#include "eventstore/merkle/tree.hpp"

namespace suoledger::eventstore {

class SampleTree final : public TreeNodes {
public:
    explicit SampleTree(std::vector<Hash> leaves) : levels_{std::move(leaves)} {
        while (levels_.back().size() > 1) {
            const auto& below = levels_.back();
            std::vector<Hash> level;
            for (std::size_t i = 0; i + 1 < below.size(); i += 2) level.push_back(node_hash(below[i], below[i + 1]));
            levels_.push_back(std::move(level));
        }
    }
    Hash node(int level, std::int64_t index) override {
        return levels_.at(static_cast<std::size_t>(level)).at(static_cast<std::size_t>(index));
    }
    [[nodiscard]] const std::vector<Hash>& leaves() const { return levels_.front(); }

private:
    std::vector<std::vector<Hash>> levels_;
};

/// The leaves "0", "1", … of a tree of that size.
inline std::vector<Hash> numbered_leaves(std::int64_t size) {
    std::vector<Hash> leaves;
    for (std::int64_t i = 0; i < size; ++i) leaves.push_back(leaf_hash(std::to_string(i)));
    return leaves;
}

}  // namespace suoledger::eventstore

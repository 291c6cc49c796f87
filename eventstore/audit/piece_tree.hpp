// SPDX-License-Identifier: Apache-2.0
// The root of a tree of which some leaves are shown, and perfect subtrees stand for the others: a Merkle multi-proof.
#pragma once

#include <cstdint>
#include <vector>

#include "eventstore/merkle/tree.hpp"

namespace suoledger::eventstore {

class PieceTree {
public:
    /// The perfect subtree of 2^level leaves that begins at leaf index·2^level. False unless it begins where the pieces
    /// before it end.
    [[nodiscard]] bool add(int level, std::int64_t index, const Hash& hash);
    [[nodiscard]] std::int64_t size() const { return size_; }
    [[nodiscard]] Hash root() const;

private:
    struct Piece {
        int level;
        Hash hash;
    };
    std::int64_t size_ = 0;
    std::vector<Piece> pieces_;  // levels fall: those of the bits of the size
};

}  // namespace suoledger::eventstore

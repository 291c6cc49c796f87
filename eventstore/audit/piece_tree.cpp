// SPDX-License-Identifier: Apache-2.0
// Siblings are joined as soon as both are there, so that what is left are the perfect subtrees of the size.
#include "eventstore/audit/piece_tree.hpp"

namespace suoledger::eventstore {

namespace {

constexpr int highest_level = 62;  // positions are 63-bit

}  // namespace

bool PieceTree::add(int level, std::int64_t index, const Hash& hash) {
    if (level < 0 || level > highest_level || index < 0 || index > (INT64_MAX >> level)) return false;
    if (index << level != size_ || INT64_MAX - size_ < std::int64_t{1} << level) return false;
    Piece joined{level, hash};
    for (; (index & 1) != 0 && !pieces_.empty() && pieces_.back().level == joined.level; index >>= 1) {
        joined = {joined.level + 1, node_hash(pieces_.back().hash, joined.hash)};
        pieces_.pop_back();
    }
    pieces_.push_back(joined);
    size_ += std::int64_t{1} << level;
    return true;
}

Hash PieceTree::root() const {
    if (pieces_.empty()) return empty_root();
    Hash root = pieces_.back().hash;
    for (auto piece = pieces_.rbegin() + 1; piece != pieces_.rend(); ++piece) root = node_hash(piece->hash, root);
    return root;
}

}  // namespace suoledger::eventstore

// SPDX-License-Identifier: Apache-2.0
// The Merkle tree of RFC 9162 §2.1 over leaf hashes: roots, inclusion and consistency proofs, and their verification.
// Pure: where the nodes are kept is the caller's matter. Sizes and indexes count leaves from 0; index = position − 1.
#pragma once

#include <cstdint>
#include <expected>
#include <span>
#include <string_view>
#include <vector>

#include "eventstore/recorded_event.hpp"

namespace suoledger::eventstore {

/// SHA-256(0x01 ‖ left ‖ right)
Hash node_hash(const Hash& left, const Hash& right);
/// SHA-256 of nothing: the root of a tree without leaves.
Hash empty_root();

/// The frontier: one hash for each 1-bit of the size, largest subtree first. Grows by leaves, knows every root.
class CompactRange {
public:
    CompactRange() = default;
    /// `hashes` are those of the perfect subtrees that `size` leaves split into, largest first. Throws
    /// std::invalid_argument when their number does not fit the size.
    CompactRange(std::int64_t size, std::vector<Hash> hashes);
    void append(const Hash& leaf_hash);
    [[nodiscard]] std::int64_t size() const { return size_; }
    [[nodiscard]] Hash root() const;
    [[nodiscard]] std::span<const Hash> hashes() const { return hashes_; }

private:
    std::int64_t size_ = 0;
    std::vector<Hash> hashes_;
};

/// Hashes of perfect subtrees: the one of 2^level leaves that begins at leaf index·2^level.
class TreeNodes {
public:
    virtual ~TreeNodes() = default;
    /// Only asked for subtrees that lie wholly inside the tree. Throws what its keeper throws when it cannot answer.
    virtual Hash node(int level, std::int64_t index) = 0;
};

/// Of the first `size` leaves.
Hash root_of(TreeNodes& nodes, std::int64_t size);
/// PATH(index, D[size]), leaf to root. Requires 0 ≤ index < size.
std::vector<Hash> inclusion_proof(TreeNodes& nodes, std::int64_t index, std::int64_t size);
/// PROOF(from, D[to]). Requires 0 < from ≤ to: from an empty tree nothing can be shown.
std::vector<Hash> consistency_proof(TreeNodes& nodes, std::int64_t from, std::int64_t to);

enum class ProofFault : std::uint8_t {
    out_of_range,        // the index is not in the tree, or the sizes are in the wrong order or zero
    wrong_length,        // too many or too few hashes
    root_differs,        // the hashes lead to another (newer) root
    older_root_differs,  // of a consistency proof: to another older root
};
std::string_view to_string(ProofFault fault);

std::expected<void, ProofFault> verify_inclusion(std::int64_t index, std::int64_t size, const Hash& leaf_hash,
                                                 std::span<const Hash> proof, const Hash& root);
std::expected<void, ProofFault> verify_consistency(std::int64_t from, std::int64_t to, std::span<const Hash> proof,
                                                   const Hash& from_root, const Hash& to_root);

}  // namespace suoledger::eventstore

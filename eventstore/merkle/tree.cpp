// SPDX-License-Identifier: Apache-2.0
// Splitting as RFC 9162 §2.1.1 does: at the largest power of two below the size. The left part is always perfect.
#include "eventstore/merkle/tree.hpp"

#include <bit>
#include <stdexcept>
#include <utility>

#include "eventstore/assert.hpp"
#include "eventstore/crypto.hpp"

namespace suoledger::eventstore {
namespace {

int level_of(std::int64_t size) { return static_cast<int>(std::bit_width(static_cast<std::uint64_t>(size))) - 1; }
bool is_power_of_two(std::int64_t size) { return std::has_single_bit(static_cast<std::uint64_t>(size)); }

/// The largest power of two strictly below `size`. Requires size > 1.
std::int64_t split_of(std::int64_t size) { return std::int64_t{1} << level_of(size - 1); }

/// Of the leaves from `begin`, a multiple of the largest power of two within `size`, which every part of a split is.
Hash root_of_part(TreeNodes& nodes, std::int64_t begin, std::int64_t size) {
    if (is_power_of_two(size)) return nodes.node(level_of(size), begin / size);
    const std::int64_t left = split_of(size);
    return node_hash(root_of_part(nodes, begin, left), root_of_part(nodes, begin + left, size - left));
}

void add_path(TreeNodes& nodes, std::int64_t begin, std::int64_t index, std::int64_t size, std::vector<Hash>& proof) {
    if (size == 1) return;
    const std::int64_t left = split_of(size);
    if (index < left) {
        add_path(nodes, begin, index, left, proof);
        proof.push_back(root_of_part(nodes, begin + left, size - left));
    } else {
        add_path(nodes, begin + left, index - left, size - left, proof);
        proof.push_back(root_of_part(nodes, begin, left));
    }
}

/// `is_known`: the verifier has the root of this part, because it is the whole older tree.
void add_subproof(TreeNodes& nodes, std::int64_t begin, std::int64_t from, std::int64_t size, bool is_known,
                  std::vector<Hash>& proof) {
    if (from == size) {
        if (!is_known) proof.push_back(root_of_part(nodes, begin, size));
        return;
    }
    const std::int64_t left = split_of(size);
    if (from <= left) {
        add_subproof(nodes, begin, from, left, is_known, proof);
        proof.push_back(root_of_part(nodes, begin + left, size - left));
    } else {
        add_subproof(nodes, begin + left, from - left, size - left, false, proof);
        proof.push_back(root_of_part(nodes, begin, left));
    }
}

/// Where a verifier stands: the number of the node on the path, and of the last one, at the present level.
struct Walk {
    std::uint64_t node, last;
    void rise() {
        node >>= 1U;
        last >>= 1U;
    }
    /// True when the next hash of a proof stands to the left of what was computed.
    bool is_right_child() const { return (node & 1U) != 0 || node == last; }
    /// A last node without a sibling is the same node on the levels above, up to where it is a right child.
    void skip_lone_levels() {
        while ((node & 1U) == 0 && node != 0) rise();
    }
};

}  // namespace

Hash node_hash(const Hash& left, const Hash& right) {
    static constexpr std::uint8_t prefix = 0x01;
    return sha256({Bytes(&prefix, 1), left, right});
}

Hash empty_root() { return sha256({}); }

CompactRange::CompactRange(std::int64_t size, std::vector<Hash> hashes) : size_(size), hashes_(std::move(hashes)) {
    if (size < 0 || hashes_.size() != static_cast<std::size_t>(std::popcount(static_cast<std::uint64_t>(size)))) {
        throw std::invalid_argument("a tree's frontier has one hash for each 1-bit of its size");
    }
}

void CompactRange::append(const Hash& leaf_hash) {
    Hash hash = leaf_hash;
    for (auto rest = static_cast<std::uint64_t>(size_); (rest & 1U) != 0; rest >>= 1U) {
        hash = node_hash(hashes_.back(), hash);
        hashes_.pop_back();
    }
    hashes_.push_back(hash);
    ++size_;
}

Hash CompactRange::root() const {
    if (hashes_.empty()) return empty_root();
    Hash root = hashes_.back();
    for (std::size_t i = hashes_.size() - 1; i-- > 0;) root = node_hash(hashes_[i], root);
    return root;
}

Hash root_of(TreeNodes& nodes, std::int64_t size) {
    LEDGER_ASSERT(size >= 0);
    return size == 0 ? empty_root() : root_of_part(nodes, 0, size);
}

std::vector<Hash> inclusion_proof(TreeNodes& nodes, std::int64_t index, std::int64_t size) {
    LEDGER_ASSERT(index >= 0 && index < size);
    std::vector<Hash> proof;
    add_path(nodes, 0, index, size, proof);
    return proof;
}

std::vector<Hash> consistency_proof(TreeNodes& nodes, std::int64_t from, std::int64_t to) {
    LEDGER_ASSERT(from > 0 && from <= to);
    std::vector<Hash> proof;
    add_subproof(nodes, 0, from, to, true, proof);
    return proof;
}

std::string_view to_string(ProofFault fault) {
    switch (fault) {
        case ProofFault::out_of_range:
            return "out_of_range";
        case ProofFault::wrong_length:
            return "wrong_length";
        case ProofFault::root_differs:
            return "root_differs";
        case ProofFault::older_root_differs:
            return "older_root_differs";
    }
    return "unknown";
}

// RFC 9162 §2.1.3.2
std::expected<void, ProofFault> verify_inclusion(std::int64_t index, std::int64_t size, const Hash& leaf_hash,
                                                 std::span<const Hash> proof, const Hash& root) {
    if (index < 0 || index >= size) return std::unexpected(ProofFault::out_of_range);
    Walk walk{static_cast<std::uint64_t>(index), static_cast<std::uint64_t>(size - 1)};
    Hash computed = leaf_hash;
    for (const Hash& sibling : proof) {
        if (walk.last == 0) return std::unexpected(ProofFault::wrong_length);
        if (walk.is_right_child()) {
            computed = node_hash(sibling, computed);
            walk.skip_lone_levels();
        } else {
            computed = node_hash(computed, sibling);
        }
        walk.rise();
    }
    if (walk.last != 0) return std::unexpected(ProofFault::wrong_length);
    if (computed != root) return std::unexpected(ProofFault::root_differs);
    return {};
}

// RFC 9162 §2.1.4.2
std::expected<void, ProofFault> verify_consistency(std::int64_t from, std::int64_t to, std::span<const Hash> proof,
                                                   const Hash& from_root, const Hash& to_root) {
    if (from <= 0 || from > to) return std::unexpected(ProofFault::out_of_range);
    if (from == to) {
        if (!proof.empty()) return std::unexpected(ProofFault::wrong_length);
        if (from_root != to_root) return std::unexpected(ProofFault::root_differs);
        return {};
    }
    if (proof.empty()) return std::unexpected(ProofFault::wrong_length);

    Walk walk{static_cast<std::uint64_t>(from - 1), static_cast<std::uint64_t>(to - 1)};
    while ((walk.node & 1U) != 0) walk.rise();
    // A perfect older tree is a node of the newer one, and the verifier has its root.
    const bool begins_with_root = is_power_of_two(from);
    Hash older = begins_with_root ? from_root : proof.front(), newer = older;
    for (const Hash& sibling : proof.subspan(begins_with_root ? 0 : 1)) {
        if (walk.last == 0) return std::unexpected(ProofFault::wrong_length);
        if (walk.is_right_child()) {
            older = node_hash(sibling, older);
            newer = node_hash(sibling, newer);
            walk.skip_lone_levels();
        } else {
            newer = node_hash(newer, sibling);
        }
        walk.rise();
    }
    if (walk.last != 0) return std::unexpected(ProofFault::wrong_length);
    if (older != from_root) return std::unexpected(ProofFault::older_root_differs);
    if (newer != to_root) return std::unexpected(ProofFault::root_differs);
    return {};
}

}  // namespace suoledger::eventstore

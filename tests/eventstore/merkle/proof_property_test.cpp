// SPDX-License-Identifier: Apache-2.0
// Every proof of every tree up to 130 leaves verifies, and nothing near it does.
//
// A root is believed together with its size, as a checkpoint signs both; so a wrong size comes with the root of that
// size. (With the right root, trees of which the path has the same shape cannot be told apart, by RFC 9162's design.)
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "tests/eventstore/merkle/sample_tree.hpp"
#include "tests/support/seed.hpp"

using namespace suoledger;
using namespace suoledger::eventstore;

namespace {

constexpr std::int64_t max_size = 130;
constexpr int bits_flipped = 3;

using Proof = std::vector<Hash>;

class Proofs : public testing::Test {
protected:
    Proofs() {
        for (std::int64_t size = 0; size <= max_size; ++size) roots_.push_back(root_of(tree_, size));
    }
    Hash flipped(Hash hash) {
        hash[random_() % hash.size()] ^= static_cast<std::uint8_t>(1U << (random_() % 8));
        return hash;
    }
    Hash root(std::int64_t size) const { return roots_[static_cast<std::size_t>(size)]; }

    /// Every way to spoil a proof that leaves the rest as it is.
    std::vector<Proof> spoiled(const Proof& proof) {
        std::vector<Proof> all;
        for (std::size_t i = 0; i < proof.size(); ++i) {
            for (int bit = 0; bit < bits_flipped; ++bit) {
                all.push_back(proof);
                all.back()[i] = flipped(proof[i]);
            }
            all.push_back(proof);
            all.back().erase(all.back().begin() + static_cast<std::ptrdiff_t>(i));
            all.push_back(proof);
            all.back().insert(all.back().begin() + static_cast<std::ptrdiff_t>(i), proof[i]);
            if (i + 1 == proof.size()) continue;
            all.push_back(proof);
            std::swap(all.back()[i], all.back()[i + 1]);
        }
        all.push_back(proof);
        all.back().push_back(root(max_size));
        all.push_back(proof);
        all.back().insert(all.back().begin(), root(max_size));
        if (proof.size() > 1) all.emplace_back(proof.rbegin(), proof.rend());
        if (!proof.empty()) all.emplace_back();
        return all;
    }

    std::mt19937_64 random_{seed()};
    SampleTree tree_{numbered_leaves(max_size)};
    std::vector<Hash> roots_;
};

TEST_F(Proofs, OfInclusionVerifyAndNothingNearThemDoes) {
    for (std::int64_t size = 1; size <= max_size; ++size) {
        for (std::int64_t index = 0; index < size; ++index) {
            SCOPED_TRACE(testing::Message() << index << " of " << size);
            const Hash leaf = tree_.node(0, index);
            const Proof proof = inclusion_proof(tree_, index, size);
            ASSERT_TRUE(verify_inclusion(index, size, leaf, proof, root(size)));
            for (const Proof& other : spoiled(proof))
                ASSERT_FALSE(verify_inclusion(index, size, leaf, other, root(size)));
            for (int bit = 0; bit < bits_flipped; ++bit) {
                ASSERT_FALSE(verify_inclusion(index, size, flipped(leaf), proof, root(size)));
                ASSERT_FALSE(verify_inclusion(index, size, leaf, proof, flipped(root(size))));
            }
            for (const std::int64_t other : {index - 1, index + 1, index ^ 2, size, std::int64_t{-1}})
                ASSERT_FALSE(verify_inclusion(other, size, leaf, proof, root(size))) << other;
            for (const std::int64_t other : {size - 1, size + 1, size / 2, max_size - size}) {
                if (other == size || other < 0 || other > max_size) continue;
                ASSERT_FALSE(verify_inclusion(index, other, leaf, proof, root(other))) << other;
            }
        }
    }
}

TEST_F(Proofs, OfConsistencyVerifyAndNothingNearThemDoes) {
    for (std::int64_t to = 1; to <= max_size; ++to) {
        for (std::int64_t from = 1; from <= to; ++from) {
            SCOPED_TRACE(testing::Message() << from << " to " << to);
            const Proof proof = consistency_proof(tree_, from, to);
            ASSERT_TRUE(verify_consistency(from, to, proof, root(from), root(to)));
            for (const Proof& other : spoiled(proof))
                ASSERT_FALSE(verify_consistency(from, to, other, root(from), root(to)));
            for (int bit = 0; bit < bits_flipped; ++bit) {
                ASSERT_FALSE(verify_consistency(from, to, proof, flipped(root(from)), root(to)));
                ASSERT_FALSE(verify_consistency(from, to, proof, root(from), flipped(root(to))));
            }
            if (from != to) {
                ASSERT_FALSE(verify_consistency(to, from, proof, root(to), root(from)));
                ASSERT_FALSE(verify_consistency(from, to, proof, root(to), root(from)));
            }
            for (const std::int64_t other : {from - 1, from + 1, from * 2, std::int64_t{-1}}) {
                if (other == from || other > to) continue;
                ASSERT_FALSE(verify_consistency(other, to, proof, root(std::max<std::int64_t>(other, 0)), root(to)));
            }
            for (const std::int64_t other : {to - 1, to + 1, to / 2}) {
                if (other == to || other < 0 || other > max_size) continue;
                ASSERT_FALSE(verify_consistency(from, other, proof, root(from), root(other))) << other;
            }
        }
    }
}

TEST(ProofFaults, SayWhatIsWrong) {
    SampleTree tree(numbered_leaves(7));
    const Hash older = root_of(tree, 3), newer = root_of(tree, 7);
    auto proof = consistency_proof(tree, 3, 7);
    EXPECT_EQ(verify_consistency(0, 7, {}, empty_root(), newer).error(), ProofFault::out_of_range);
    EXPECT_EQ(verify_consistency(3, 7, proof, newer, newer).error(), ProofFault::older_root_differs);
    EXPECT_EQ(verify_consistency(3, 7, proof, older, older).error(), ProofFault::root_differs);
    proof.pop_back();
    EXPECT_EQ(verify_consistency(3, 7, proof, older, newer).error(), ProofFault::wrong_length);
    EXPECT_EQ(verify_consistency(3, 7, {}, older, newer).error(), ProofFault::wrong_length);
    EXPECT_EQ(verify_consistency(7, 7, {}, older, newer).error(), ProofFault::root_differs);
    EXPECT_EQ(verify_inclusion(7, 7, newer, {}, newer).error(), ProofFault::out_of_range);
    EXPECT_EQ(verify_inclusion(0, 0, newer, {}, empty_root()).error(), ProofFault::out_of_range);
    EXPECT_EQ(to_string(ProofFault::older_root_differs), "older_root_differs");
}

}  // namespace

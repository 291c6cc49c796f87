// SPDX-License-Identifier: Apache-2.0
// The published hashes, roots and proofs of the classic tree of eight leaves.
#include "eventstore/merkle/tree.hpp"

#include <gtest/gtest.h>

#include "tests/eventstore/merkle/sample_tree.hpp"

using namespace suoledger::eventstore;

namespace {

constexpr std::string_view leaf_texts[] = {
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"};
constexpr std::string_view leaf_hashes[] = {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                                            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                                            "0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7",
                                            "07506a85fd9dd2f120eb694f86011e5bb4662e5c415a62917033d4a9624487e7",
                                            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                                            "4271a26be0d8a84f0bd54c8c302e7cb3a3b5d1fa6780a40bcce2873477dab658",
                                            "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
                                            "46f6ffadd3d06a09ff3c5860d2755c8b9819db7df44251788c7d8e3180de8eb1"};
const std::string n01 = "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125";
const std::string n23 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e";
const std::string n45 = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a";
const std::string n67 = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0";
const std::string n03 = "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7";
const std::string n47 = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4";
const std::string x456 = "837dbb152e9b079010717e84e865da4ebc0fa198a806d59d31bf15accef22d0e";
constexpr std::string_view roots[] = {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                                      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                                      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                                      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                                      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                                      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                                      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                                      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                                      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

std::vector<Hash> classic_leaves() {
    std::vector<Hash> leaves;
    for (const auto text : leaf_texts) leaves.push_back(leaf_hash(from_hex(text).value()));
    return leaves;
}

std::string l(int index) { return std::string(leaf_hashes[index]); }

std::vector<std::string> in_hex(const std::vector<Hash>& hashes) {
    std::vector<std::string> texts;
    for (const Hash& hash : hashes) texts.push_back(hex(hash));
    return texts;
}

TEST(MerkleHashing, ReproducesThePublishedValues) {
    EXPECT_EQ(hex(leaf_hash("")), leaf_hashes[0]);
    EXPECT_EQ(hex(leaf_hash("L123456")), "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56");
    EXPECT_EQ(hex(empty_root()), roots[0]);
    EXPECT_NE(empty_root(), leaf_hash(""));
}

TEST(ClassicTree, HasThePublishedLeavesAndNodes) {
    SampleTree tree(classic_leaves());
    for (int i = 0; i < 8; ++i) EXPECT_EQ(hex(tree.node(0, i)), leaf_hashes[i]);
    EXPECT_EQ(hex(tree.node(1, 0)), n01);
    EXPECT_EQ(hex(tree.node(1, 1)), n23);
    EXPECT_EQ(hex(tree.node(1, 2)), n45);
    EXPECT_EQ(hex(tree.node(1, 3)), n67);
    EXPECT_EQ(hex(tree.node(2, 0)), n03);
    EXPECT_EQ(hex(tree.node(2, 1)), n47);
    EXPECT_EQ(hex(node_hash(tree.node(1, 2), tree.node(0, 6))), x456);
}

TEST(ClassicTree, HasThePublishedRootOfEverySizeBothWays) {
    SampleTree tree(classic_leaves());
    CompactRange range;
    for (std::int64_t size = 0; size <= 8; ++size) {
        EXPECT_EQ(hex(root_of(tree, size)), roots[size]);
        EXPECT_EQ(hex(range.root()), roots[size]);
        EXPECT_EQ(range.size(), size);
        if (size < 8) range.append(tree.node(0, size));
    }
}

TEST(ClassicTree, HasThePublishedInclusionProofs) {
    using Texts = std::vector<std::string>;
    SampleTree tree(classic_leaves());
    EXPECT_EQ(in_hex(inclusion_proof(tree, 0, 8)), (Texts{l(1), n23, n47}));
    EXPECT_EQ(in_hex(inclusion_proof(tree, 5, 8)), (Texts{l(4), n67, n03}));
    EXPECT_EQ(in_hex(inclusion_proof(tree, 2, 3)), (Texts{n01}));
    EXPECT_EQ(in_hex(inclusion_proof(tree, 1, 5)), (Texts{l(0), n23, l(4)}));
    EXPECT_EQ(in_hex(inclusion_proof(tree, 6, 7)), (Texts{n45, n03}));
    EXPECT_EQ(in_hex(inclusion_proof(tree, 0, 1)), Texts{});
}

TEST(ClassicTree, HasThePublishedConsistencyProofs) {
    using Texts = std::vector<std::string>;
    SampleTree tree(classic_leaves());
    EXPECT_EQ(in_hex(consistency_proof(tree, 1, 8)), (Texts{l(1), n23, n47}));
    EXPECT_EQ(in_hex(consistency_proof(tree, 6, 8)), (Texts{n45, n67, n03}));
    EXPECT_EQ(in_hex(consistency_proof(tree, 2, 5)), (Texts{n23, l(4)}));
    EXPECT_EQ(in_hex(consistency_proof(tree, 3, 7)), (Texts{l(2), l(3), n01, x456}));
    EXPECT_EQ(in_hex(consistency_proof(tree, 4, 7)), (Texts{x456}));
    EXPECT_EQ(in_hex(consistency_proof(tree, 7, 8)), (Texts{l(6), l(7), n45, n03}));
}

TEST(CompactRange, GoesOnFromItsHashes) {
    const auto leaves = numbered_leaves(300);
    CompactRange whole;
    for (const Hash& leaf : leaves) {
        CompactRange resumed(whole.size(), {whole.hashes().begin(), whole.hashes().end()});
        resumed.append(leaf);
        whole.append(leaf);
        ASSERT_EQ(resumed.root(), whole.root());
    }
}

TEST(CompactRange, RefusesHashesThatDoNotFitItsSize) {
    EXPECT_THROW(CompactRange(3, {Hash{}}), std::invalid_argument);
    EXPECT_THROW(CompactRange(4, {Hash{}, Hash{}}), std::invalid_argument);
    EXPECT_THROW(CompactRange(-1, {}), std::invalid_argument);
    EXPECT_NO_THROW(CompactRange(5, {Hash{}, Hash{}}));
}

}  // namespace

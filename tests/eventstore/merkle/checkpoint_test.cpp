// SPDX-License-Identifier: Apache-2.0
// The texts that are signed: byte-exact against notes that another program made, and read back strictly.
#include "eventstore/merkle/checkpoint.hpp"

#include <gtest/gtest.h>

#include "tests/eventstore/event_samples.hpp"
#include "tests/eventstore/merkle/sample_tree.hpp"
#include "tests/eventstore/merkle/test_keys.hpp"

using namespace suoledger::eventstore;

namespace {

const NoteSigner signer{"ledger.example/test", rfc8032_seed_1()};
const std::string text_of_eight = "ledger.example/test\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n";

Checkpoint checkpoint_of(std::int64_t size) {
    std::vector<Hash> leaves;
    for (const auto* data :
         {"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"})
        leaves.push_back(leaf_hash(from_hex(data).value()));
    SampleTree tree(leaves);
    return {"ledger.example/test", size, root_of(tree, size)};
}

TEST(Checkpoint, OfTheEmptyTreeIsByteForByteThePublishedNote) {
    const auto note = sign_note(checkpoint_text(checkpoint_of(0)), {&signer, 1});
    EXPECT_EQ(note,
              "ledger.example/test\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— ledger.example/test "
              "vI1uJ55y5TPqb3C0ALI0urtczHySEOidQ/qkIG8PILSD3o9JxUkKo98eaaXCO7lHkYTTBx2piikTr2bGm6Bzr2Oacw8=\n");
    EXPECT_EQ(note.size(), 185U);
    EXPECT_EQ(hex(sha256({bytes_of(note)})), "a5489d191dc0014bc4dbc8882a8e7858c6f945878bda68b06d14499b7e75cede");
}

TEST(Checkpoint, OfTheClassicTreeIsByteForByteThePublishedNote) {
    const auto note = sign_note(checkpoint_text(checkpoint_of(8)), {&signer, 1});
    EXPECT_EQ(note,
              text_of_eight +
                  "\n— ledger.example/test "
                  "vI1uJyGa/+z3J1WypGxn/YrH/dtYlPRf1fu4iW5v+IEPu2D8S+6rg0FAwfMSj2jedrcmO3QoAI9iXD4YWA/0dvxjbQQ=\n");
    EXPECT_EQ(note.size(), 185U);
    EXPECT_EQ(hex(sha256({bytes_of(note)})), "dc4bcf28001e07ad66d1a8f6c4dc038e339bc2eca53769b01062f627f9b6478b");
    const auto verifier = signer.verifier();
    EXPECT_EQ(parse_checkpoint(open_note(note, {&verifier, 1})->text), checkpoint_of(8));
}

TEST(Checkpoint, PassesOverAWitnessThatItDoesNotKnow) {
    const auto note =
        sign_note(text_of_eight, {&signer, 1}) +
        "— witness.example/w1 BNLYMwAAAABlU/EAtPzkHUeirjJPuPW/zgA4j4gvuX9teTCbwCHXg9ioOr7yn/3hfLRTz7GyHcOx"
        "XQA52tpSucM8WLJot1rLfnALCg==\n";
    const auto verifier = signer.verifier();
    EXPECT_EQ(open_note(note, {&verifier, 1})->signed_by, std::vector{verifier});
}

TEST(Checkpoint, IsReadStrictly) {
    EXPECT_EQ(parse_checkpoint(text_of_eight), checkpoint_of(8));
    EXPECT_EQ(parse_checkpoint(text_of_eight + "an extension\nanother\n"), checkpoint_of(8));
    const std::string root =
        "Xcnaeac"
        "GWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n";
    for (const std::string& bad :
         {std::string(), std::string("a\n"), std::string("a\n8\n"), "\n8\n" + root, "a\n08\n" + root, "a\n\n" + root,
          "a\n-8\n" + root, "a\n+8\n" + root, "a\n8 \n" + root, "a\n9223372036854775808\n" + root,
          std::string("a\n8\nXcna\n"), std::string("a\n8\n\n"), text_of_eight.substr(0, text_of_eight.size() - 1),
          text_of_eight + "\n", text_of_eight + "\nx\n", text_of_eight + "without an end"}) {
        EXPECT_FALSE(parse_checkpoint(bad)) << bad;
    }
}

TEST(Checkpoint, NamesTheEpochInItsOrigin) { EXPECT_EQ(log_origin("suoledger/3f0c", 12), "suoledger/3f0c/log/12"); }

TEST(TenantHead, IsReadBackAsItWasWritten) {
    const TenantHead head{numbered_id(7), 41, 130, checkpoint_of(8)};
    const auto text = tenant_head_text(head);
    EXPECT_EQ(text, "suoledger/tenant-head/v1\n0190a3b4-0000-7000-8000-000000000007\n41\n130\n" + text_of_eight);
    EXPECT_EQ(parse_tenant_head(text), head);
    EXPECT_EQ(parse_tenant_head(tenant_head_text({numbered_id(7), 0, 0, checkpoint_of(0)}))->position, 0);
}

TEST(TenantHead, IsReadStrictly) {
    const std::string id = "00000000-0000-0000-0000-0000000000ab\n", title = "suoledger/tenant-head/v1\n";
    ASSERT_TRUE(parse_tenant_head(title + id + "41\n130\n" + text_of_eight));
    for (const std::string& bad :
         {std::string(), text_of_eight, title + id + "41\n" + text_of_eight, title + "biz_1\n41\n130\n" + text_of_eight,
          title + "00000000-0000-0000-0000-0000000000AB\n41\n130\n" + text_of_eight,
          title + id + "041\n130\n" + text_of_eight, title + id + "41\n130\n" + text_of_eight + "more\n",
          "suoledger/tenant-head/v2\n" + id + "41\n130\n" + text_of_eight}) {
        EXPECT_FALSE(parse_tenant_head(bad)) << bad;
    }
}

TEST(TlogProof, IsReadBackAsItWasWritten) {
    const TlogProof proof{.extra = std::string("\0leaf", 5),
                          .index = 5,
                          .hashes = {checkpoint_of(1).root, checkpoint_of(2).root},
                          .checkpoint = sign_note(text_of_eight, {&signer, 1})};
    const auto text = tlog_proof_text(proof);
    EXPECT_TRUE(
        text.starts_with("c2sp.org/tlog-proof@v1\nextra AGxlYWY=\nindex 5\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGj"
                         "BhevoB0=\n"))
        << text;
    EXPECT_TRUE(text.ends_with("\n\n" + proof.checkpoint));
    const auto read = parse_tlog_proof(text);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->extra, proof.extra);
    EXPECT_EQ(read->index, proof.index);
    EXPECT_EQ(read->hashes, proof.hashes);
    EXPECT_EQ(read->checkpoint, proof.checkpoint);
    EXPECT_EQ(tlog_proof_text({.index = 0, .checkpoint = "note"}), "c2sp.org/tlog-proof@v1\nindex 0\n\nnote");
}

TEST(TlogProof, IsReadStrictly) {
    const std::string title = "c2sp.org/tlog-proof@v1\n", hash = base64(Hash{}) + "\n";
    ASSERT_TRUE(parse_tlog_proof(title + "index 5\n" + hash + "\nnote"));
    std::string many = title + "index 5\n";
    for (int i = 0; i < 65; ++i) many += hash;
    for (const std::string& bad :
         {std::string(), "c2sp.org/tlog-proof@v2\nindex 5\n" + hash + "\nnote", title + hash + "\nnote",
          title + "index 05\n\nnote", title + "index 5\nAAAA\n\nnote", title + "index 5\n" + hash,
          title + "index -1\n\nn", title + "extra =\nindex 5\n\nnote", many + "\nnote"}) {
        EXPECT_FALSE(parse_tlog_proof(bad)) << bad.substr(0, 200);
    }
}

}  // namespace

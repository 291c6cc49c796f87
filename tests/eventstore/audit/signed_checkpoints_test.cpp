// SPDX-License-Identifier: Apache-2.0
// Which checkpoints are believed.
#include <gtest/gtest.h>

#include "eventstore/audit/signed_checkpoints.hpp"
#include "tests/eventstore/audit/sample_log.hpp"

using namespace suoledger;
using namespace suoledger::eventstore;

namespace {

const NoteSigner note_keeper{"shop/log/1", SecretKey{1}};
const NoteSigner stranger{"shop/log/1", SecretKey{2}};

std::string signed_by(const NoteSigner& signer, Checkpoint checkpoint = checkpoint_of(sample_log(), 100)) {
    return sign_note(checkpoint_text(checkpoint), std::vector{signer});
}

std::string opened(const std::string& note, const NoteVerifier& verifier = note_keeper.verifier()) {
    const auto found = open_checkpoint("the checkpoint", note, std::vector{verifier});
    return found ? "size " + std::to_string(found->size) : std::string(to_string(found.error().code));
}

TEST(SignedCheckpoint, IsBelievedFromTheTrustedKey) { EXPECT_EQ(opened(signed_by(note_keeper)), "size 100"); }

TEST(SignedCheckpoint, OfAnotherKeyUnderTheSameNameIsForged) {
    EXPECT_EQ(opened(signed_by(stranger)), "checkpoint_signature_invalid");
}

TEST(SignedCheckpoint, WhoseTextWasChangedIsForged) {
    for (const std::string& change : {std::string("\n100\n"), std::string("shop/log/1\n")}) {
        std::string note = signed_by(note_keeper);
        note.replace(note.find(change) + change.size() - 2, 1, "9");
        EXPECT_EQ(opened(note), "checkpoint_signature_invalid") << note;
    }
    std::string note = signed_by(note_keeper);
    const auto root = base64(checkpoint_of(sample_log(), 100).root);
    note.replace(note.find(root), root.size(), base64(checkpoint_of(sample_log(), 99).root));
    EXPECT_EQ(opened(note), "checkpoint_signature_invalid");
}

TEST(SignedCheckpoint, WithoutSignatureOrTextIsNone) {
    EXPECT_EQ(opened(""), "checkpoint_malformed");
    EXPECT_EQ(opened("shop/log/1\n"), "checkpoint_malformed");
    const std::string note = signed_by(note_keeper);
    EXPECT_EQ(opened(note.substr(0, note.find("\n\n") + 2)), "checkpoint_signature_invalid");
}

TEST(SignedCheckpoint, OfAnotherLogIsNamed) {
    Checkpoint other = checkpoint_of(sample_log(), 100);
    other.origin = "stall/log/1";
    EXPECT_EQ(opened(signed_by({"stall/log/1", SecretKey{1}}, other)), "checkpoint_origin_differs");
}

TEST(SignedCheckpoint, OfAnotherEpochIsBelievedFromTheSameKey) {
    Checkpoint later = checkpoint_of(sample_log(), 100);
    later.origin = "shop/log/2";
    EXPECT_EQ(opened(signed_by({"shop/log/2", SecretKey{1}}, later)), "size 100");
    // A signature under the name of one epoch is none under another's.
    EXPECT_EQ(opened(signed_by(note_keeper, later)), "checkpoint_signature_invalid");
}

TEST(SignedTenantHead, IsBelievedFromTheTrustedKeyOnly) {
    const TenantHead head{sample_log()[0].stream.tenant, 3, 9, checkpoint_of(sample_log(), 100)};
    const auto open = [&](const NoteSigner& signer) {
        return open_tenant_head("the head", sign_note(tenant_head_text(head), std::vector{signer}),
                                std::vector{note_keeper.verifier()});
    };
    EXPECT_EQ(open(note_keeper).value(), head);
    EXPECT_EQ(open(stranger).error().code, FindingCode::tenant_head_invalid);
}

TEST(LossDeclaration, IsBelievedUnderTheOriginOfTheEpochItOpens) {
    const LossDeclaration loss{checkpoint_of(sample_log(), 100), checkpoint_of(sample_log(), 120), "shop/log/2",
                               sample_log()[0].recorded_at};
    const auto open = [&](const NoteSigner& signer) {
        return open_loss_declaration("the loss", sign_note(loss_declaration_text(loss), std::vector{signer}),
                                     std::vector{note_keeper.verifier()});
    };
    const auto believed = open({"shop/log/2", SecretKey{1}});
    ASSERT_TRUE(believed) << believed.error().detail;
    EXPECT_EQ(believed->last_good.size, 100);
    EXPECT_EQ(open({"shop/log/2", SecretKey{2}}).error().code, FindingCode::checkpoint_signature_invalid);
    EXPECT_EQ(open(note_keeper).error().code, FindingCode::checkpoint_signature_invalid)
        << "signed for the old epoch only";
}

TEST(LogName, IsTheOriginWithoutItsEpoch) {
    EXPECT_EQ(log_name_of("shop/log/12"), "shop");
    EXPECT_EQ(log_name_of("a/log/b/log/1"), "a/log/b");
    EXPECT_EQ(log_name_of("shop/log/"), std::nullopt);
    EXPECT_EQ(log_name_of("shop/log/1a"), std::nullopt);
    EXPECT_EQ(log_name_of("shop"), std::nullopt);
}

}  // namespace

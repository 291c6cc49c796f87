// SPDX-License-Identifier: Apache-2.0
// A log that is not the one that was signed: refused at the start, and never signed again once it is noticed.
#include <fstream>

#include "eventstore/merkle/signed_tree.hpp"
#include "tests/eventstore/golden.hpp"
#include "tests/eventstore/merkle/merkle_log_fixture.hpp"

using namespace suoledger;
using namespace suoledger::eventstore;

namespace {

class Contradiction : public MerkleLogTest {
protected:
    /// 600 leaves signed, and the process ended.
    Contradiction() {
        open();
        grow(600);
        signed_ = *log_->newest();
        close();
    }
    void expect_refusal(const std::string& word) {
        const auto said = refusal();
        EXPECT_NE(said.find(word), std::string::npos) << said;
        EXPECT_NE(said.find("suoledger recover --declare-loss"), std::string::npos) << said;
        EXPECT_EQ(read_text(file("checkpoint")), signed_.note);
    }
    /// Of the log that runs, by whoever waits for its signature.
    void expect_halt(const std::string& word) {
        const auto before = log_->newest()->note;
        EXPECT_FALSE(log_->wait_until_signed(10'000, safety_net));
        EXPECT_NE(log_->contradiction().find(word), std::string::npos) << log_->contradiction();
        EXPECT_EQ(metrics_.value("checkpoint_contradiction"), 1);
        ASSERT_EQ(alarms_.all().size(), 1U);
        EXPECT_NE(alarms_.all().front().find(word), std::string::npos) << alarms_.all().front();
        EXPECT_EQ(log_->newest()->note, before);
        EXPECT_EQ(read_text(file("checkpoint")), before);
    }
    SignedCheckpoint signed_;
};

TEST_F(Contradiction, IsNoneWhenTheLogIsTheOneThatWasSigned) {
    EXPECT_EQ(refusal(), "accepted");
    EXPECT_TRUE(alarms_.all().empty());
    EXPECT_TRUE(lines_.all().empty());
}

TEST_F(Contradiction, RefusesALogThatEndsBeforeWhatWasSigned) {
    store_.cut(599);
    expect_refusal("ends at position 599");
    expect_refusal("epoch 1, size 600, root " + base64(signed_.checkpoint.root));
}

TEST_F(Contradiction, RefusesALogThatWasCutAndWentOnDifferently) {
    store_.rewrite(600);
    store_.append(50);
    expect_refusal("another event at position 600");
}

TEST_F(Contradiction, RefusesALogThatWasRewrittenAmongTheLastSigned) {
    store_.rewrite(345);
    expect_refusal("another event at position 345");
}

TEST_F(Contradiction, RefusesALogWithAHole) {
    store_.hide(500);
    expect_refusal("position 500 is missing");
}

TEST_F(Contradiction, RefusesAnEpochBelowOneThatWasSigned) {
    store_.set_epoch(2);
    open();
    grow(1);
    EXPECT_EQ(log_->newest()->checkpoint.origin, "ledger.example/books/log/2");
    EXPECT_EQ(log_->newest()->checkpoint.root, true_root(601)) << "a new epoch's tree holds every leaf";
    close();
    store_.set_epoch(1);
    expect_refusal("epoch 2 was signed already");
}

TEST_F(Contradiction, RefusesACheckpointThatOtherKeysSigned) {
    auto others = options();
    others.keys.signing = {rfc8032_seed_2()};
    EXPECT_THROW(open(std::move(others)), CheckpointKeyFault);
    auto renamed = options();
    renamed.keys.name = "ledger.example/other";
    EXPECT_THROW(open(std::move(renamed)), CheckpointKeyFault);
    auto retired = options();
    retired.keys.signing = {rfc8032_seed_2()};
    retired.keys.retired = {ed25519_public_key(rfc8032_seed_1())};
    EXPECT_NO_THROW(open(std::move(retired)));
}

TEST_F(Contradiction, RefusesAForgedCheckpoint) {
    auto note = read_text(file("checkpoint"));
    note.replace(note.find("\n600\n"), 5, "\n599\n");
    std::ofstream(file("checkpoint")) << note;
    EXPECT_THROW(open(), CheckpointKeyFault);
}

TEST_F(Contradiction, MakesTilesThatTheDiskLostAgainFromTheLog) {
    for (const auto& [path, rest] : {std::pair{"tile/0", 599 * 32}, {"tile/1", 0}, {"tile/0", 300 * 32}}) {
        const auto before = read_text(file(path));
        std::filesystem::resize_file(file(path), static_cast<std::uintmax_t>(rest));
        open();
        EXPECT_EQ(log_->newest()->note, signed_.note);
        EXPECT_EQ(read_text(file(path)), before) << path;
        close();
    }
    EXPECT_EQ(lines_.all().size(), 3U);
    std::filesystem::remove_all(file("tile"));
    open();
    grow(1);
    EXPECT_EQ(log_->newest()->checkpoint.root, true_root(601));
}

TEST_F(Contradiction, LeavesTilesAloneThatTheLogDoesNotLeadTo) {
    std::filesystem::remove(file("tile/1"));
    const auto before = read_text(file("tile/0"));
    store_.rewrite(3);
    expect_refusal("do not lead to");
    EXPECT_EQ(read_text(file("tile/0")), before);
}

TEST_F(Contradiction, LetsNoReplacedTileIntoAProof) {
    auto bytes = read_text(file("tile/0"));
    bytes[100] = static_cast<char>(bytes[100] ^ 4);
    std::ofstream(file("tile/0"), std::ios::binary) << bytes;
    open();
    EXPECT_THROW((void)log_->prove_inclusion(2, 600), TileFault);
    EXPECT_THROW((void)log_->tile("tile/0/000"), TileFault);
    EXPECT_NO_THROW((void)log_->prove_inclusion(500, 600));
}

TEST_F(Contradiction, StopsTheSignerWhenTheLogIsCutUnderIt) {
    open();
    store_.cut(599);
    log_->notify_head(601);
    expect_halt("ends before position 600");
    // Nor when it is right again.
    store_.append(10);
    log_->notify_head(609);
    EXPECT_FALSE(log_->wait_until_signed(609, std::chrono::milliseconds(1)));
    EXPECT_EQ(log_->newest()->note, signed_.note);
}

TEST_F(Contradiction, StopsTheSignerWhenTheLastSignedEventIsAnotherOne) {
    open();
    store_.rewrite(600);
    log_->committed(store_.append(5));
    expect_halt("another event at position 600");
}

TEST_F(Contradiction, StopsTheSignerWhenTheLogDoesNotHaveWhatWasHandedOver) {
    open();
    const auto batch = store_.append(5);
    store_.rewrite(605);
    log_->committed(batch);
    expect_halt("another event at position 605");
}

TEST_F(Contradiction, StopsTheSignerWhenTheEpochChanges) {
    open();
    store_.set_epoch(2);
    log_->committed(store_.append(5));
    expect_halt("of epoch 2 now");
}

TEST_F(Contradiction, StopsTheSignerAtAHole) {
    open();
    store_.append(100);
    store_.hide(650);
    log_->notify_head(700);
    expect_halt("position 650 is missing");
}

TEST_F(Contradiction, IsFoundByTheProofThatIsMadeBeforeEverySignature) {
    const TileFiles files(directory_ / "another");
    RightEdge edge;
    std::vector<Tile> completed;
    for (std::int64_t i = 0; i < 900; ++i) {
        // Leaf 17 is another; all that are compared one by one are the same.
        edge.append(i == 17 ? leaf_hash("rewritten") : leaf_hash(std::to_string(i)), completed);
    }
    files.write(completed);
    EXPECT_THROW(require_extension(signed_.checkpoint, edge, files), LogContradiction);
    EXPECT_THROW(require_extension({"", 901, true_root(901)}, edge, files), LogContradiction);

    RightEdge honest;
    completed.clear();
    for (const Hash& leaf : numbered_leaves(900)) honest.append(leaf, completed);
    files.write(completed);
    EXPECT_NO_THROW(require_extension(signed_.checkpoint, honest, files));
}

TEST_F(Contradiction, IsNotSeenInALogThatIsOutOfReach) {
    store_.be_out_of_reach(true);
    EXPECT_THROW(open(), StoreUnavailable);
    store_.be_out_of_reach(false);
    open();
    store_.be_out_of_reach(true);
    log_->committed(store_.append(5));
    EXPECT_FALSE(log_->wait_until_signed(605, std::chrono::milliseconds(1)));
    ASSERT_TRUE(comes_true([&] { return store_.refused_reads() > 2; })) << "it is tried again";
    store_.be_out_of_reach(false);
    EXPECT_TRUE(log_->wait_until_signed(605, safety_net));
    EXPECT_EQ(log_->contradiction(), "");
    EXPECT_EQ(alarms_.all().size(), 1U) << "once for each outage";
    EXPECT_EQ(log_->newest()->checkpoint.root, true_root(605));
}

}  // namespace

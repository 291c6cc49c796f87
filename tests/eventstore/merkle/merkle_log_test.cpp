// SPDX-License-Identifier: Apache-2.0
// The log's tree: grown, signed, proved, shown as tiles.
#include <atomic>
#include <fstream>
#include <random>
#include <set>
#include <thread>

#include "eventstore/merkle/tile_name.hpp"
#include "tests/eventstore/golden.hpp"
#include "tests/eventstore/merkle/merkle_log_fixture.hpp"
#include "tests/support/seed.hpp"

using namespace suoledger;
using namespace suoledger::eventstore;

namespace {

void expect_proofs(MerkleLog& log, std::int64_t position, std::int64_t size) {
    const auto leaf = leaf_hash(std::to_string(position - 1));
    ASSERT_TRUE(verify_inclusion(position - 1, size, leaf, log.prove_inclusion(position, size), log.root(size)))
        << position << " of " << size;
    ASSERT_TRUE(
        verify_consistency(position, size, log.prove_consistency(position, size), log.root(position), log.root(size)))
        << position << " to " << size;
}

TEST_F(MerkleLogTest, SignsWhatIsHandedOverAndSaysWhereItStands) {
    auto& log = open();
    EXPECT_FALSE(log.newest());
    EXPECT_EQ(log.tile("checkpoint"), std::nullopt);
    grow(3);
    const auto newest = log.newest();
    ASSERT_TRUE(newest);
    EXPECT_EQ(newest->checkpoint, (Checkpoint{"ledger.example/books/log/1", 3, true_root(3)}));
    EXPECT_EQ(newest->last_leaf, leaf_hash("2"));
    const auto opened = open_note(newest->note, log.verifiers());
    ASSERT_TRUE(opened);
    EXPECT_EQ(parse_checkpoint(opened->text), newest->checkpoint);
    EXPECT_EQ(log.tile("checkpoint"), newest->note);
    EXPECT_EQ(metrics_.value("checkpoint_size"), 3);
    EXPECT_EQ(metrics_.value("checkpoints_signed_total"), 1);
    EXPECT_GT(metrics_.value("checkpoint_signed_at_seconds"), 0);
}

TEST_F(MerkleLogTest, SignsWithoutBeingAskedWhenItsIntervalIsOver) {
    auto often = options();
    often.sign_interval = std::chrono::milliseconds(1);
    auto& log = open(std::move(often));
    log.committed(store_.append(5));
    ASSERT_TRUE(comes_true([&] { return log.newest() && log.newest()->checkpoint.size == 5; }));
    store_.append(2);
    log.notify_head(7);
    ASSERT_TRUE(comes_true([&] { return log.newest()->checkpoint.size == 7; }));
}

TEST_F(MerkleLogTest, SignsTheLastEventsWhenItEnds) {
    open();
    grow(3);
    log_->committed(store_.append(4));  // nobody waits, and its time has not come
    close();
    EXPECT_EQ(open().newest()->checkpoint.size, 7);
}

TEST_F(MerkleLogTest, ReadsWhatWasNotHandedOver) {
    store_.append(5000);  // more than is read at once
    auto& log = open();
    ASSERT_TRUE(log.wait_until_signed(5000, safety_net));
    store_.append(10);  // of another process, say
    const auto own = store_.append(10);
    log.committed(own);
    ASSERT_TRUE(log.wait_until_signed(5020, safety_net));
    log.committed(own);  // twice the same changes nothing
    grow(1);
    EXPECT_EQ(log.newest()->checkpoint.root, true_root(5021));
}

TEST_F(MerkleLogTest, TellsWhoeverWaitsForWhatIsNotThere) {
    auto& log = open();
    grow(2);
    EXPECT_FALSE(log.wait_until_signed(1'000'000, std::chrono::milliseconds(1)));
    grow(1);
    EXPECT_EQ(log.newest()->checkpoint.size, 3);
}

TEST_F(MerkleLogTest, HasTheRootAndTheProofsOfEverySizeItSigned) {
    std::mt19937_64 random(seed());
    auto& log = open();
    std::vector<SignedCheckpoint> signed_ones;
    for (const std::int64_t size : {1, 2, 255, 256, 257, 300, 511, 512, 513, 1000, 65535, 65536, 65537, 70000}) {
        grow(size - (signed_ones.empty() ? 0 : signed_ones.back().checkpoint.size));
        signed_ones.push_back(*log.newest());
    }
    for (const auto& older : signed_ones) {
        EXPECT_EQ(older.checkpoint.root, true_root(older.checkpoint.size)) << older.checkpoint.size;
        EXPECT_EQ(log.root(older.checkpoint.size), older.checkpoint.root);
        expect_proofs(log, older.checkpoint.size, 70000);
    }
    for (int i = 0; i < 300; ++i) {
        const auto size = std::uniform_int_distribution<std::int64_t>(1, 70000)(random);
        expect_proofs(log, std::uniform_int_distribution<std::int64_t>(1, size)(random), size);
    }
    EXPECT_EQ(log.node(8, 3), perfect_root_of(768, 256));
}

TEST_F(MerkleLogTest, RefusesToProveWhatItDidNotSign) {
    auto& log = open();
    EXPECT_THROW((void)log.root(1), std::invalid_argument);
    grow(5);
    EXPECT_THROW((void)log.prove_inclusion(1, 6), std::invalid_argument);
    EXPECT_THROW((void)log.prove_inclusion(0, 5), std::invalid_argument);
    EXPECT_THROW((void)log.prove_inclusion(5, 4), std::invalid_argument);
    EXPECT_THROW((void)log.prove_consistency(0, 5), std::invalid_argument);
    EXPECT_THROW((void)log.prove_consistency(5, 4), std::invalid_argument);
    EXPECT_THROW((void)log.root(-1), std::invalid_argument);
    EXPECT_THROW((void)log.node(2, 1), std::invalid_argument);
    EXPECT_THROW((void)log.node(63, 0), std::invalid_argument);
    EXPECT_THROW((void)log.node(0, -1), std::invalid_argument);
    EXPECT_EQ(log.root(0), empty_root());
    EXPECT_EQ(log.node(2, 0), true_root(4));
}

TEST_F(MerkleLogTest, GoesOnWhereAnEarlierProcessEnded) {
    open();
    grow(700);
    const auto older = *log_->newest();
    open();
    EXPECT_EQ(log_->newest()->note, older.note);
    EXPECT_EQ(log_->newest()->last_leaf, older.last_leaf);
    grow(61);
    EXPECT_EQ(log_->newest()->checkpoint.root, true_root(761));
    EXPECT_TRUE(verify_consistency(700, 761, log_->prove_consistency(700, 761), older.checkpoint.root,
                                   log_->newest()->checkpoint.root));
}

TEST_F(MerkleLogTest, SignsOneLogFromTwoProcessesConsistently) {
    open();
    auto elsewhere = options();
    elsewhere.directory = directory_ / "elsewhere";
    MerkleLog other(std::move(elsewhere), store_, metrics_);
    other.start();
    grow(100);
    other.notify_head(100);
    ASSERT_TRUE(other.wait_until_signed(100, safety_net));
    grow(200);
    EXPECT_TRUE(verify_consistency(100, 300, log_->prove_consistency(100, 300), other.newest()->checkpoint.root,
                                   log_->newest()->checkpoint.root));
}

TEST_F(MerkleLogTest, ShowsTilesAndKeepsThoseOfALevelOneBehindAnother) {
    auto& log = open();
    grow(600);
    const auto bytes_of_leaves = [](std::int64_t from, std::int64_t to) {
        std::string bytes;
        for (std::int64_t i = from; i < to; ++i) {
            const auto leaf = leaf_hash(std::to_string(i));
            bytes.append(leaf.begin(), leaf.end());
        }
        return bytes;
    };
    EXPECT_EQ(log.tile("tile/0/000"), bytes_of_leaves(0, 256));
    EXPECT_EQ(log.tile("tile/0/002.p/88"), bytes_of_leaves(512, 600));
    EXPECT_EQ(log.tile("tile/0/002.p/17"), bytes_of_leaves(512, 529)) << "of an older size";
    EXPECT_EQ(log.tile("tile/0/001.p/17"), bytes_of_leaves(256, 273)) << "of an older size, full by now";
    const auto left = perfect_root_of(0, 256), right = perfect_root_of(256, 256);
    EXPECT_EQ(log.tile("tile/1/000.p/2"),
              std::string(left.begin(), left.end()) + std::string(right.begin(), right.end()));
    for (const auto* path : {"tile/0/002", "tile/0/002.p/89", "tile/0/003.p/1", "tile/1/000", "tile/2/000.p/1",
                             "tile/0/2", "tile/0/x000/002", "tile/entries/000", "tile/8/000", "", "../1/checkpoint",
                             "tile/0/000.p/256", "tile/0/000.p/0", "tile/-1/000", "tile/00/000"})
        EXPECT_EQ(log.tile(path), std::nullopt) << path;
    EXPECT_EQ(read_text(file("checkpoint")), log.tile("checkpoint"));
    EXPECT_EQ(read_text(file("tile/0")), bytes_of_leaves(0, 600));
    EXPECT_EQ(read_text(file("tile/1")), log.tile("tile/1/000.p/2"));
    EXPECT_FALSE(std::filesystem::exists(file("tile/2")));
}

TEST_F(MerkleLogTest, WritesEachHashOnceAndCutsOffWhatAKilledProcessLeft) {
    open();
    const auto hashes_on_disk = [this](int level) {
        return std::filesystem::file_size(file("tile/" + std::to_string(level))) / sizeof(Hash);
    };
    for (const auto& [size, of_leaves, of_tiles] :
         {std::tuple{300, 300, 1}, {301, 301, 1}, {512, 512, 2}, {513, 513, 2}}) {
        grow(size - store_.head().position);
        EXPECT_EQ(hashes_on_disk(0), of_leaves);
        EXPECT_EQ(hashes_on_disk(1), of_tiles);
    }
    close();
    const auto signed_leaves = read_text(file("tile/0"));
    std::ofstream(file("tile/0"), std::ios::app) << std::string(40, 'x');
    std::ofstream(file("tile/1"), std::ios::app) << "half";
    std::ofstream(file("checkpoint.new")) << "unfinished";
    open();
    EXPECT_TRUE(comes_true([&] { return hashes_on_disk(0) == 513 && hashes_on_disk(1) == 2; }));
    EXPECT_EQ(read_text(file("tile/0")), signed_leaves);
    EXPECT_TRUE(comes_true([&] { return !std::filesystem::exists(file("checkpoint.new")); }));
    grow(1);
    EXPECT_EQ(log_->newest()->checkpoint.root, true_root(514));
}

TEST_F(MerkleLogTest, ProvesForManyWhileItGrowsConcurrently) {
    auto& log = open();
    grow(1);
    std::atomic<bool> is_over = false;
    std::vector<std::thread> readers;
    for (int i = 0; i < 3; ++i) {
        readers.emplace_back([&log, &is_over, i] {
            std::mt19937_64 random(static_cast<std::uint64_t>(i));
            while (!is_over) {
                const auto size = log.newest()->checkpoint.size;
                expect_proofs(log, std::uniform_int_distribution<std::int64_t>(1, size)(random), size);
            }
        });
    }
    for (int i = 0; i < 40; ++i) grow(97);
    is_over = true;
    for (auto& reader : readers) reader.join();
    EXPECT_EQ(log.newest()->checkpoint.root, true_root(1 + 40 * 97));
}

TEST(TileName, IsWrittenInGroupsOfThreeDigits) {
    EXPECT_EQ(tile_path({0, 1234067}), "tile/0/x001/x234/067");
    EXPECT_EQ(tile_path({0, 0, 17}), "tile/0/000.p/17");
    EXPECT_EQ(tile_path({3, 999}), "tile/3/999");
    EXPECT_EQ(tile_path({1, 1000, 1}), "tile/1/x001/000.p/1");
    for (const TileName name : {TileName{0, 1234067}, TileName{0, 0, 17}, TileName{7, 1000, 255}})
        EXPECT_EQ(parse_tile_path(tile_path(name)), name);
}

TEST(TileName, KnowsHowWideATileIs) {  // the example of the specification
    EXPECT_EQ(full_tiles(0, 70'000), 273);
    EXPECT_EQ(full_tiles(1, 70'000), 1);
    EXPECT_EQ(full_tiles(max_tile_level, 70'000), 0);
    EXPECT_EQ(width_of_tile(0, 272, 70'000), 256);
    EXPECT_EQ(width_of_tile(0, 273, 70'000), 112);
    EXPECT_EQ(width_of_tile(0, 274, 70'000), 0);
    EXPECT_EQ(width_of_tile(1, 0, 70'000), 256);
    EXPECT_EQ(width_of_tile(1, 1, 70'000), 17);
    EXPECT_EQ(width_of_tile(2, 0, 70'000), 1);
    EXPECT_EQ(width_of_tile(3, 0, 70'000), 0);
    EXPECT_EQ(width_of_tile(0, 0, 256), 256);
    EXPECT_EQ(width_of_tile(0, 1, 256), 0);
}

}  // namespace

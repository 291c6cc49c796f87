// SPDX-License-Identifier: Apache-2.0
// kill -9 at every step between a tile and a shown checkpoint: the next process goes on, and signs nothing that
// contradicts what anybody saw.
#include "eventstore/failpoints.hpp"

#ifdef SUOLEDGER_WITH_FAILPOINTS

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <iterator>
#include <map>
#include <thread>

#include "tests/eventstore/merkle/merkle_log_fixture.hpp"

using namespace suoledger;
using namespace suoledger::eventstore;

namespace {

/// Keeps every checkpoint that left, whatever becomes of the process: one file each.
class FolderSink final : public CheckpointSink {
public:
    explicit FolderSink(std::filesystem::path folder) : folder_(std::move(folder)) {
        std::filesystem::create_directories(folder_);
    }
    [[nodiscard]] std::string_view name() const override { return "folder"; }
    void publish_loss(std::int64_t, std::string_view) override {}
    void publish(const SignedCheckpoint& checkpoint) override {
        const auto path = folder_ / std::to_string(checkpoint.checkpoint.size);
        std::ofstream(path.string() + ".new") << checkpoint.note;
        std::filesystem::rename(path.string() + ".new", path);
    }

private:
    std::filesystem::path folder_;
};

class MerkleLogKilled : public MerkleLogTest, public testing::WithParamInterface<const char*> {
protected:
    MerkleLogOptions with_sink() {
        auto all = options();
        all.sinks.push_back(std::make_unique<FolderSink>(directory_ / "published"));
        return all;
    }
    /// In a process of its own, which dies at the failpoint while it signs `count` more leaves.
    void grow_and_die(std::int64_t count) {
        close();  // threads do not live through a fork
        const pid_t child = ::fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            open(with_sink());
            failpoints::set(GetParam(), FailpointAction::kill);
            log_->committed(store_.append(count));
            ::alarm(60);  // should it not be met
            while (true) ::pause();
        }
        int status = 0;
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << GetParam() << " was not met";
        store_.append(count);
    }
    /// What left, by size; each is of the true log.
    void expect_published_to_be_consistent() {
        const auto verifiers = known_keys().verifiers(1);
        std::map<std::int64_t, Checkpoint> published;
        for (const auto& entry : std::filesystem::directory_iterator(directory_ / "published")) {
            std::ifstream stream(entry.path());
            const std::string note{std::istreambuf_iterator<char>(stream), {}};
            const auto opened = open_note(note, verifiers);
            ASSERT_TRUE(opened) << entry.path();
            const auto checkpoint = parse_checkpoint(opened->text);
            published.emplace(checkpoint->size, *checkpoint);
        }
        const auto newest = *log_->newest();
        for (const auto& [size, checkpoint] : published) {
            EXPECT_TRUE(verify_consistency(size, newest.checkpoint.size,
                                           log_->prove_consistency(size, newest.checkpoint.size), checkpoint.root,
                                           newest.checkpoint.root))
                << size;
        }
        EXPECT_GE(published.size(), 2U);
    }
};

TEST_P(MerkleLogKilled, GoesOnAndContradictsNothingThatWasSeen) {
    open(with_sink());
    grow(250);
    for (const std::int64_t more : {3, 300, 2'000}) {
        grow_and_die(more);
        if (HasFatalFailure()) return;
        open(with_sink());
        EXPECT_GE(log_->newest()->checkpoint.size, 250);
        EXPECT_TRUE(log_->wait_until_signed(store_.head().position, safety_net)) << log_->contradiction();
        EXPECT_EQ(log_->newest()->checkpoint.root, true_root(store_.head().position));
        grow(2);
    }
    const auto size = log_->newest()->checkpoint.size;
    open(with_sink());
    EXPECT_EQ(log_->newest()->checkpoint.size, size);
    EXPECT_TRUE(lines_.all().empty()) << "a kill damages no tile: " << lines_.all().front();
    for (const std::int64_t position : {std::int64_t{1}, std::int64_t{250}, std::int64_t{1'000}, size}) {
        EXPECT_TRUE(verify_inclusion(position - 1, size, leaf_hash(std::to_string(position - 1)),
                                     log_->prove_inclusion(position, size), log_->root(size)));
    }
    close();
    open();
    expect_published_to_be_consistent();
}

TEST_F(MerkleLogTest, ShowsNobodyWhatIsNotOnTheDisk) {
    open();
    grow(10);
    for (const auto* step :
         {"merkle.before_tiles", "merkle.tile_written", "merkle.level_durable", "merkle.tiles_durable",
          "merkle.checkpoint_written", "merkle.checkpoint_renamed", "merkle.checkpoint_durable"}) {
        const auto before = *log_->newest();
        failpoints::set(step, FailpointAction::hold, 1);
        const auto batch = store_.append(1);
        log_->committed(batch);
        std::thread waiter([&] { EXPECT_TRUE(log_->wait_until_signed(batch->back().position, safety_net)); });
        EXPECT_TRUE(failpoints::wait_until_held(step)) << step;
        EXPECT_EQ(log_->newest()->note, before.note) << step;
        EXPECT_EQ(log_->tile("checkpoint"), before.note) << step;
        EXPECT_THROW((void)log_->root(before.checkpoint.size + 1), std::invalid_argument) << step;
        failpoints::set(step, FailpointAction::off);
        waiter.join();
        EXPECT_EQ(log_->newest()->checkpoint.size, before.checkpoint.size + 1);
    }
}

TEST_F(MerkleLogTest, GoesOnAfterAFaultOfTheDisk) {
    open();
    grow(10);
    for (const auto* step :
         {"merkle.tile_written", "merkle.level_durable", "merkle.checkpoint_written", "merkle.checkpoint_renamed"}) {
        failpoints::set(step, FailpointAction::throw_fault, 2);
        grow(300);
        EXPECT_EQ(log_->newest()->checkpoint.root, true_root(store_.head().position)) << step;
    }
    EXPECT_EQ(alarms_.all().size(), 4U) << "once for each time, not for each try";
    EXPECT_EQ(log_->contradiction(), "");
}

INSTANTIATE_TEST_SUITE_P(AtEveryStep, MerkleLogKilled,
                         testing::Values("merkle.before_tiles", "merkle.tile_written", "merkle.level_durable",
                                         "merkle.tiles_durable", "merkle.checkpoint_written",
                                         "merkle.checkpoint_renamed", "merkle.checkpoint_durable",
                                         "merkle.checkpoint_shown"),
                         [](const auto& failpoint) {
                             std::string name = failpoint.param;
                             name[name.find('.')] = '_';
                             return name;
                         });

}  // namespace

#endif

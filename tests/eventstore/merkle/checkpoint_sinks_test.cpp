// SPDX-License-Identifier: Apache-2.0
// Checkpoints on their way out: in order, none held up by another sink, the newest again after a failure.
#include <condition_variable>

#include "eventstore/merkle/checkpoint_publisher.hpp"
#include "tests/eventstore/merkle/merkle_log_fixture.hpp"

using namespace suoledger::eventstore;

namespace {

/// Keeps sizes; fails and blocks when it is told to.
struct Kept {
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<std::int64_t> sizes;
    int failures = 0;  // so many tries from now on
    int tries = 0;
    bool is_blocked = false;

    void set(int failing, bool blocked = false) {
        const std::lock_guard lock(mutex);
        failures = failing;
        is_blocked = blocked;
        changed.notify_all();
    }
    bool wait(auto condition) {
        std::unique_lock lock(mutex);
        return changed.wait_for(lock, safety_net, [&] { return condition(); });
    }
};

class KeepingSink final : public CheckpointSink {
public:
    explicit KeepingSink(std::shared_ptr<Kept> kept, std::string name = "kept")
        : kept_(std::move(kept)), name_(std::move(name)) {}
    [[nodiscard]] std::string_view name() const override { return name_; }
    void publish_loss(std::int64_t, std::string_view) override {}
    void publish(const SignedCheckpoint& checkpoint) override {
        std::unique_lock lock(kept_->mutex);
        ++kept_->tries;
        kept_->changed.notify_all();
        kept_->changed.wait(lock, [this] { return !kept_->is_blocked; });
        if (kept_->failures > 0) {
            --kept_->failures;
            throw std::runtime_error("the sink is away");
        }
        kept_->sizes.push_back(checkpoint.checkpoint.size);
        kept_->changed.notify_all();
    }

private:
    std::shared_ptr<Kept> kept_;
    std::string name_;
};

class CheckpointSinks : public MerkleLogTest {
protected:
    MerkleLogOptions with_sinks() {
        auto all = options();
        all.sinks.push_back(std::make_unique<KeepingSink>(first_, "first"));
        all.sinks.push_back(std::make_unique<KeepingSink>(second_, "second"));
        return all;
    }
    const std::shared_ptr<Kept> first_ = std::make_shared<Kept>(), second_ = std::make_shared<Kept>();
};

using Sizes = std::vector<std::int64_t>;

TEST_F(CheckpointSinks, GetEveryCheckpointInOrder) {
    open(with_sinks());
    for (int i = 0; i < 20; ++i) grow(1);
    Sizes expected;
    for (std::int64_t size = 1; size <= 20; ++size) expected.push_back(size);
    for (const auto& sink : {first_, second_}) {
        EXPECT_TRUE(sink->wait([&] { return sink->sizes.size() == 20; }));
        EXPECT_EQ(sink->sizes, expected);
    }
    close();  // a size is counted behind the call of the sink
    EXPECT_EQ(metrics_.value(R"(checkpoint_sink_size{sink="second"})"), 20);
}

TEST_F(CheckpointSinks, GetTheNewestAtTheStartForItMayHaveReachedNobody) {
    open();
    grow(5);
    open(with_sinks());
    EXPECT_TRUE(first_->wait([&] { return first_->sizes == Sizes{5}; }));
}

TEST_F(CheckpointSinks, DoNotWaitForOneAnother) {
    first_->set(0, true);
    open(with_sinks());
    grow(1);
    grow(1);
    EXPECT_TRUE(second_->wait([&] { return second_->sizes == (Sizes{1, 2}); }));
    EXPECT_TRUE(first_->sizes.empty());
    first_->set(0, false);
    EXPECT_TRUE(first_->wait([&] { return first_->sizes == (Sizes{1, 2}); }));
}

TEST(CheckpointPublisher, TriesTheNewestAgainUntilItArrives) {
    const auto kept = std::make_shared<Kept>();
    MemoryMetrics metrics;
    Told alarms;
    const auto checkpoint_of = [](std::int64_t size) {
        SignedCheckpoint checkpoint;
        checkpoint.checkpoint.size = size;
        return checkpoint;
    };
    kept->set(3);
    CheckpointPublisher publisher(
        std::make_unique<KeepingSink>(kept), metrics, [&alarms](std::string_view text) { alarms.add(text); },
        {.queued = 8, .first_pause = std::chrono::milliseconds(1), .longest_pause = std::chrono::milliseconds(2)});
    publisher.publish(checkpoint_of(1));
    EXPECT_TRUE(kept->wait([&] { return kept->tries > 0; }));
    publisher.publish(checkpoint_of(2));
    publisher.publish(checkpoint_of(3));
    EXPECT_TRUE(kept->wait([&] { return !kept->sizes.empty() && kept->sizes.back() == 3; }));
    EXPECT_EQ(metrics.value(R"(checkpoint_sink_failures_total{sink="kept"})"), 3);
    ASSERT_EQ(alarms.all().size(), 1U) << "once for each time that it goes away";
    EXPECT_NE(alarms.all().front().find("kept: the sink is away"), std::string::npos);
}

TEST(CheckpointPublisher, ForgetsWhatLiesBetweenWhenItsSinkFallsFarBehind) {
    const auto kept = std::make_shared<Kept>();
    NullMetrics metrics;
    kept->set(0, true);
    {
        CheckpointPublisher publisher(std::make_unique<KeepingSink>(kept), metrics, {}, {.queued = 4});
        SignedCheckpoint checkpoint;
        for (std::int64_t size = 1; size <= 100; ++size) {
            checkpoint.checkpoint.size = size;
            publisher.publish(checkpoint);
            if (size == 1) {
                EXPECT_TRUE(kept->wait([&] { return kept->tries == 1; }));
            }
        }
        kept->set(0, false);
        EXPECT_TRUE(kept->wait([&] { return !kept->sizes.empty() && kept->sizes.back() == 100; }));
    }
    EXPECT_LE(kept->sizes.size(), 5U);
    EXPECT_TRUE(std::ranges::is_sorted(kept->sizes));
}

}  // namespace

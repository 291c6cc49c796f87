// SPDX-License-Identifier: Apache-2.0
// Rebuilding while the log grows, is replaced, or is out of reach: what is read stays right.
#include <algorithm>
#include <atomic>
#include <future>
#include <map>
#include <thread>

#include <gtest/gtest.h>

#include "eventstore/codec.hpp"
#include "eventstore/failpoints.hpp"
#include "tests/projections/rebuilt_log.hpp"

using namespace suoledger;
using namespace suoledger::projections;
using eventstore::FailpointAction;
namespace failpoints = eventstore::failpoints;

namespace {

/// So that a short history takes many portions and files, and more than one attempt to come near.
RunnerLimits small_steps() {
    RunnerLimits limits;
    limits.batch_events = 4;
    limits.rebuild_portion_events = 7;
    limits.rebuild_bytes_ahead = 1;  // a portion, so that the log is needed to the end
    limits.rebuild_bytes = std::size_t{32} * 1024;
    limits.head_poll = std::chrono::milliseconds(5);
    return limits;
}

/// Reads as long as it lives; whatever it sees of one projection at one position must be the same.
class Reader {
public:
    explicit Reader(RocksReadModels& models) : models_(models), thread_([this] { read(); }) {}
    ~Reader() {
        done_ = true;
        thread_.join();
    }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

private:
    void read() {
        std::int64_t last = 0;
        std::map<std::string, std::int64_t> last_listed, last_digested;
        while (!done_ && !testing::Test::HasFailure()) {
            std::this_thread::yield();
            try {
                const auto position = models_.snapshot()->position().position;
                EXPECT_GE(position, last);
                last = position;
                for (const auto& status : models_.status()) {
                    EXPECT_GE(status.position.position, last_listed[status.name]) << status.name;
                    last_listed[status.name] = status.position.position;
                    const auto [digest, at] = models_.digest(status.name);
                    EXPECT_GE(at.position, last_digested[status.name]) << status.name;
                    last_digested[status.name] = at.position;
                    const auto [first, is_new] = seen_.try_emplace({status.name, at.position}, digest);
                    EXPECT_EQ(first->second, digest) << status.name << " at " << at.position;
                }
            } catch (const std::exception& fault) {
                ADD_FAILURE() << "a read failed: " << fault.what();
                return;
            }
        }
    }

    RocksReadModels& models_;
    std::map<std::pair<std::string, std::int64_t>, std::string> seen_;
    std::atomic<bool> done_ = false;
    std::thread thread_;
};

using ConcurrentLiveRebuild = RebuiltLog;

TEST_F(ConcurrentLiveRebuild, OfEveryProjectionFailsNoReadAndTakesNoneBack) {
    const auto history = random_history(printed_seed(), 150);
    const auto count = history.events.size();
    const auto expected = digests_of_one_fold(history);
    ListedLog log(history.events);
    log.show(20);
    auto models = caught_up("live", log, small_steps());
    {
        const Reader one(*models), another(*models);
        std::thread writer([&] {
            for (std::size_t next = 20; next < count; ++next) {
                log.show(next + 1);
                models->committed(batch_of(history, next, next + 1));
                std::this_thread::yield();
            }
        });
        for (const auto& projection : all_projections()) models->rebuild(projection.name);
        std::vector<std::future<void>> together;
        for (const auto& projection : all_projections())
            together.push_back(
                std::async(std::launch::async, [&models, &projection] { models->rebuild(projection.name); }));
        for (auto& each : together) each.get();
        writer.join();
        ASSERT_TRUE(wait_for(*models, count));
        for (const auto& projection : all_projections()) models->rebuild(projection.name);
    }
    EXPECT_EQ(digests(*models), expected);
    models = nullptr;
    models = open("live", log);
    EXPECT_EQ(digests(*models), expected) << "opened anew";
}

TEST_F(ConcurrentLiveRebuild, ComesNearAgainWhenTheLogMovesOnBeforeTheSwitch) {
    const auto history = random_history(printed_seed(), 100);
    const auto count = history.events.size();
    const auto expected = digests_of_one_fold(history);
    ListedLog log(history.events);
    log.show(count / 3);
    auto models = caught_up("moving", log, small_steps());
    HeldRebuild rebuilt(*models, "customers", "projections.rebuild_before_switch");
    log.show(2 * count / 3);
    models->committed(batch_of(history, count / 3, 2 * count / 3));
    EXPECT_EQ(models->snapshot()->position().position, static_cast<std::int64_t>(count / 3));
    rebuilt.finish();
    log.show(count);
    models->committed(batch_of(history, 2 * count / 3, count));
    ASSERT_TRUE(wait_for(*models, count));
    EXPECT_EQ(digests(*models), expected);
}

TEST_F(ConcurrentLiveRebuild, BeginsAgainWhenTheLogIsReplacedMeanwhile) {
    const auto history = random_history(printed_seed(), 100);
    const auto count = history.events.size();
    const auto expected = digests_of_one_fold(history);
    ListedLog log(history.events);
    auto models = caught_up("replaced", log, small_steps());
    HeldRebuild rebuilt(*models, "invoices", "projections.rebuild_folded");
    log.set_epoch(2);
    ASSERT_TRUE(said_.wait_for("invoices stood at position " + std::to_string(count) + " of epoch 1"));
    ASSERT_TRUE(eventually([&] {
        const auto status = models->status();
        return std::ranges::all_of(status, [](const auto& each) { return each.position.epoch == 2; });
    }));
    rebuilt.finish();
    ASSERT_TRUE(wait_for(*models, count));
    EXPECT_EQ(digests(*models), expected);
    for (const auto& status : models->status()) EXPECT_EQ(status.position.epoch, 2) << status.name;
}

TEST_F(ConcurrentLiveRebuild, DoesNotGoOnWithRowsOfAnotherLog) {
    const auto history = random_history(printed_seed(), 60);
    const auto expected = digests_of_one_fold(history);
    ListedLog log(history.events);
    {
        auto models = caught_up("left", log);
    }
    {
        Database database({.directory = root_ / "left"});
        const auto rows = database.next_rows(ProjectionId::journal, 1, 1024);
        for (std::size_t i = 0; i < 5; ++i) {
            auto event = history.events[i];
            event.leaf_hash[0] ^= 1;
            rows->fold({event, eventstore::decode(event.event_type, event.schema_version, event.payload,
                                                  event.stream.tenant, event.event_id, nullptr)});
        }
        rows->flush();
    }
    auto models = open("left", log, small_steps());
    models->start();
    ASSERT_TRUE(said_.wait_for("journal is rebuilt from the first event again"));
    ASSERT_TRUE(wait_for_rebuilds(*models));
    EXPECT_EQ(digests(*models), expected);
    EXPECT_EQ(metrics_.value("projection_rebuild_progress{projection=\"journal\"}"), 1);
}

TEST_F(ConcurrentLiveRebuild, WaitsOutALogThatIsOutOfReachAndKeepsWhatItHas) {
    const auto history = random_history(printed_seed(), 100);
    const auto expected = digests_of_one_fold(history);
    ListedLog log(history.events);
    auto models = caught_up("cut-off", log, small_steps());
    HeldRebuild rebuilt(*models, "payments", "projections.rebuild_folded");
    log.be_out_of_reach(true);
    rebuilt.let_go();
    ASSERT_TRUE(said_.wait_for("rebuilding pauses", 2));
    for (const auto& status : models->status()) {
        if (status.name != "payments") continue;
        EXPECT_GT(status.rebuild.value().position, 0);
    }
    log.be_out_of_reach(false);
    rebuilt.finish();
    EXPECT_EQ(digests(*models), expected);
    EXPECT_FALSE(said_.has("from the first event again"));
}

TEST_F(ConcurrentLiveRebuild, FailsAloneWhenAnEventCannotBeFolded) {
    const auto history = random_history(printed_seed(), 60);
    const auto expected = digests_of_one_fold(history);
    ListedLog log(history.events);
    auto models = caught_up("failing", log);
    failpoints::set("projections.rebuild_folded", FailpointAction::throw_fault, 1);
    EXPECT_THROW(models->rebuild("invoices"), FoldFault);
    EXPECT_EQ(digests(*models), expected);
    for (const auto& status : models->status()) EXPECT_FALSE(status.rebuild) << status.name;
    models->rebuild("invoices");
    EXPECT_EQ(digests(*models), expected);
}

TEST_F(ConcurrentLiveRebuild, OfOneFailsAndThoseBesideItServe) {
    const auto history = random_history(printed_seed(), 100);
    const auto expected = digests_of_one_fold(history);
    ListedLog log(history.events);
    auto models = caught_up("one-fails", log, small_steps());
    failpoints::set("projections.rebuild_before_ingestion", FailpointAction::throw_fault, 1);
    std::vector<std::future<void>> together;
    for (const auto& projection : all_projections())
        together.push_back(
            std::async(std::launch::async, [&models, &projection] { models->rebuild(projection.name); }));
    std::size_t failed = 0;
    for (auto& each : together) {
        try {
            each.get();
        } catch (const FoldFault&) {
            ++failed;
        }
    }
    EXPECT_EQ(failed, 1U);
    EXPECT_EQ(digests(*models), expected);
    for (const auto& status : models->status()) EXPECT_FALSE(status.rebuild) << status.name;
    for (const auto& projection : all_projections()) models->rebuild(projection.name);
    EXPECT_EQ(digests(*models), expected);
}

TEST_F(ConcurrentLiveRebuild, IsJoinedByOthersThatAreAskedForWhenItHasBarelyBegun) {
    const auto history = random_history(printed_seed(), 100);
    const auto expected = digests_of_one_fold(history);
    ListedLog log(history.events);
    const auto limits = small_steps();
    auto models = caught_up("joined", log, limits);
    const auto reads = [this] { return metrics_.value("projection_log_reads_total"); };
    const auto before = reads();
    HeldRebuild first(*models, "invoices", "projections.rebuild_folded");
    for (const auto& projection : all_projections()) models->start_rebuild(projection.name);
    first.finish();
    ASSERT_TRUE(wait_for_rebuilds(*models));
    EXPECT_EQ(digests(*models), expected);
    // The first portion is read again for those that join, the last one by the runner for each that it switches to.
    const auto portions = history.events.size() / static_cast<std::size_t>(limits.rebuild_portion_events) + 1;
    ASSERT_GT(portions, projection_count + 1) << "else this could not tell one reading from two";
    EXPECT_LE(reads() - before, static_cast<double>(portions + 1 + projection_count));
}

TEST(TimeLeft, IsWhatTheRateSoFarPromises) {
    using std::chrono::seconds;
    EXPECT_EQ(time_left(0, 100, seconds(5)), std::nullopt);
    EXPECT_EQ(time_left(50, 100, seconds(5)), seconds(10));
    EXPECT_EQ(time_left(3, 1, seconds(1)), seconds(1)) << "rounded up";
    EXPECT_EQ(time_left(50, 0, seconds(5)), seconds(0));
    EXPECT_EQ(time_left(1, 4'000'000'000'000'000, seconds(1)), seconds(4'000'000'000'000'000));
}

}  // namespace

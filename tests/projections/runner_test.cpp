// SPDX-License-Identifier: Apache-2.0
// Following the log on a thread: whatever way events arrive, the rows are those of the log, and who waits is told.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <future>
#include <random>

#include <gtest/gtest.h>

#include "tests/projections/followed_log.hpp"

using namespace suoledger;
using namespace suoledger::projections;

namespace {

using ConcurrentRunner = FollowedLog;

/// Hands over what [from, until) holds in one of the ways in which a node hears of it.
void tell(RocksReadModels& models, ListedLog& log, const History& history, std::size_t from, std::size_t until,
          std::mt19937_64& random) {
    log.show(until);
    switch (random() % 5) {
        case 0:  // appended by another node
            models.notify_head(static_cast<std::int64_t>(until));
            break;
        case 1:  // the batch before it was another node's
            models.committed(batch_of(history, (from + until) / 2, until));
            break;
        case 2:  // twice
            models.committed(batch_of(history, from, until));
            models.committed(batch_of(history, from, until));
            break;
        case 3:  // with what was told before
            models.committed(batch_of(history, from / 2, until));
            break;
        default:
            models.committed(batch_of(history, from, until));
    }
}

TEST_F(ConcurrentRunner, HasTheRowsOfTheLogHoweverItHearsOfIt) {
    std::mt19937_64 random(printed_seed());
    const auto history = random_history(random(), 250);
    const auto expected = digests_of_one_fold(history);
    ListedLog log(history.events);
    log.show(0);
    auto models = open("followed", log);
    models->start();
    for (std::size_t next = 0; next < history.events.size();) {
        const auto until = std::min(history.events.size(), next + 1 + random() % 30);
        tell(*models, log, history, next, until, random);
        next = until;
    }
    ASSERT_TRUE(wait_for(*models, history.events.size()));
    EXPECT_EQ(digests(*models), expected);
    EXPECT_EQ(metrics_.value("projection_faults_total{kind=\"fold\"}"), 0) << "gaps are no faults";
    for (const auto& projection : all_projections()) {
        models->rebuild(projection.name);
        EXPECT_EQ(digests(*models), expected) << projection.name;
    }
}

TEST_F(ConcurrentRunner, GoesOnWhereverItWasStopped) {
    std::mt19937_64 random(printed_seed());
    const auto history = random_history(random(), 150);
    const auto expected = digests_of_one_fold(history);
    ListedLog log(history.events);
    log.show(0);
    std::size_t next = 0;
    int starts = 0;
    while (next < history.events.size()) {
        auto models = open("restarted", log);
        ++starts;
        models->start();
        for (auto batches = random() % 4; batches > 0 && next < history.events.size(); --batches) {
            const auto until = std::min(history.events.size(), next + 1 + random() % 30);
            tell(*models, log, history, next, until, random);
            next = until;
        }
        if (random() % 2 == 0) models->stop();
    }
    EXPECT_GT(starts, 2);
    auto models = open("restarted", log);
    models->start();
    ASSERT_TRUE(wait_for(*models, history.events.size()));
    EXPECT_EQ(digests(*models), expected);
}

TEST_F(ConcurrentRunner, CatchesUpWithWhatItFindsAtStart) {
    const auto history = random_history(printed_seed(), 60);
    ListedLog log(history.events);
    auto models = open("late", log);
    EXPECT_FALSE(models->caught_up());
    models->start();
    ASSERT_TRUE(wait_for(*models, history.events.size()));
    EXPECT_TRUE(models->caught_up());
    const auto head = static_cast<std::int64_t>(history.events.size());
    models->stop();  // after it has reported
    for (const auto& status : models->status()) {
        EXPECT_EQ(status.position,
                  (ProjectionPosition{1, head, history.events.back().leaf_hash, history.events.back().recorded_at}))
            << status.name;
        EXPECT_EQ(status.head_position, head);
        EXPECT_FALSE(status.rebuild);
        EXPECT_EQ(metrics_.value("projection_position{projection=\"" + status.name + "\"}"), static_cast<double>(head));
    }
    EXPECT_EQ(metrics_.value("projection_events_total"), static_cast<double>(head));
    EXPECT_EQ(metrics_.value("projection_lag_events"), 0);
}

TEST_F(ConcurrentRunner, TellsWhoWaitsOnceAndTheTruth) {
    const auto history = random_history(printed_seed(), 30);
    ListedLog log(history.events);
    log.show(5);
    auto models = open("waited", log);
    std::vector<int> told(4, 0);
    const auto note = [&told](std::size_t who) {
        return [&told, who](bool reached) { told[who] += reached ? 1 : 100; };
    };
    models->when_reached(3, note(0));
    models->when_reached(6, note(1));
    models->when_reached(1'000'000, note(2));
    models->start();
    ASSERT_TRUE(wait_for(*models, 5));
    log.show(6);
    models->committed(batch_of(history, 5, 6));
    ASSERT_TRUE(wait_for(*models, 6));
    models->stop();
    models->when_reached(7, note(3));
    EXPECT_EQ(told, (std::vector<int>{1, 1, 100, 100}));
    models->when_reached(6, note(3));
    EXPECT_EQ(told[3], 101) << "what is served is served, stopped or not";
}

TEST_F(ConcurrentRunner, GathersUntilSomebodyIsInAHurry) {
    const auto history = random_history(printed_seed(), 60);
    const auto count = history.events.size();
    ListedLog log(history.events);
    log.show(0);
    constexpr auto never = std::chrono::hours(1);
    auto models = open("gathered", log, {.gathering = never, .gathered_events = 1'000'000, .head_poll = never});
    models->start();
    log.show(1);
    models->committed(batch_of(history, 0, 1));
    ASSERT_TRUE(wait_for(*models, 1)) << "what comes alone is folded at once";
    std::atomic<bool> was_told = false;
    models->when_reached(2, [&](bool reached) { was_told = reached; }, Hurry::no);
    for (std::size_t next = 1; next < count; ++next) {
        log.show(next + 1);
        models->committed(batch_of(history, next, next + 1));
    }
    EXPECT_FALSE(was_told) << "nobody was in a hurry";
    ASSERT_TRUE(wait_for(*models, count));
    EXPECT_TRUE(was_told);
    EXPECT_LE(metrics_.value("projection_batches_total"), 3);
    EXPECT_EQ(digests(*models), digests_of_one_fold(history));
}

TEST_F(ConcurrentRunner, GathersNoMoreThanIsEnough) {
    const auto history = random_history(printed_seed(), 60);
    ListedLog log(history.events);
    log.show(0);
    auto models = open("enough", log, {.gathering = std::chrono::hours(1), .gathered_events = 10});
    models->start();
    std::promise<bool> told;
    models->when_reached(20, [&](bool reached) { told.set_value(reached); }, Hurry::no);
    for (std::size_t next = 0; next < 40; ++next) {
        log.show(next + 1);
        models->committed(batch_of(history, next, next + 1));
    }
    auto reached = told.get_future();
    ASSERT_EQ(reached.wait_for(std::chrono::seconds(60)), std::future_status::ready);
    EXPECT_TRUE(reached.get());
}

TEST_F(ConcurrentRunner, FoldsAnewWhatIsNotOfThisLog) {
    const auto history = random_history(printed_seed(), 60);
    const auto count = history.events.size();
    const auto expected = digests_of_one_fold(history);
    auto other = history;
    other.events[count - 1].leaf_hash[0] ^= 1;
    const auto follow = [&](const History& of, std::int64_t epoch) {
        ListedLog log(of.events, epoch);
        auto models = open("moved", log);
        models->start();
        EXPECT_TRUE(wait_for(*models, count));
        EXPECT_EQ(digests(*models), expected);
        for (const auto& status : models->status()) EXPECT_EQ(status.position.epoch, epoch);
    };
    const std::string folded_anew = "invoices stood at position " + std::to_string(count) + " of epoch ";
    const std::string rebuilds = "projection_rebuilds_total{projection=\"invoices\"}";
    follow(history, 1);
    follow(history, 1);
    EXPECT_EQ(metrics_.value(rebuilds), 0) << "it is the same log";
    follow(other, 1);
    EXPECT_TRUE(said_.has(folded_anew + "1"));
    EXPECT_EQ(metrics_.value(rebuilds), 1) << "another leaf";
    follow(other, 2);
    EXPECT_EQ(metrics_.value(rebuilds), 2) << "another epoch";
    other.events.pop_back();
    ListedLog shorter(other.events, 2);
    auto models = open("moved", shorter);
    models->start();
    EXPECT_TRUE(said_.wait_for(folded_anew + "2")) << "the position is beyond the log";
    EXPECT_TRUE(wait_for(*models, count - 1));
    EXPECT_EQ(metrics_.value(rebuilds), 3);
}

TEST_F(ConcurrentRunner, WaitsOutALogThatIsOutOfReachAndComparesAgain) {
    const auto history = random_history(printed_seed(), 60);
    const auto expected = digests_of_one_fold(history);
    ListedLog log(history.events);
    log.be_out_of_reach(true);
    auto models = open("cut-off", log);
    models->start();
    ASSERT_TRUE(said_.wait_for("out of reach", 2));
    EXPECT_FALSE(models->caught_up());
    log.be_out_of_reach(false);
    ASSERT_TRUE(wait_for(*models, history.events.size()));
    EXPECT_EQ(digests(*models), expected);
    log.be_out_of_reach(true);
    models->notify_head(static_cast<std::int64_t>(history.events.size()) + 1);
    ASSERT_TRUE(said_.wait_for("out of reach", 3));
    log.set_epoch(2);  // restored meanwhile
    log.be_out_of_reach(false);
    ASSERT_TRUE(said_.wait_for("(epoch 2"));
    ASSERT_TRUE(wait_for(*models, history.events.size()));
    EXPECT_EQ(digests(*models), expected);
}

TEST_F(ConcurrentRunner, TakesAWrongHeadForWhatItIs) {
    const auto history = random_history(printed_seed(), 30);
    ListedLog log(history.events);
    log.show(4);
    auto models = open("misled", log);
    models->start();
    ASSERT_TRUE(wait_for(*models, 4));
    const auto reads = metrics_.value("projection_log_reads_total");
    models->notify_head(1'000'000);
    EXPECT_TRUE(eventually([&] { return models->status().front().head_position == 4; }));
    EXPECT_EQ(metrics_.value("projection_log_reads_total"), reads + 1) << "asked once, not without end";
    log.show(6);
    models->committed(batch_of(history, 4, 6));
    EXPECT_TRUE(wait_for(*models, 6));
}

TEST_F(ConcurrentRunner, StopsBeforeAnEventThatCannotBeFoldedAndDoesNotTryAgainAtOnce) {
    auto history = random_history(printed_seed(), 250);
    const auto payment_is_moved = [](const auto& event) { return event.event_type == "payment_allocated"; };
    const auto bad = std::ranges::find_if(history.events, payment_is_moved);
    ASSERT_NE(bad, history.events.end());
    bad->stream.id.bytes[0] ^= 1;  // of a payment that was never received
    const auto before = static_cast<std::size_t>(bad - history.events.begin());
    ListedLog log(history.events);
    auto models = open("stuck", log);
    models->start();
    ASSERT_TRUE(said_.wait_for("cannot be folded: payments: "));
    EXPECT_TRUE(wait_for(*models, before));
    EXPECT_FALSE(models->caught_up());
    for (std::size_t i = before; i < history.events.size(); ++i) models->committed(batch_of(history, i, i + 1));
    models->rebuild("journal");  // somebody acts: tried once more
    ASSERT_TRUE(said_.wait_for("cannot be folded", 2));
    EXPECT_EQ(metrics_.value("projection_faults_total{kind=\"fold\"}"), 2);
    for (const auto& status : models->status()) EXPECT_EQ(status.position.position, static_cast<std::int64_t>(before));
    models->stop();
}

}  // namespace

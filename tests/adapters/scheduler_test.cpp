// SPDX-License-Identifier: Apache-2.0
// Timed work is done once, in order, by one runner at a time, and caught up with. The clock is the test's.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "adapters/schedule/scheduler.hpp"
#include "eventstore/event_store.hpp"

using namespace suoledger;
using namespace suoledger::adapters;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

constexpr std::int64_t minute = 60'000'000;

domain::Uuid holder(std::uint8_t number) {
    domain::Uuid id;
    id.bytes[15] = number;
    return id;
}

using Turns = std::vector<std::pair<std::int64_t, std::int64_t>>;  // in minutes

/// A deployment: tables that processes share, and a clock.
class Schedule : public testing::Test {
protected:
    TimedTask task(const std::string& name, CatchUp catch_up = CatchUp::as_one) {
        return {.name = name,
                .every = std::chrono::minutes(10),
                .catch_up = catch_up,
                .first_look_back = std::chrono::minutes(30),
                .run = [this](const Turn& turn) {
                    if (const auto act = std::exchange(on_turn_, {})) act(turn);
                    turns_.emplace_back(turn.from.microseconds / minute, turn.due.microseconds / minute);
                }};
    }
    Scheduler process(std::uint8_t number, std::vector<TimedTask> tasks) {
        return Scheduler({.leases = leases_,
                          .done = done_,
                          .holder = holder(number),
                          .now = [this] { return now_; },
                          .on_failure =
                              [this](std::string_view name, std::string_view why) {
                                  failures_.push_back(std::string(name) + ": " + std::string(why));
                              }},
                         std::move(tasks));
    }
    void at(std::int64_t minutes) { now_ = {minutes * minute}; }

    domain::Timestamp now_{1000 * minute};
    eventstore::MemoryLeaseTable leases_;
    eventstore::MemoryTimedWork done_;
    std::function<void(const Turn&)> on_turn_;  // of the next turn only
    Turns turns_;
    std::vector<std::string> failures_;
};

TEST_F(Schedule, RunsOnceForADueTimeAndLooksBackAtFirst) {
    at(1007);
    Scheduler one = process(1, {task("sweep")});
    EXPECT_EQ(one.run_due(), 1U);
    EXPECT_EQ(one.run_due(), 0U);
    at(1009);
    EXPECT_EQ(one.run_due(), 0U);
    at(1010);
    EXPECT_EQ(one.run_due(), 1U);
    EXPECT_THAT(turns_, ElementsAre(std::pair{970, 1000}, std::pair{1000, 1010}));
}

TEST_F(Schedule, CatchesUpAfterADowntimeInOneTurnOrInAll) {
    {
        Scheduler before = process(1, {task("sweep"), task("remind", CatchUp::every_due)});
        before.run_due();
    }
    turns_.clear();
    at(1035);
    Scheduler after = process(2, {task("sweep"), task("remind", CatchUp::every_due)});
    EXPECT_EQ(after.run_due(), 4U);
    EXPECT_THAT(turns_, ElementsAre(std::pair{1000, 1030}, std::pair{1000, 1010}, std::pair{1010, 1020},
                                    std::pair{1020, 1030}));
}

TEST_F(Schedule, HasOneRunner) {
    Scheduler one = process(1, {task("sweep")});
    Scheduler two = process(2, {task("sweep")});
    on_turn_ = [&](const Turn&) { EXPECT_EQ(two.run_due(), 0U) << "the other one is at it"; };
    EXPECT_EQ(one.run_due(), 1U);
    EXPECT_EQ(two.run_due(), 0U) << "it is done";
    EXPECT_EQ(turns_.size(), 1U);
}

TEST_F(Schedule, PassesToAnotherWhenTheRunnerFroze) {
    Scheduler frozen = process(1, {task("sweep"), task("later")});
    Scheduler other = process(2, {task("sweep")});
    std::size_t done_by_other = 0;
    on_turn_ = [&](const Turn&) {
        now_.microseconds += std::chrono::microseconds(HeldLease::lease_duration).count() + 1;
        done_by_other = other.run_due();
    };
    EXPECT_EQ(frozen.run_due(), 0U) << "what it did does not count: its token is old";
    EXPECT_EQ(done_by_other, 1U);
    EXPECT_THAT(failures_, IsEmpty()) << "it is no failure, another one does the work";
    EXPECT_EQ(done_.done_until("later"), std::nullopt) << "it left the rest alone";
    EXPECT_EQ(frozen.run_due(), 1U) << "and goes on when the other one is done";
    EXPECT_NE(done_.done_until("later"), std::nullopt);
}

TEST_F(Schedule, KeepsALeaseThatIsLongInUse) {
    Scheduler one = process(1, {task("sweep")});
    Scheduler two = process(2, {task("sweep")});
    on_turn_ = [&](const Turn& turn) {
        for (int i = 0; i < 10; ++i) {
            now_.microseconds += minute;
            turn.lease.keep();
            EXPECT_EQ(two.run_due(), 0U);
        }
    };
    EXPECT_EQ(one.run_due(), 1U);
    EXPECT_EQ(turns_.size(), 1U);
}

TEST_F(Schedule, StopsAtTheNextStepWhenItsProcessEnds) {
    bool is_ending = false;
    HeldLease lease(leases_, "schedule", holder(1), [this] { return now_; }, [&] { return is_ending; });
    lease.keep();
    is_ending = true;
    EXPECT_THROW(lease.keep(), LeaseLost);
    EXPECT_TRUE(lease.holds()) << "and is given back with it, so that the next need not wait";
}

TEST_F(Schedule, TriesAFailedTurnAgainLaterAndLetsOthersRun) {
    bool is_down = true;
    auto failing = task("sweep");
    failing.run = [&, run = failing.run](const Turn& turn) {
        if (is_down) throw std::runtime_error("provider_unreachable");
        run(turn);
    };
    Scheduler one = process(1, {failing, task("remind")});
    EXPECT_EQ(one.run_due(), 1U);
    EXPECT_THAT(failures_, ElementsAre("sweep: provider_unreachable"));
    EXPECT_EQ(one.run_due(), 0U) << "not at once";
    EXPECT_EQ(failures_.size(), 1U);
    now_.microseconds += minute / 2;
    one.run_due();
    EXPECT_EQ(failures_.size(), 2U) << "after half a minute";
    now_.microseconds += minute / 2;
    one.run_due();
    EXPECT_EQ(failures_.size(), 2U) << "the second wait is longer";
    is_down = false;
    now_.microseconds += minute;
    turns_.clear();
    EXPECT_EQ(one.run_due(), 1U);
    EXPECT_THAT(turns_, ElementsAre(std::pair{970, 1000})) << "the same turn";
}

TEST_F(Schedule, AFailureKeepsWhatWasDoneBefore) {
    auto failing = task("remind", CatchUp::every_due);
    failing.run = [run = failing.run](const Turn& turn) {
        if (turn.due.microseconds / minute == 990) throw std::runtime_error("no");
        run(turn);
    };
    Scheduler one = process(1, {failing});
    one.run_due();
    EXPECT_THAT(turns_, ElementsAre(std::pair{970, 980}));
    EXPECT_EQ(done_.done_until("remind"), domain::Timestamp{980 * minute});
}

TEST_F(Schedule, GivesTheSameTurnTheSameCommandId) {
    HeldLease lease(leases_, "schedule", holder(1), [this] { return now_; });
    HeldLease refused(leases_, "schedule", holder(2), [this] { return now_; });
    EXPECT_TRUE(lease.holds());
    EXPECT_FALSE(refused.holds());
    const Turn first{{0}, {600 * minute}, lease}, again{{300 * minute}, {600 * minute}, refused},
        next{{0}, {610 * minute}, lease};
    const auto instance = [&](const Turn& turn) {
        return command_of_turn("remind", turn, holder(9), domain::Command{}).instance;
    };
    EXPECT_EQ(instance(first), instance(again)) << "whoever runs it, and however far it reaches back";
    EXPECT_NE(instance(first), instance(next));
}

}  // namespace

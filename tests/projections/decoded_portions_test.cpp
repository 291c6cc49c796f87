// SPDX-License-Identifier: Apache-2.0
// Reading ahead of who folds: everything once and in order, failures in their turn, and few portions at a time.
#include "projections/decoded_portions.hpp"

#include <chrono>
#include <numeric>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "eventstore/codec.hpp"
#include "tests/projections/followed_log.hpp"
#include "tests/projections/history.hpp"
#include "tests/projections/listed_log.hpp"

using namespace suoledger;
using namespace suoledger::projections;

namespace {

constexpr std::int64_t portion_events = 5;
constexpr std::size_t any_bytes = std::size_t{1} << 30;

class ConcurrentReadAhead : public testing::Test {
protected:
    const History history_ = random_history(printed_seed(), 200);
    const std::int64_t count_ = static_cast<std::int64_t>(history_.events.size());
    ListedLog log_{history_.events};

    /// Every portion after a position, up to `until`; the position that it came to.
    std::int64_t take_all(DecodedPortions& portions, std::int64_t after, std::int64_t until) {
        while (after < until) {
            for (const auto& portion : portions.after(after, until)) {
                for (const auto& fact : portion->facts) {
                    EXPECT_EQ(++after, fact.recorded.position);
                    EXPECT_EQ(history_.events[static_cast<std::size_t>(after - 1)].event_id, fact.recorded.event_id);
                }
            }
        }
        return after;
    }
    static std::int64_t first_of(const DecodedPortions::Portions& portions) {
        return portions.front()->facts.front().recorded.position;
    }
    /// Of every portion, in order.
    std::vector<std::size_t> bytes_of_all() {
        DecodedPortions portions(log_, portion_events, any_bytes);
        std::vector<std::size_t> bytes;
        for (std::int64_t after = 0; after < count_;) {
            for (const auto& portion : portions.after(after, count_)) {
                bytes.push_back(portion->bytes);
                after = portion->events.back().position;
            }
        }
        return bytes;
    }
};

TEST_F(ConcurrentReadAhead, HandsOutEveryEventOnceInOrderAlsoWhenMoreIsWantedLater) {
    DecodedPortions portions(log_, portion_events, any_bytes);
    const auto came_to = take_all(portions, 0, count_ / 2);
    EXPECT_GE(came_to, count_ / 2);
    EXPECT_EQ(take_all(portions, came_to, count_), count_);
}

TEST_F(ConcurrentReadAhead, BeginsAnewWhereItIsAsked) {
    DecodedPortions portions(log_, portion_events, any_bytes);
    ASSERT_EQ(first_of(portions.after(0, count_)), 1);
    EXPECT_EQ(first_of(portions.after(17, count_)), 18);
    EXPECT_EQ(first_of(portions.after(2, count_)), 3);
    portions.forget();
    EXPECT_EQ(first_of(portions.after(7, count_)), 8);
}

TEST_F(ConcurrentReadAhead, ReadsNoFurtherThanWanted) {
    DecodedPortions portions(log_, portion_events, any_bytes);
    EXPECT_EQ(portions.after(0, portion_events).front()->events.size(), static_cast<std::size_t>(portion_events));
    portions.forget();
    EXPECT_EQ(log_.log_reads(), 1U);
}

TEST_F(ConcurrentReadAhead, HoldsHardlyMoreThanItMayHoweverSlowlyItIsTaken) {
    const auto bytes = bytes_of_all();
    const auto most = std::reduce(bytes.begin(), bytes.end()) / 10;
    const auto reads_before = log_.log_reads();
    DecodedPortions portions(log_, portion_events, most);
    const auto first = portions.after(0, count_);
    auto reads = first.size();
    for (std::size_t ready = 0; ready < most;) ready += bytes.at(reads++);
    ASSERT_LT(reads, bytes.size());
    EXPECT_TRUE(eventually([&] { return log_.log_reads() == reads_before + reads; }));
    std::this_thread::sleep_for(std::chrono::milliseconds(50));  // in which one that does not stop would read on
    EXPECT_EQ(log_.log_reads(), reads_before + reads);
    const auto all_that_is_ready = portions.after(first.back()->events.back().position, count_);
    EXPECT_EQ(all_that_is_ready.size(), reads - first.size());
}

TEST_F(ConcurrentReadAhead, AsksForLittleMoreThanItGets) {
    constexpr std::int64_t most = 64;
    const auto walk_to_the_end = [&](DecodedPortions& portions) {
        for (std::int64_t after = 0; after + most < count_;)
            after = portions.after(after, count_).back()->events.back().position;
    };
    log_.give_at_most(8);
    DecodedPortions portions(log_, most, any_bytes);
    walk_to_the_end(portions);
    portions.forget();
    EXPECT_GT(log_.limit(), 8);
    EXPECT_LE(log_.limit(), 11) << "the rest was sent for nothing";
    log_.give_at_most(1000);
    std::int64_t after = 0;
    std::size_t largest = 0;
    while (after < count_) {
        for (const auto& portion : portions.after(after, count_)) {
            largest = std::max(largest, portion->events.size());
            after = portion->events.back().position;
        }
    }
    EXPECT_EQ(largest, static_cast<std::size_t>(most));
}

TEST_F(ConcurrentReadAhead, FailsInItsTurnOverWhatCannotBeDecoded) {
    auto events = history_.events;
    events[2 * portion_events].payload = "{";
    ListedLog log{events};
    DecodedPortions portions(log, portion_events, any_bytes);
    EXPECT_EQ(take_all(portions, 0, 2 * portion_events), 2 * portion_events);
    EXPECT_THROW(portions.after(2 * portion_events, count_), eventstore::CodecFault);
    EXPECT_EQ(first_of(portions.after(3 * portion_events, count_)), 3 * portion_events + 1);
}

TEST_F(ConcurrentReadAhead, FailsInItsTurnAndGoesOnAfterwards) {
    const auto there = static_cast<std::size_t>(3 * portion_events);
    log_.show(there);
    DecodedPortions portions(log_, portion_events, any_bytes);
    EXPECT_EQ(take_all(portions, 0, static_cast<std::int64_t>(there)), static_cast<std::int64_t>(there));
    EXPECT_THROW(portions.after(static_cast<std::int64_t>(there), count_), eventstore::StoreUnavailable);
    log_.show(history_.events.size());
    log_.be_out_of_reach(true);
    EXPECT_THROW(portions.after(static_cast<std::int64_t>(there), count_), eventstore::StoreUnavailable);
    log_.be_out_of_reach(false);
    EXPECT_EQ(take_all(portions, static_cast<std::int64_t>(there), count_), count_);
}

}  // namespace

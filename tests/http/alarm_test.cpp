// SPDX-License-Identifier: Apache-2.0
// Who sleeps wakes up, and an I/O thread that is to end is not kept by a timer that nobody waits for.
#include <chrono>
#include <memory>

#include <gtest/gtest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "http/slot_parts.hpp"

using namespace suoledger::http;

namespace {

constexpr std::chrono::milliseconds soon{5};

class AlarmOfASleeper : public testing::Test {
protected:
    void sleep_until(Deadline deadline) {
        alarm_->sleep_until(deadline, [this] { ++woken_; });
    }
    static Deadline in(std::chrono::milliseconds span) { return std::chrono::steady_clock::now() + span; }

    asio::io_context io_;
    std::shared_ptr<Alarm> alarm_ = std::make_shared<Alarm>(io_.get_executor());
    int woken_ = 0;
};

TEST_F(AlarmOfASleeper, RingsAtTheDeadline) {
    sleep_until(in(soon));
    io_.run();
    EXPECT_EQ(woken_, 1);
}

TEST_F(AlarmOfASleeper, RingsAtALaterDeadlineThoughTheTimerStandsEarlier) {
    sleep_until(in(soon));
    alarm_->wake();
    const auto later = in(10 * soon);
    sleep_until(later);
    io_.run();
    EXPECT_EQ(woken_, 2);
    EXPECT_GE(std::chrono::steady_clock::now(), later);
}

TEST_F(AlarmOfASleeper, RingsAtAnEarlierDeadline) {
    sleep_until(in(std::chrono::hours(1)));
    alarm_->wake();
    sleep_until(in(soon));
    while (woken_ < 2) io_.run_one();
    alarm_->close();
    io_.run();
    EXPECT_EQ(woken_, 2);
}

/// An earlier deadline's timer fires while somebody sleeps without one.
TEST_F(AlarmOfASleeper, LeavesNoTimerForWhoSleepsWithoutADeadline) {
    sleep_until(in(soon));
    alarm_->wake();
    sleep_until(Deadline::max());
    io_.run_one();
    EXPECT_EQ(woken_, 1);
    io_.poll();
    EXPECT_TRUE(io_.stopped()) << "there is something left to wait for";
    alarm_->wake();
    EXPECT_EQ(woken_, 2);
}

TEST_F(AlarmOfASleeper, LeavesNoTimerWhenStopped) {
    WakeUps wake_ups(io_, false, [](const auto& send) { send(); });
    Waiting waiting(io_.get_executor(), wake_ups);
    asio::co_spawn(io_, waiting.rest_until(in(std::chrono::hours(1))), [&](const std::exception_ptr&) { ++woken_; });
    io_.poll();
    EXPECT_EQ(woken_, 0);
    waiting.stop();
    io_.run();
    EXPECT_EQ(woken_, 1);
}

}  // namespace

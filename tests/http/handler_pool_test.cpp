// SPDX-License-Identifier: Apache-2.0
// How the threads of a pool stand to those that answer commands.
#include "http/handler_pool.hpp"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <functional>
#include <future>
#include <new>
#include <semaphore>
#include <thread>
#include <utility>
#include <vector>

namespace suoledger::http {
namespace {

using eventstore::ThreadPriority;

/// Policy and niceness of a pool's thread.
std::pair<int, int> standing_of(ThreadPriority priority) {
    HandlerPool asked("asked", 1, 1, priority);
    std::promise<std::pair<int, int>> told;
    asked.run([&told] {
        told.set_value({::sched_getscheduler(0), ::getpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()))});
    });
    return told.get_future().get();
}

TEST(HandlerPool, LetsCommandsGoFirst) {
    const int usual = ::getpriority(PRIO_PROCESS, 0);
    EXPECT_EQ(standing_of(ThreadPriority::usual), std::pair(SCHED_OTHER, usual));
    // Whoever runs the tests may be nicer than that already; a thread without privileges stays as it is then.
    const auto [policy, niceness] = standing_of(ThreadPriority::reads);
    EXPECT_EQ(policy, SCHED_OTHER);
    EXPECT_TRUE(niceness == 5 || usual > 5) << niceness;
    EXPECT_EQ(standing_of(ThreadPriority::idle).first, SCHED_IDLE);
    EXPECT_EQ(::getpriority(PRIO_PROCESS, 0), usual) << "the others keep theirs";
}

TEST(HandlerPool, WakesAThreadOnceForJobsThatComeTogether) {
    constexpr std::chrono::seconds long_enough{60};
    std::counting_semaphore<> done(0);
    std::vector<std::function<void()>> wake_ups;
    HandlerPool pool("asked", 2, 100, ThreadPriority::usual,
                     [&wake_ups](std::function<void()> wake) { wake_ups.push_back(std::move(wake)); });
    const auto give = [&] { pool.run([&done] { done.release(); }); };
    int given = 0;
    for (; wake_ups.empty() && given < 100'000; ++given) {  // until one finds no thread at work
        give();
        std::this_thread::yield();
    }
    ASSERT_EQ(wake_ups.size(), 1U);
    for (int i = 0; i < 10; ++i, ++given) give();
    EXPECT_EQ(wake_ups.size(), 1U);
    wake_ups.front()();
    for (int i = 0; i < given; ++i) ASSERT_TRUE(done.try_acquire_for(long_enough)) << i;
}

TEST(HandlerPool, WakesAtOnceWhereLaterIsImpossible) {
    std::counting_semaphore<> done(0);
    HandlerPool pool("asked", 1, 100, ThreadPriority::usual, [](const auto&) { throw std::bad_alloc(); });
    for (int i = 0; i < 1000; ++i) {
        pool.run([&done] { done.release(); });
        ASSERT_TRUE(done.try_acquire_for(std::chrono::seconds(60))) << i;
    }
}

TEST(HandlerPool, RefusesWhatIsTooMuchAndNothingElse) {
    constexpr std::chrono::seconds long_enough{60};
    std::counting_semaphore<> may_end(0), begun(0), done(0);
    HandlerPool pool("asked", 1, 1);
    ASSERT_TRUE(pool.try_run([&] {
        begun.release();
        may_end.acquire();
    }));
    ASSERT_TRUE(begun.try_acquire_for(long_enough));
    const auto job = [&done] { done.release(); };
    EXPECT_TRUE(pool.try_run(job)) << "one may wait";
    EXPECT_FALSE(pool.try_run(job));
    pool.run(job);  // a probe
    may_end.release();
    for (int i = 0; i < 2; ++i) ASSERT_TRUE(done.try_acquire_for(long_enough)) << i;
    pool.stop();
    EXPECT_FALSE(done.try_acquire()) << "what was refused has run";
}

}  // namespace
}  // namespace suoledger::http

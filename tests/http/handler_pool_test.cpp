// SPDX-License-Identifier: Apache-2.0
// How the threads of a pool stand to those that answer commands.
#include "http/handler_pool.hpp"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <future>
#include <utility>

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

}  // namespace
}  // namespace suoledger::http

// SPDX-License-Identifier: Apache-2.0
// Priorities as Linux has them, for each thread.
#include "eventstore/thread_priority.hpp"

#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

namespace suoledger::eventstore {
namespace {

void be_nice(int niceness) {
    const int refused = ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), niceness);
    static_cast<void>(refused);  // never for less priority
}

}  // namespace

void set_priority_of_this_thread(ThreadPriority priority) {
    constexpr int reads = 5, background = 10;
    switch (priority) {
        case ThreadPriority::usual:
            return;
        case ThreadPriority::reads:
            return be_nice(reads);
        case ThreadPriority::background:
            return be_nice(background);
        case ThreadPriority::idle:
            constexpr sched_param none{};
            const int refused = ::sched_setscheduler(0, SCHED_IDLE, &none);  // 0: this thread
            static_cast<void>(refused);
            return;
    }
}

}  // namespace suoledger::eventstore

// SPDX-License-Identifier: Apache-2.0
// Working while there is work, resting when there is none.
#include "adapters/work/work_threads.hpp"

#include <exception>

#include "eventstore/thread_name.hpp"

namespace suoledger::adapters {
namespace {

using std::chrono::milliseconds;

/// How soon entries of other nodes, and those that are due again, are looked for.
constexpr milliseconds poll{1000};
constexpr milliseconds pause_without_database{2000};
constexpr milliseconds house_pause{5000};

}  // namespace

WorkThreads::~WorkThreads() {
    {
        const std::scoped_lock lock{mutex_};
        stopping_ = true;
    }
    something_new_.notify_all();
    stopped_.notify_all();
    for (std::thread& thread : threads_) thread.join();
}

void WorkThreads::start(int threads) {
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
    if (parts_.keep_house) threads_.emplace_back([this] { house(); });
}

void WorkThreads::notify() {
    {
        const std::scoped_lock lock{mutex_};
        ++notices_;
    }
    something_new_.notify_one();
}

/// False: the end was asked for. Returns early when there was something new since `seen`.
bool WorkThreads::pause(milliseconds at_most, std::uint64_t& seen) {
    std::unique_lock lock{mutex_};
    something_new_.wait_for(lock, at_most, [&] { return stopping_ || notices_ != seen; });
    seen = notices_;
    return !stopping_;
}

void WorkThreads::work() {
    eventstore::name_this_thread(parts_.name.c_str());
    milliseconds rest{0};
    std::uint64_t seen = 0;
    while (pause(rest, seen)) {
        try {
            const bool worked = parts_.work_once();
            rest = worked ? milliseconds{0} : poll;
            if (worked) notify();  // where there was one there may be more: one more thread looks
        } catch (const std::exception& fault) {
            parts_.on_fault(fault.what());
            rest = pause_without_database;
        }
    }
}

void WorkThreads::house() {
    eventstore::name_this_thread((parts_.name + "-house").c_str());
    for (;;) {
        try {
            parts_.keep_house();
        } catch (const std::exception& fault) {
            parts_.on_fault(fault.what());
        }
        std::unique_lock lock{mutex_};
        if (stopped_.wait_for(lock, house_pause, [this] { return stopping_; })) return;
    }
}

}  // namespace suoledger::adapters

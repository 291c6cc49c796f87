// SPDX-License-Identifier: Apache-2.0
// Threads on one queue, and a count of what they have not finished.
#include "http/handler_pool.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "eventstore/thread_name.hpp"

namespace suoledger::http {

namespace {

/// A thread that gives way to all others still slows down what runs on the other half of its core. Where it was
/// interrupted, others are busy: then it rests, for twice as long as the job took.
class JobBesideOthers {
public:
    void rest() const {
        if (interruptions() == before_) return;
        constexpr std::chrono::steady_clock::duration longest = std::chrono::milliseconds(100);
        std::this_thread::sleep_for(std::min(2 * (std::chrono::steady_clock::now() - begun_), longest));
    }

private:
    static long interruptions() {
        rusage used{};
        ::getrusage(RUSAGE_THREAD, &used);
        return used.ru_nivcsw;
    }

    const long before_ = interruptions();
    const std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

}  // namespace

struct HandlerPool::Parts : std::enable_shared_from_this<HandlerPool::Parts> {
    Parts(int thread_count, std::size_t max, eventstore::ThreadPriority given, Later later)
        : priority(given), wake_later(std::move(later)), max_unfinished(static_cast<std::size_t>(thread_count) + max) {}

    void start(const char* name, int thread_count) {
        for (int i = 0; i < thread_count; ++i) {
            threads.emplace_back([this, name] {
                eventstore::name_this_thread(name);
                eventstore::set_priority_of_this_thread(priority);
                work();
            });
        }
    }

    /// False: too many wait, and all are bound.
    bool add(std::function<void()> job, bool is_bound) {
        {
            const std::lock_guard lock(mutex);
            if (is_bound && unfinished >= max_unfinished) return false;
            ++unfinished;
            jobs.push_back(std::move(job));
            if (resting == 0 || is_waking) return true;  // who works looks again; who wakes looks at all
            is_waking = true;
        }
        if (!wake_later) {
            wake();
            return true;
        }
        try {
            wake_later([self = shared_from_this()] { self->wake(); });
        } catch (...) {  // no memory: at once then, for nobody else would wake any more
            wake();
        }
        return true;
    }

    void wake() {
        {
            const std::lock_guard lock(mutex);
            is_waking = false;
        }
        has_jobs.notify_one();
    }

    void work() {
        std::unique_lock lock(mutex);
        for (;;) {
            ++resting;
            has_jobs.wait(lock, [&] { return stopping || !jobs.empty(); });
            --resting;
            if (stopping) return;
            auto job = std::move(jobs.front());
            jobs.pop_front();
            const bool is_help_welcome = !jobs.empty() && resting > 0;
            lock.unlock();
            if (is_help_welcome) has_jobs.notify_one();
            const auto beside = priority == eventstore::ThreadPriority::idle
                                    ? std::optional<JobBesideOthers>(std::in_place)
                                    : std::nullopt;
            job();
            job = nullptr;
            lock.lock();
            --unfinished;
            if (!beside) continue;
            lock.unlock();
            beside->rest();
            lock.lock();
        }
    }

    const eventstore::ThreadPriority priority;
    const Later wake_later;
    const std::size_t max_unfinished;
    std::mutex mutex;
    std::condition_variable has_jobs;
    std::deque<std::function<void()>> jobs;
    std::size_t unfinished = 0;
    int resting = 0;         // threads without a job
    bool is_waking = false;  // one of them is about to be told
    bool stopping = false;
    std::vector<std::thread> threads;
};

HandlerPool::HandlerPool(const char* name, int threads, std::size_t max_queued, eventstore::ThreadPriority priority,
                         Later later)
    : parts_(std::make_shared<Parts>(threads, max_queued, priority, std::move(later))) {
    parts_->start(name, threads);
}

HandlerPool::~HandlerPool() { stop(); }

bool HandlerPool::try_run(std::function<void()> job) { return parts_->add(std::move(job), true); }

void HandlerPool::run(std::function<void()> job) { parts_->add(std::move(job), false); }

void HandlerPool::stop() {
    {
        const std::lock_guard lock(parts_->mutex);
        parts_->stopping = true;
    }
    parts_->has_jobs.notify_all();
    for (auto& thread : parts_->threads) thread.join();
    parts_->threads.clear();
}

}  // namespace suoledger::http

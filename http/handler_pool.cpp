// SPDX-License-Identifier: Apache-2.0
// Threads on one queue, and a count of what they have not finished.
#include "http/handler_pool.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <chrono>
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

struct HandlerPool::Parts {
    Parts(const char* name, int thread_count, std::size_t max, eventstore::ThreadPriority priority)
        : rests(priority == eventstore::ThreadPriority::idle),
          max_unfinished(static_cast<std::size_t>(thread_count) + max),
          jobs(thread_count),
          work(jobs.get_executor()) {
        for (int i = 0; i < thread_count; ++i) {
            threads.emplace_back([this, name, priority] {
                eventstore::name_this_thread(name);
                eventstore::set_priority_of_this_thread(priority);
                jobs.run();
            });
        }
    }

    void post(std::function<void()> job) {
        boost::asio::post(jobs, [this, job = std::move(job)] {
            const auto beside = rests ? std::optional<JobBesideOthers>(std::in_place) : std::nullopt;
            job();
            --unfinished;
            if (beside) beside->rest();
        });
    }

    const bool rests;
    const std::size_t max_unfinished;
    std::atomic<std::size_t> unfinished{0};
    boost::asio::io_context jobs;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work;
    std::vector<std::thread> threads;
};

HandlerPool::HandlerPool(const char* name, int threads, std::size_t max_queued, eventstore::ThreadPriority priority)
    : parts_(std::make_unique<Parts>(name, threads, max_queued, priority)) {}

HandlerPool::~HandlerPool() { stop(); }

bool HandlerPool::try_run(std::function<void()> job) {
    if (++parts_->unfinished > parts_->max_unfinished) {
        --parts_->unfinished;
        return false;
    }
    parts_->post(std::move(job));
    return true;
}

void HandlerPool::run(std::function<void()> job) {
    ++parts_->unfinished;
    parts_->post(std::move(job));
}

void HandlerPool::stop() {
    parts_->jobs.stop();
    for (auto& thread : parts_->threads) thread.join();
    parts_->threads.clear();
}

}  // namespace suoledger::http

// SPDX-License-Identifier: Apache-2.0
// Threads on one queue, and a count of what they have not finished.
#include "http/handler_pool.hpp"

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <thread>
#include <utility>
#include <vector>

#include "eventstore/thread_name.hpp"

namespace suoledger::http {

struct HandlerPool::Parts {
    Parts(const char* name, int thread_count, std::size_t max, eventstore::ThreadPriority priority)
        : max_unfinished(static_cast<std::size_t>(thread_count) + max), jobs(thread_count), work(jobs.get_executor()) {
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
            job();
            --unfinished;
        });
    }

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

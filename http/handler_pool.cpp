// SPDX-License-Identifier: Apache-2.0
// A thread pool and a count of what it has not finished.
#include "http/handler_pool.hpp"

#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <utility>

namespace suoledger::http {

struct HandlerPool::Parts {
    Parts(int thread_count, std::size_t max)
        : max_unfinished(static_cast<std::size_t>(thread_count) + max),
          threads(static_cast<std::size_t>(thread_count)) {}

    void post(std::function<void()> job) {
        boost::asio::post(threads, [this, job = std::move(job)] {
            job();
            --unfinished;
        });
    }

    const std::size_t max_unfinished;
    std::atomic<std::size_t> unfinished{0};
    boost::asio::thread_pool threads;
};

HandlerPool::HandlerPool(int threads, std::size_t max_queued) : parts_(std::make_unique<Parts>(threads, max_queued)) {}

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
    parts_->threads.stop();
    parts_->threads.join();
}

}  // namespace suoledger::http

// SPDX-License-Identifier: Apache-2.0
// How a coroutine on a strand waits for what other threads deliver.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace suoledger::http {

namespace asio = boost::asio;
using Deadline = std::chrono::steady_clock::time_point;

/// The one thing at a time that a session waits for, apart from its socket. Used on the session's strand.
struct Waiting {
    explicit Waiting(const asio::any_io_executor& executor) : timer(executor) {}
    asio::steady_timer timer;
    bool stopped = false;

    /// Returns at the deadline, or sooner: whoever cancels the timer wants to be noticed. At once when stopped.
    asio::awaitable<void> rest_until(Deadline deadline) {
        if (stopped) co_return;
        timer.expires_at(deadline);
        boost::system::error_code ignored;  // cancelled means that something came
        co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
};

/// A result that some other thread delivers. Shared with whoever delivers it, perhaps after the session is gone: then
/// it is dropped without touching the session or its executor.
template <class T>
class Slot : public std::enable_shared_from_this<Slot<T>> {
public:
    explicit Slot(Waiting& waiting) : waiting_(&waiting) {}

    void deliver(T value) {
        const std::lock_guard lock(mutex_);
        if (waiting_ == nullptr) return;
        value_.emplace(std::move(value));
        auto wake = [self = this->shared_from_this()] { self->wake(); };
        asio::post(waiting_->timer.get_executor(), std::move(wake));
    }
    void abandon() {
        const std::lock_guard lock(mutex_);
        waiting_ = nullptr;
    }
    [[nodiscard]] bool is_abandoned() const {
        const std::lock_guard lock(mutex_);
        return waiting_ == nullptr;
    }
    std::optional<T> take() {
        const std::lock_guard lock(mutex_);
        return std::exchange(value_, std::nullopt);
    }

private:
    void wake() {
        const std::lock_guard lock(mutex_);
        if (waiting_ != nullptr) waiting_->timer.cancel();
    }
    mutable std::mutex mutex_;
    Waiting* waiting_;  // nullptr once nobody waits
    std::optional<T> value_;
};

/// nullopt when the deadline passed or the session was stopped; the slot is abandoned then.
template <class T>
asio::awaitable<std::optional<T>> await_slot(Waiting& waiting, std::shared_ptr<Slot<T>> slot, Deadline deadline) {
    std::optional<T> value = slot->take();
    while (!value && !waiting.stopped && std::chrono::steady_clock::now() < deadline) {
        co_await waiting.rest_until(deadline);
        value = slot->take();
    }
    slot->abandon();
    co_return value;
}

}  // namespace suoledger::http

// SPDX-License-Identifier: Apache-2.0
// How a coroutine on a strand waits for what other threads deliver.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "http/deadline_timer_parts.hpp"
#include "http/wake_ups_parts.hpp"

namespace suoledger::http {

/// Who sleeps, and until when.
class Alarm : public DeadlineTimer {
public:
    explicit Alarm(const asio::any_io_executor& executor) : DeadlineTimer(executor) {}

    void sleep_until(Deadline deadline, std::move_only_function<void()> resume) {
        resume_ = std::move(resume);
        set_deadline(deadline);
    }
    /// Goes on with the sleeper, if there is one, before it returns.
    void wake() {
        set_deadline(Deadline::max());
        if (auto resume = std::exchange(resume_, nullptr)) resume();
    }
    void close() { close_timer(); }

private:
    void on_deadline() override { wake(); }

    std::move_only_function<void()> resume_;
};

/// The one thing at a time that a session waits for, apart from its socket. Used on the session's strand.
class Waiting {
public:
    /// `wake_ups` outlives it.
    Waiting(const asio::any_io_executor& executor, WakeUps& wake_ups)
        : executor_(executor), wake_ups_(wake_ups), alarm_(std::make_shared<Alarm>(executor)) {}
    ~Waiting() { alarm_->close(); }
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;
    bool stopped = false;

    [[nodiscard]] const asio::any_io_executor& executor() const { return executor_; }
    /// Returns at the deadline, or when woken. At once when stopped.
    asio::awaitable<void> rest_until(Deadline deadline) {
        if (stopped) co_return;
        auto sleep = [this, deadline](auto handler) {
            alarm_->sleep_until(deadline, [handler = std::move(handler)]() mutable { std::move(handler)(); });
        };
        co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(std::move(sleep), asio::use_awaitable);
    }
    /// Any thread: `wake` will be called on the strand.
    void post(std::move_only_function<void()> wake) { wake_ups_.add(executor_, std::move(wake)); }
    /// Whoever rests goes on, before this returns: `this` may be gone then.
    void wake() { alarm_->wake(); }
    /// Nobody rests any more, and no timer is left for the I/O threads to wait for. `this` may be gone then.
    void stop() {
        stopped = true;
        alarm_->close();
        alarm_->wake();
    }

private:
    const asio::any_io_executor executor_;
    WakeUps& wake_ups_;
    const std::shared_ptr<Alarm> alarm_;
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
        waiting_->post([self = this->shared_from_this()] { self->wake(); });
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
    /// On the strand, where nobody abandons it meanwhile.
    void wake() {
        std::unique_lock lock(mutex_);
        Waiting* waiting = waiting_;
        lock.unlock();  // who wakes up takes the value
        if (waiting != nullptr) waiting->wake();
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

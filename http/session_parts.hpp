// SPDX-License-Identifier: Apache-2.0
// What the server and its sessions share: connections with deadlines, results from other threads, who is connected.
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "http/answer_call.hpp"
#include "http/body_budget.hpp"
#include "http/handler_pool.hpp"
#include "http/server.hpp"

namespace suoledger::http {

namespace asio = boost::asio;
using Deadline = std::chrono::steady_clock::time_point;

/// The one thing at a time that a session waits for, apart from its socket. Used on the session's strand.
struct Waiting {
    explicit Waiting(const asio::any_io_executor& executor) : timer(executor) {}
    asio::steady_timer timer;
    bool stopped = false;
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
        waiting.timer.expires_at(deadline);
        boost::system::error_code ignored;  // cancelled means that something came
        co_await waiting.timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
        value = slot->take();
    }
    slot->abandon();
    co_return value;
}

class Session;

/// Who is connected and how many requests are being answered: what a drain waits for. Thread-safe.
class Sessions {
public:
    void enter(const std::shared_ptr<Session>& session);
    void leave(const Session& session);
    [[nodiscard]] std::size_t count(Listener listener) const;
    void request_started();
    void request_finished();
    [[nodiscard]] std::vector<std::shared_ptr<Session>> all() const;
    /// No connection of the main listener is left and no request is being answered, or the time is over.
    void wait_until_done(std::chrono::milliseconds at_most);

private:
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::map<const Session*, std::weak_ptr<Session>> sessions_;
    std::size_t api_ = 0, admin_ = 0, requests_ = 0;
};

/// Shared by all sessions; lives as long as the server.
struct Serving {
    ServerConfig config;
    std::span<const Route> table;
    Services services;
    HttpMetrics& metrics;
    Readiness readiness;
    LogLine log;
    RateLimits limits;
    BodyBudget bodies;
    Sessions sessions;
    std::atomic<bool> draining{false};
    std::atomic<bool> stopping{false};
    HandlerPool pool;  // last: its jobs use the rest
};

/// Why nothing more is read: the peer is gone (or must be), or its request is refused.
struct Stop {
    std::optional<FramingFault> fault;
};

/// A socket whose operations are cancelled once a deadline has passed; the connection lives on, to say so. Shared with
/// the timer's handler, which may run after everything else is gone.
class TimedSocket : public std::enable_shared_from_this<TimedSocket> {
public:
    explicit TimedSocket(asio::ip::tcp::socket peer) : socket(std::move(peer)), timer_(socket.get_executor()) {}
    /// For what is done until the next call. Usually costs no timer operation.
    void expire_after(std::chrono::milliseconds span);
    [[nodiscard]] bool has_expired() const { return expired_; }
    void close();

    asio::ip::tcp::socket socket;

private:
    void arm();
    void on_timer();
    asio::steady_timer timer_;
    Deadline deadline_ = Deadline::max(), armed_for_ = Deadline::max();
    bool expired_ = false, closed_ = false;
};

/// A socket with its unread bytes. Every operation ends by its deadline.
class Connection {
public:
    Connection(asio::ip::tcp::socket socket, const ServerConfig& config);

    /// The next request's head, at the front of `received()`.
    asio::awaitable<std::expected<std::size_t, Stop>> read_head();
    asio::awaitable<std::expected<std::string, Stop>> read_body(const Framing& framing, BodyAllowance& allowance);
    asio::awaitable<bool> write(std::string_view head, std::string_view body);
    /// Says goodbye and lets the peer read the last answer: closing at once would reset it away with what is unread.
    asio::awaitable<void> linger();

    [[nodiscard]] std::string_view received() const { return received_; }
    void consume(std::size_t bytes) { received_.erase(0, bytes); }
    [[nodiscard]] bool is_idle() const { return idle_; }
    [[nodiscard]] const std::string& remote_address() const { return remote_address_; }
    void close() { timed_->close(); }
    asio::any_io_executor executor() { return timed_->socket.get_executor(); }

private:
    /// 0: closed, failed or expired.
    asio::awaitable<std::size_t> read_some(asio::mutable_buffer room);
    asio::awaitable<bool> write_all(std::span<const asio::const_buffer> parts);
    asio::awaitable<bool> read_more();
    [[nodiscard]] Stop late_or_gone(const FramingFault& late) const;
    asio::awaitable<std::expected<std::string, Stop>> read_counted(std::size_t length, BodyAllowance& allowance);
    asio::awaitable<std::expected<std::string, Stop>> read_chunks(BodyAllowance& allowance);

    std::shared_ptr<TimedSocket> timed_;
    const ServerConfig& config_;
    std::string received_;
    std::string remote_address_;
    bool idle_ = false;  // between two requests
};

/// One connection's requests, one after another. Runs on its own strand; made by make_shared because wake-ups that are
/// on their way may outlive the coroutine.
class Session : public std::enable_shared_from_this<Session> {
public:
    Session(asio::ip::tcp::socket socket, Listener listener, Serving& serving);
    asio::awaitable<void> run();
    /// 503 `overloaded` without reading anything, then closes.
    asio::awaitable<void> turn_away();
    /// Any thread. Ends the connection at once if no request is on it.
    void drain();
    /// Any thread. Ends the connection and what it waits for.
    void stop();
    [[nodiscard]] Listener listener() const { return listener_; }
    asio::any_io_executor executor() { return connection_.executor(); }

private:
    asio::awaitable<bool> serve_one();
    asio::awaitable<std::expected<std::shared_ptr<Call>, Stop>> read_call(Framing& framing);
    void name_client(Call& call);
    asio::awaitable<bool> refuse(FramingFault fault);
    asio::awaitable<Response> answer(std::shared_ptr<Call> call);
    asio::awaitable<Response> answer_by_handler(std::shared_ptr<Call> call);
    asio::awaitable<Response> answer_by_server(std::shared_ptr<Call> call);
    asio::awaitable<std::optional<Step>> run_on_pool(std::shared_ptr<Call> call, bool position_reached,
                                                     Deadline deadline);
    asio::awaitable<bool> reach(std::int64_t position);
    asio::awaitable<bool> send(const Call& call, const Framing& framing, Response response,
                               std::chrono::steady_clock::time_point begun);

    Connection connection_;
    const Listener listener_;
    Serving& serving_;
    Waiting waiting_;
    std::shared_ptr<Call> call_;  // of the request at hand, once its head was read
    bool key_is_known_ = false;   // the principal of the call may be read: its pool job has ended
};

}  // namespace suoledger::http

// SPDX-License-Identifier: Apache-2.0
// Listeners, threads, and the two ways to stop.
#include "http/server.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/strand.hpp>
#include <stdexcept>
#include <thread>

#include "eventstore/thread_name.hpp"
#include "http/event_tail_parts.hpp"
#include "http/listening_socket_parts.hpp"
#include "http/session_parts.hpp"
#include "http/shown_invoices.hpp"

namespace suoledger::http {
namespace {

/// Probes and operators; they must get in when the main listener is full.
constexpr std::size_t max_admin_connections = 256;
/// Peers that are told `overloaded` at once; beyond it they are only disconnected.
constexpr std::size_t max_refusals = 64;
/// After an error that the next accept would meet again, such as no free file descriptor.
constexpr std::chrono::milliseconds accept_pause{100};

/// One thread does one thing after another anyway.
asio::any_io_executor executor_in_turns(asio::io_context& io, int threads) {
    if (threads == 1) return io.get_executor();
    return asio::make_strand(io);
}

/// Accepts for one listener, wherever it listens.
class Acceptor {
public:
    Acceptor(asio::io_context& io, Listener listener, Serving& serving)
        : io_(io), listener_(listener), serving_(serving) {}
    /// `place`: "host:port", or the path of a Unix socket. Before `start`.
    template <class Place>
    std::string listen_on(const Place& place) {
        const auto executor = executor_in_turns(io_, serving_.config.io_threads);
        return doors_.emplace_back(std::make_unique<Door>(executor, place))->bound.address();
    }
    void start() {
        for (const auto& door : doors_)
            asio::co_spawn(door->bound.acceptor().get_executor(), accept(*door), asio::detached);
    }
    /// Any thread. `then` is called on a thread of the server's, once nobody can connect any more.
    void close(const std::function<void()>& then = [] {}) {
        const auto still_open = std::make_shared<std::atomic<std::size_t>>(doors_.size());
        for (const auto& door : doors_)
            asio::post(door->bound.acceptor().get_executor(), [&door = *door, still_open, then] {
                door.bound.close();
                door.pause.cancel();
                if (--*still_open == 0) then();
            });
    }

private:
    struct Door {
        template <class Place>
        Door(const asio::any_io_executor& executor, const Place& place) : bound(executor, place), pause(executor) {}
        ListeningSocket bound;
        asio::steady_timer pause;
    };

    asio::awaitable<void> accept(Door& door);
    static asio::awaitable<void> pause(Door& door);
    void welcome(StreamSocket socket);

    asio::io_context& io_;
    std::vector<std::unique_ptr<Door>> doors_;
    const Listener listener_;
    Serving& serving_;
    std::atomic<std::size_t> turned_away_{0};  // among the sessions
};

asio::awaitable<void> Acceptor::accept(Door& door) {
    auto& acceptor = door.bound.acceptor();
    while (acceptor.is_open()) {
        boost::system::error_code error;
        const auto executor = executor_in_turns(io_, serving_.config.io_threads);
        auto socket = co_await acceptor.async_accept(executor, asio::redirect_error(asio::use_awaitable, error));
        if (!acceptor.is_open()) break;
        if (!error) {
            welcome(std::move(socket));
            continue;
        }
        serving_.log("warning", "a connection could not be accepted", {{"error", error.message()}});
        co_await pause(door);
    }
}

asio::awaitable<void> Acceptor::pause(Door& door) {
    boost::system::error_code ignored;  // cut short when closing
    door.pause.expires_after(accept_pause);
    co_await door.pause.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

void Acceptor::welcome(StreamSocket socket) {
    const auto limit = listener_ == Listener::api ? serving_.config.max_connections : max_admin_connections;
    const bool is_full = serving_.sessions.count(listener_) - turned_away_ >= limit;
    if (is_full && turned_away_ >= max_refusals) return;
    auto session = std::make_shared<Session>(std::move(socket), listener_, serving_);
    serving_.sessions.enter(session);
    if (serving_.stopping) session->stop();  // entered after the others were told
    if (is_full) ++turned_away_;
    auto run = is_full ? session->turn_away() : session->run();
    auto ended = [this, session, is_full](const std::exception_ptr&) {
        if (is_full) --turned_away_;
        serving_.sessions.leave(*session);
    };
    asio::co_spawn(session->executor(), std::move(run), std::move(ended));
}

}  // namespace

struct Server::Parts {
    Parts(ServerConfig config, std::span<const Route> table, const Services& services, HttpMetrics& metrics,
          Readiness readiness, LogLine log, LogTogether log_together)
        : serving{.config = config,
                  .table = table,
                  .services = services,
                  .metrics = metrics,
                  .readiness = std::move(readiness),
                  .log = std::move(log),
                  .limits = RateLimits(config.rate_limit_per_key, config.rate_limit_per_address, services.steady_now),
                  .ring = EventRing(config.streams.ring_events, config.streams.ring_bytes),
                  .stream_places = StreamPlaces(config.streams.max_streams, config.streams.max_streams_per_key),
                  .read_turns = ReadTurns(config.streams.log_reads_at_once),
                  .wake_ups = &wake_ups,
                  .pool = HandlerPool("handler", config.handler_threads, config.max_queued_requests,
                                      eventstore::ThreadPriority::reads, later()),
                  .command_pool = HandlerPool("commands", config.command_threads, config.max_queued_requests,
                                              eventstore::ThreadPriority::usual, later()),
                  .heavy_pool = HandlerPool("reports", config.heavy_threads, config.max_queued_requests,
                                            eventstore::ThreadPriority::idle)},
          io(config.io_threads),
          wake_ups(io, config.io_threads == 1, std::move(log_together)),
          api(io, Listener::api, serving),
          admin(io, Listener::admin, serving),
          tail(executor_in_turns(io, config.io_threads), serving) {
        serving.services.shown_invoices = &shown_invoices;
        address = api.listen_on(config.listen);
        admin_address = admin.listen_on(config.admin_listen);
        if (!config.listen_socket.empty()) api.listen_on(config.listen_socket);
    }

    void run();
    void stop();
    /// Behind what an I/O thread has at hand: of the requests that came together.
    HandlerPool::Later later() {
        return [this](std::function<void()> wake) { asio::post(io, std::move(wake)); };
    }

    ShownInvoices shown_invoices;
    Serving serving;
    asio::io_context io;
    WakeUps wake_ups;  // what nobody waits for any more goes before the executors do
    Acceptor api, admin;
    std::string address, admin_address;  // as bound
    EventTail tail;
    std::vector<std::thread> threads;
};

/// A fault in one handler (no memory, say) must not end the thread that serves everybody else.
void Server::Parts::run() {
    eventstore::name_this_thread("http-io");
    for (;;) {
        try {
            io.run();
            return;
        } catch (const std::exception& fault) {
            serving.log("error", "fault in an I/O thread", {{"fault", fault.what()}});
        }
    }
}

/// Every coroutine runs to its end, so that nothing is left in the io_context that would refer to what is gone.
void Server::Parts::stop() {
    if (threads.empty()) return;
    serving.stopping = true;  // first: who only drains takes the time to say farewell
    serving.draining = true;
    api.close();
    admin.close();
    tail.stop();
    for (const auto& session : serving.sessions.all()) session->stop();
    serving.pool.stop();
    serving.command_pool.stop();
    serving.heavy_pool.stop();
    for (auto& thread : threads) thread.join();
    threads.clear();
}

Server::Server(ServerConfig config, std::span<const Route> table, Services services, HttpMetrics& metrics,
               Readiness readiness, LogLine log, LogTogether log_together)
    : parts_(std::make_unique<Parts>(std::move(config), table, services, metrics, std::move(readiness), std::move(log),
                                     std::move(log_together))) {
    auto& public_url = parts_->serving.services.public_url;
    if (public_url.empty()) public_url = "http://" + address();
}

Server::~Server() { parts_->stop(); }

void Server::start() {
    parts_->api.start();
    parts_->admin.start();
    parts_->tail.start();
    for (int i = 0; i < parts_->serving.config.io_threads; ++i)
        parts_->threads.emplace_back([parts = parts_.get()] { parts->run(); });
}

std::string Server::address() const { return parts_->address; }

std::string Server::admin_address() const { return parts_->admin_address; }

void Server::drain() {
    parts_->serving.draining = true;
    // Who is sent away must not be let in again.
    parts_->api.close([&sessions = parts_->serving.sessions] {
        for (const auto& session : sessions.all()) session->drain();
    });
    parts_->serving.sessions.wait_until_done(parts_->serving.config.drain_timeout);
    parts_->stop();
}

}  // namespace suoledger::http

// SPDX-License-Identifier: Apache-2.0
// Listeners, threads, and the two ways to stop.
#include "http/server.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/strand.hpp>
#include <stdexcept>
#include <thread>

#include "eventstore/thread_name.hpp"
#include "http/event_tail_parts.hpp"
#include "http/session_parts.hpp"
#include "http/shown_invoices.hpp"

namespace suoledger::http {
namespace {

using asio::ip::tcp;

/// Probes and operators; they must get in when the main listener is full.
constexpr std::size_t max_admin_connections = 256;
/// Peers that are told `overloaded` at once; beyond it they are only disconnected.
constexpr std::size_t max_refusals = 64;
/// After an error that the next accept would meet again, such as no free file descriptor.
constexpr std::chrono::milliseconds accept_pause{100};

tcp::endpoint endpoint_of(asio::io_context& io, const std::string& address) {
    const auto colon = address.rfind(':');
    if (colon == std::string::npos) throw std::runtime_error("not host:port: " + address);
    auto host = address.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    boost::system::error_code error;
    tcp::resolver resolver(io);
    const auto found = resolver.resolve(host, address.substr(colon + 1),
                                        tcp::resolver::passive | tcp::resolver::numeric_service, error);
    if (error || found.empty()) throw std::runtime_error("no such address: " + address);
    return found.begin()->endpoint();
}

std::string text_of(const tcp::endpoint& endpoint) {
    const auto host = endpoint.address().to_string();
    return (endpoint.address().is_v6() ? '[' + host + ']' : host) + ':' + std::to_string(endpoint.port());
}

/// One thread does one thing after another anyway.
asio::any_io_executor executor_in_turns(asio::io_context& io, int threads) {
    if (threads == 1) return io.get_executor();
    return asio::make_strand(io);
}

class Acceptor {
public:
    Acceptor(asio::io_context& io, const std::string& address, Listener listener, Serving& serving)
        : io_(io),
          socket_(executor_in_turns(io, serving.config.io_threads)),
          pause_(socket_.get_executor()),
          listener_(listener),
          serving_(serving) {
        const auto endpoint = endpoint_of(io, address);
        try {
            socket_.open(endpoint.protocol());
            socket_.set_option(tcp::acceptor::reuse_address(true));
            socket_.bind(endpoint);
            socket_.listen();
        } catch (const boost::system::system_error& fault) {
            throw std::runtime_error("cannot listen on " + address + ": " + fault.code().message());
        }
        address_ = text_of(socket_.local_endpoint());
    }

    void start() { asio::co_spawn(socket_.get_executor(), accept(), asio::detached); }
    /// Any thread.
    void close() {
        auto close_now = [this] {
            boost::system::error_code ignored;  // closed is what it shall be
            static_cast<void>(socket_.close(ignored));
            pause_.cancel();
        };
        asio::post(socket_.get_executor(), std::move(close_now));
    }
    [[nodiscard]] const std::string& address() const { return address_; }

private:
    asio::awaitable<void> accept();
    asio::awaitable<void> pause();
    void welcome(tcp::socket socket);

    asio::io_context& io_;
    tcp::acceptor socket_;
    asio::steady_timer pause_;
    const Listener listener_;
    Serving& serving_;
    std::string address_;
    std::atomic<std::size_t> turned_away_{0};  // among the sessions
};

asio::awaitable<void> Acceptor::accept() {
    while (socket_.is_open()) {
        boost::system::error_code error;
        const auto executor = executor_in_turns(io_, serving_.config.io_threads);
        auto socket = co_await socket_.async_accept(executor, asio::redirect_error(asio::use_awaitable, error));
        if (!socket_.is_open()) break;
        if (!error) {
            welcome(std::move(socket));
            continue;
        }
        serving_.log("warning", "a connection could not be accepted", {{"error", error.message()}});
        co_await pause();
    }
}

asio::awaitable<void> Acceptor::pause() {
    boost::system::error_code ignored;  // cut short when closing
    pause_.expires_after(accept_pause);
    co_await pause_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

void Acceptor::welcome(tcp::socket socket) {
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
          Readiness readiness, LogLine log)
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
          wake_ups(io),
          api(io, config.listen, Listener::api, serving),
          admin(io, config.admin_listen, Listener::admin, serving),
          tail(executor_in_turns(io, config.io_threads), serving) {
        serving.services.shown_invoices = &shown_invoices;
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
               Readiness readiness, LogLine log)
    : parts_(
          std::make_unique<Parts>(std::move(config), table, services, metrics, std::move(readiness), std::move(log))) {
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

std::string Server::address() const { return parts_->api.address(); }

std::string Server::admin_address() const { return parts_->admin.address(); }

void Server::drain() {
    parts_->serving.draining = true;
    parts_->api.close();
    for (const auto& session : parts_->serving.sessions.all()) session->drain();
    parts_->serving.sessions.wait_until_done(parts_->serving.config.drain_timeout);
    parts_->stop();
}

}  // namespace suoledger::http

// SPDX-License-Identifier: Apache-2.0
// What the server and its sessions share: connections with deadlines, who is connected, what they are served from.
#pragma once

#include <atomic>
#include <boost/asio/generic/stream_protocol.hpp>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "http/answer_call.hpp"
#include "http/body_budget.hpp"
#include "http/event_ring.hpp"
#include "http/handler_pool.hpp"
#include "http/primary_reads.hpp"
#include "http/server.hpp"
#include "http/slot_parts.hpp"
#include "http/stream_places_parts.hpp"

namespace suoledger::http {

/// Of TCP, or of a Unix socket.
using StreamSocket = asio::generic::stream_protocol::socket;

class Session;
/// What the primary answers, from its head on.
struct PassedOn {
    PrimaryHead head;
    std::shared_ptr<PrimaryAnswer> answer;  // shared with what is to be called on its thread
};
using Answered = std::variant<Response, EventStream, Download, PassedOn>;

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
    EventRing ring;
    StreamPlaces stream_places;
    ReadTurns read_turns;
    std::atomic<bool> draining{false};
    std::atomic<bool> stopping{false};
    WakeUps* wake_ups = nullptr;                 // of the server that serves
    HandlerPool pool, command_pool, heavy_pool;  // last: their jobs use the rest
};

/// Why nothing more is read: the peer is gone (or must be), or its request is refused.
struct Stop {
    std::optional<FramingFault> fault;
};

/// A socket whose operations are cancelled once a deadline has passed; the connection lives on, to say so.
class TimedSocket : public DeadlineTimer {
public:
    explicit TimedSocket(StreamSocket peer) : DeadlineTimer(peer.get_executor()), socket(std::move(peer)) {}
    /// For what is done until the next call. Usually costs no timer operation.
    void expire_after(std::chrono::milliseconds span);
    /// Nothing is being done that could be late.
    void rest() { set_deadline(Deadline::max()); }
    [[nodiscard]] bool has_expired() const { return expired_; }
    void watch(std::function<void()> on_end);
    void close();

    StreamSocket socket;

private:
    void on_deadline() override;

    bool expired_ = false;
};

/// A socket with its unread bytes. Every operation ends by its deadline.
class Connection {
public:
    /// Answers go into the burst while one is gathered; nullptr: none ever is.
    Connection(StreamSocket socket, const ServerConfig& config, SendBurst* burst);

    /// The next request's head, at the front of `received()`.
    asio::awaitable<std::expected<std::size_t, Stop>> read_head();
    asio::awaitable<std::expected<std::string, Stop>> read_body(const Framing& framing, BodyAllowance& allowance);
    asio::awaitable<bool> write(std::string_view head, std::string_view body);
    /// How much was written before the limit; less than all of it: too slow (`is_late`), or the peer is gone.
    asio::awaitable<std::size_t> write_within(std::span<const asio::const_buffer> parts,
                                              std::chrono::milliseconds limit);
    [[nodiscard]] bool is_late() const { return timed_->has_expired(); }
    /// For a connection on which nothing more is read: `on_end` is called, on the strand, when the peer ends it.
    void watch(std::function<void()> on_end);
    void limit_send_buffer(int bytes);
    /// Drops what the peer did not take.
    void reset();
    /// Says goodbye and lets the peer read the last answer: closing at once would reset it away with what is unread.
    asio::awaitable<void> linger();

    [[nodiscard]] std::string_view received() const { return {room_.data(), filled_}; }
    void consume(std::size_t bytes);
    [[nodiscard]] bool is_idle() const { return idle_; }
    [[nodiscard]] const std::string& remote_address() const { return remote_address_; }
    void close() { timed_->close(); }
    asio::any_io_executor executor() { return timed_->socket.get_executor(); }

private:
    /// 0: closed, failed or expired.
    asio::awaitable<std::size_t> read_some(asio::mutable_buffer room);
    asio::awaitable<bool> write_all(std::span<const asio::const_buffer> parts);
    /// How many bytes the socket took.
    asio::awaitable<std::size_t> write_in_burst(std::span<const asio::const_buffer> parts,
                                                boost::system::error_code& error);
    asio::awaitable<bool> read_more();
    void shrink_room_to(std::size_t bytes);
    [[nodiscard]] Stop late_or_gone(const FramingFault& late) const;
    asio::awaitable<std::expected<std::string, Stop>> read_counted(std::size_t length, BodyAllowance& allowance);
    asio::awaitable<std::expected<std::string, Stop>> read_chunks(BodyAllowance& allowance);

    std::shared_ptr<TimedSocket> timed_;
    const ServerConfig& config_;
    SendBurst* const burst_;
    std::string room_;  // kept from one request to the next, and not written over with zeros for each
    std::size_t filled_ = 0;
    std::string remote_address_;
    bool idle_ = false;  // between two requests
};

/// One connection's requests, one after another. Runs on its own strand; made by make_shared because wake-ups that are
/// on their way may outlive the coroutine.
class Session : public std::enable_shared_from_this<Session> {
public:
    Session(StreamSocket socket, Listener listener, Serving& serving);
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
    /// What a source of a body answered: text, its end, or a fault.
    struct Portion {
        std::optional<std::string> text;
        bool is_fault = false;
    };

    asio::awaitable<bool> serve_one();
    asio::awaitable<std::expected<std::shared_ptr<Call>, Stop>> read_call(Framing& framing);
    void name_client(Call& call);
    asio::awaitable<bool> refuse(FramingFault fault);
    asio::awaitable<Answered> answer(std::shared_ptr<Call> call);
    asio::awaitable<Answered> answer_by_handler(std::shared_ptr<Call> call);
    asio::awaitable<Response> answer_by_server(std::shared_ptr<Call> call);
    asio::awaitable<std::optional<Step>> run_on_pool(std::shared_ptr<Call> call, bool position_reached,
                                                     Deadline deadline);
    /// nullopt: not in time.
    asio::awaitable<std::optional<Step>> run_recorded_on_pool(std::shared_ptr<Call> call, Recorded recorded,
                                                              Deadline deadline);
    asio::awaitable<bool> reach(std::int64_t position);
    asio::awaitable<bool> send(const Call& call, const Framing& framing, Response response,
                               std::chrono::steady_clock::time_point begun);
    asio::awaitable<bool> stream(std::shared_ptr<Call> call, const Framing& framing, EventStream wanted,
                                 std::chrono::steady_clock::time_point begun);
    asio::awaitable<bool> run_stream(std::shared_ptr<Call> call, bool is_chunked, EventStream wanted,
                                     StreamPlaces::Place place, std::chrono::steady_clock::time_point begun);
    asio::awaitable<bool> download(std::shared_ptr<Call> call, const Framing& framing, Download wanted,
                                   std::chrono::steady_clock::time_point begun);
    asio::awaitable<bool> write_portions(std::shared_ptr<Call> call, std::shared_ptr<BodySource> source,
                                         bool is_chunked);
    asio::awaitable<std::optional<Portion>> next_portion(std::shared_ptr<Call> call,
                                                         std::shared_ptr<BodySource> source);
    /// nullopt: the end. False when the peer is gone or too slow.
    asio::awaitable<bool> write_portion(const std::optional<std::string>& text, bool is_chunked);
    asio::awaitable<Answered> ask_primary(std::shared_ptr<Call> call, Deadline deadline);
    asio::awaitable<bool> pass_on(std::shared_ptr<Call> call, const Framing& framing, PassedOn passed,
                                  std::chrono::steady_clock::time_point begun);
    asio::awaitable<bool> pass_pieces(std::shared_ptr<PrimaryAnswer> answer, bool is_chunked);
    void log_request(const Call& call, int status, std::chrono::nanoseconds took,
                     std::vector<std::pair<std::string, std::string>> more);

    Connection connection_;
    const Listener listener_;
    Serving& serving_;
    Waiting waiting_;
    std::shared_ptr<Call> call_;  // of the request at hand, once its head was read
    bool key_is_known_ = false;   // the principal of the call may be read: its pool job has ended
};

}  // namespace suoledger::http

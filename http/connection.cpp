// SPDX-License-Identifier: Apache-2.0
// Reading and writing of one socket, each phase under its own deadline.
#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>
#include <utility>

#include "eventstore/assert.hpp"
#include "http/listening_socket_parts.hpp"
#include "http/session_parts.hpp"

namespace suoledger::http {
namespace {

constexpr std::size_t read_bytes = 8 * 1024;  // the usual request fits
constexpr std::size_t body_step_bytes = 64 * 1024;
/// A slow reader must take this much within body_timeout, so that even a long answer ends.
constexpr std::size_t write_bytes = 256 * 1024;
constexpr std::size_t max_lingering_bytes = std::size_t{2} * 1024 * 1024;
constexpr std::chrono::seconds linger_time{2};

const FramingFault head_late{408, "request_timeout", "The head of the request did not arrive in time."};
const FramingFault body_late{408, "request_timeout", "The body of the request did not arrive in time."};
const FramingFault body_too_large{413, "payload_too_large", "The body is larger than this route takes."};
const FramingFault no_room{503, "overloaded", "Too many bodies are being received; try again."};

/// Who comes through the Unix socket is on this machine, whatever it forwards.
std::string address_of(const StreamSocket& socket) {
    boost::system::error_code error;
    const auto peer = socket.remote_endpoint(error);
    if (error) return {};
    if (peer.protocol().family() == AF_UNIX) return "127.0.0.1";
    return tcp_endpoint_of(peer).address().to_string();
}

}  // namespace

void TimedSocket::expire_after(std::chrono::milliseconds span) {
    expired_ = false;
    set_deadline(std::chrono::steady_clock::now() + span);
}

void TimedSocket::on_deadline() {
    expired_ = true;
    boost::system::error_code ignored;  // nothing may be going on
    static_cast<void>(socket.cancel(ignored));
}

void TimedSocket::watch(std::function<void()> on_end) {
    auto look = [self = std::static_pointer_cast<TimedSocket>(shared_from_this()),
                 on_end = std::move(on_end)](const boost::system::error_code& error) {
        if (error) return;  // closed, or cancelled because something was late
        char byte = 0;
        boost::system::error_code fault;
        // Readable, so this does not block. A peer that sends more is let be: nobody reads it.
        const auto count = self->socket.receive(asio::buffer(&byte, 1), asio::socket_base::message_peek, fault);
        if (fault || count == 0) on_end();
    };
    socket.async_wait(asio::socket_base::wait_read, std::move(look));
}

void TimedSocket::close() {
    close_timer();
    boost::system::error_code ignored;  // closed is what it shall be
    static_cast<void>(socket.close(ignored));
}

Connection::Connection(StreamSocket socket, const ServerConfig& config, SendBurst* burst)
    : timed_(std::make_shared<TimedSocket>(std::move(socket))),
      config_(config),
      burst_(burst),
      remote_address_(address_of(timed_->socket)) {
    boost::system::error_code ignored;  // a connection without it only is slower
    static_cast<void>(timed_->socket.set_option(asio::ip::tcp::no_delay(true), ignored));
    static_cast<void>(timed_->socket.non_blocking(true, ignored));
}

asio::awaitable<std::size_t> Connection::read_some(asio::mutable_buffer room) {
    if (timed_->has_expired()) co_return 0;
    boost::system::error_code error;
    const auto count = co_await timed_->socket.async_read_some(room, asio::redirect_error(asio::use_awaitable, error));
    co_return error ? 0 : count;
}

asio::awaitable<bool> Connection::write_all(std::span<const asio::const_buffer> parts) {
    // The usual answer fits into the socket's buffer: then there is nothing to wait for.
    boost::system::error_code error;
    std::size_t count = 0;
    if (burst_ != nullptr && burst_->is_gathering())
        count = co_await write_in_burst(parts, error);
    else if (timed_->socket.non_blocking())
        count = timed_->socket.write_some(parts, error);
    if (error && error != asio::error::would_block) co_return false;
    for (const auto& part : parts) {
        const auto skipped = std::min(count, part.size());
        count -= skipped;
        const asio::const_buffer rest = part + skipped;
        if (rest.size() == 0) continue;
        co_await asio::async_write(timed_->socket, rest, asio::redirect_error(asio::use_awaitable, error));
        if (error) co_return false;
    }
    co_return true;
}

asio::awaitable<std::size_t> Connection::write_in_burst(std::span<const asio::const_buffer> parts,
                                                        boost::system::error_code& error) {
    SendBurst::Parts bytes;
    LEDGER_ASSERT(parts.size() <= bytes.size());
    std::ranges::transform(parts, bytes.begin(), [](const asio::const_buffer& part) {
        return std::string_view(static_cast<const char*>(part.data()), part.size());
    });
    auto add = [this, &bytes](auto resume) {
        burst_->add(timed_->socket.native_handle(), bytes,
                    [resume = std::move(resume)](ssize_t sent) mutable { std::move(resume)(sent); });
    };
    const ssize_t sent = co_await asio::async_initiate<const asio::use_awaitable_t<>, void(ssize_t)>(
        std::move(add), asio::use_awaitable);
    if (sent >= 0) co_return static_cast<std::size_t>(sent);
    error.assign(static_cast<int>(-sent), boost::system::system_category());
    co_return 0;
}

Stop Connection::late_or_gone(const FramingFault& late) const { return timed_->has_expired() ? Stop{late} : Stop{}; }

void Connection::shrink_room_to(std::size_t bytes) {
    room_.resize(bytes);
    if (room_.capacity() > bytes) room_.shrink_to_fit();
}

void Connection::consume(std::size_t bytes) {
    std::copy(room_.begin() + static_cast<std::ptrdiff_t>(bytes), room_.begin() + static_cast<std::ptrdiff_t>(filled_),
              room_.begin());
    filled_ -= bytes;
}

asio::awaitable<bool> Connection::read_more() {
    if (room_.size() < filled_ + read_bytes) room_.resize(filled_ + read_bytes);
    const auto count = co_await read_some(asio::buffer(room_.data() + filled_, read_bytes));
    filled_ += count;
    co_return count > 0;
}

asio::awaitable<std::expected<std::size_t, Stop>> Connection::read_head() {
    if (filled_ == 0) {
        shrink_room_to(std::min(room_.size(), read_bytes));  // idle connections are many
        idle_ = true;
        timed_->expire_after(config_.idle_timeout);
        const bool came = co_await read_more();
        idle_ = false;
        if (!came) co_return std::unexpected(Stop{});
    }
    timed_->expire_after(config_.header_timeout);
    HeadScanner scanner;
    for (;;) {
        auto size = scanner.scan(received());
        if (!size) co_return std::unexpected(Stop{size.error()});
        if (*size) co_return **size;
        const bool came = co_await read_more();
        if (!came) co_return std::unexpected(late_or_gone(head_late));
    }
}

asio::awaitable<std::expected<std::string, Stop>> Connection::read_body(const Framing& framing,
                                                                        BodyAllowance& allowance) {
    if (!framing.has_body()) co_return std::string();
    const auto length = static_cast<std::uint64_t>(framing.content_length);
    if (length > config_.max_body_bytes) co_return std::unexpected(Stop{body_too_large});
    timed_->expire_after(config_.body_timeout);
    if (framing.expects_continue && filled_ == 0) {
        const bool written = co_await write("HTTP/1.1 100 Continue\r\n\r\n", "");
        if (!written) co_return std::unexpected(Stop{});
    }
    if (framing.chunked) co_return co_await read_chunks(allowance);
    co_return co_await read_counted(static_cast<std::size_t>(length), allowance);
}

asio::awaitable<std::expected<std::string, Stop>> Connection::read_counted(std::size_t length,
                                                                           BodyAllowance& allowance) {
    std::string body(received().substr(0, length));
    consume(body.size());
    if (!allowance.grow_to(body.size())) co_return std::unexpected(Stop{no_room});
    while (body.size() < length) {
        // What is announced is not set aside before it comes.
        const auto before = body.size(), step = std::min(body_step_bytes, length - before);
        if (!allowance.grow_to(before + step)) co_return std::unexpected(Stop{no_room});
        body.resize(before + step);
        const auto count = co_await read_some(asio::buffer(body.data() + before, step));
        body.resize(before + count);
        if (count == 0) co_return std::unexpected(late_or_gone(body_late));
    }
    co_return body;
}

asio::awaitable<std::expected<std::string, Stop>> Connection::read_chunks(BodyAllowance& allowance) {
    ChunkedBody chunks(config_.max_body_bytes);
    for (;;) {
        const auto used = chunks.feed(received());
        if (!used) co_return std::unexpected(Stop{used.error()});
        consume(*used);
        if (!allowance.grow_to(chunks.body().size())) co_return std::unexpected(Stop{no_room});
        if (chunks.done()) co_return std::move(chunks.body());
        const bool came = co_await read_more();
        if (!came) co_return std::unexpected(late_or_gone(body_late));
    }
}

asio::awaitable<bool> Connection::write(std::string_view head, std::string_view body) {
    auto part = body.substr(0, write_bytes);
    const std::array<asio::const_buffer, 2> both{asio::buffer(head.data(), head.size()),
                                                 asio::buffer(part.data(), part.size())};
    timed_->expire_after(config_.body_timeout);
    bool written = co_await write_all(both);
    body.remove_prefix(part.size());
    while (written && !body.empty()) {
        part = body.substr(0, write_bytes);
        const std::array<asio::const_buffer, 1> next{asio::buffer(part.data(), part.size())};
        timed_->expire_after(config_.body_timeout);
        written = co_await write_all(next);
        body.remove_prefix(part.size());
    }
    co_return written;
}

asio::awaitable<std::size_t> Connection::write_within(std::span<const asio::const_buffer> parts,
                                                      std::chrono::milliseconds limit) {
    timed_->expire_after(limit);
    boost::system::error_code ignored;  // the count says it
    const auto count =
        co_await asio::async_write(timed_->socket, parts, asio::redirect_error(asio::use_awaitable, ignored));
    if (!timed_->has_expired()) timed_->rest();
    co_return count;
}

void Connection::watch(std::function<void()> on_end) {
    shrink_room_to(filled_);  // live streams are many
    timed_->watch(std::move(on_end));
}

void Connection::limit_send_buffer(int bytes) {
    boost::system::error_code ignored;  // a larger one only costs memory
    if (bytes > 0) static_cast<void>(timed_->socket.set_option(asio::socket_base::send_buffer_size(bytes), ignored));
}

void Connection::reset() {
    boost::system::error_code ignored;  // closed is what it shall be
    static_cast<void>(timed_->socket.set_option(asio::socket_base::linger(true, 0), ignored));
    close();
}

asio::awaitable<void> Connection::linger() {
    boost::system::error_code error;
    static_cast<void>(timed_->socket.shutdown(StreamSocket::shutdown_send, error));
    timed_->expire_after(linger_time);
    room_.resize(read_bytes);
    for (std::size_t dropped = 0; !error && dropped < max_lingering_bytes;) {
        const auto count = co_await read_some(asio::buffer(room_.data(), room_.size()));
        if (count == 0) break;
        dropped += count;
    }
    close();
}

}  // namespace suoledger::http

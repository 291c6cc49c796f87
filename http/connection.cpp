// SPDX-License-Identifier: Apache-2.0
// Reading and writing of one socket, each phase under its own deadline.
#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/error.hpp>
#include <utility>

#include "http/session_parts.hpp"

namespace suoledger::http {
namespace {

constexpr std::size_t read_bytes = 8 * 1024;  // the usual request fits
constexpr std::size_t body_step_bytes = 64 * 1024;
/// A slow reader must take this much within body_timeout, so that even a long answer ends.
constexpr std::size_t write_bytes = 256 * 1024;
constexpr std::size_t max_lingering_bytes = std::size_t{2} * 1024 * 1024;
constexpr std::chrono::seconds linger_time{5};

const FramingFault head_late{408, "request_timeout", "The head of the request did not arrive in time."};
const FramingFault body_late{408, "request_timeout", "The body of the request did not arrive in time."};
const FramingFault body_too_large{413, "payload_too_large", "The body is larger than this route takes."};
const FramingFault no_room{503, "overloaded", "Too many bodies are being received; try again."};

std::string address_of(const asio::ip::tcp::socket& socket) {
    boost::system::error_code error;
    const auto endpoint = socket.remote_endpoint(error);
    return error ? std::string() : endpoint.address().to_string();
}

}  // namespace

Connection::Connection(asio::ip::tcp::socket socket, const ServerConfig& config)
    : stream_(std::move(socket)), config_(config), remote_address_(address_of(stream_.socket())) {
    boost::system::error_code ignored;  // a connection without it only is slower
    stream_.socket().set_option(asio::ip::tcp::no_delay(true), ignored);
}

asio::awaitable<bool> Connection::read_more() {
    const auto before = received_.size();
    received_.resize(before + read_bytes);
    boost::system::error_code error;
    const auto room = asio::buffer(received_.data() + before, read_bytes);
    const auto count = co_await stream_.async_read_some(room, asio::redirect_error(asio::use_awaitable, error));
    received_.resize(before + count);
    timed_out_ = error == boost::beast::error::timeout;
    co_return !error;
}

asio::awaitable<std::expected<std::size_t, Stop>> Connection::read_head() {
    if (received_.empty()) {
        received_.shrink_to_fit();  // idle connections are many
        idle_ = true;
        stream_.expires_after(config_.idle_timeout);
        const bool came = co_await read_more();
        idle_ = false;
        if (!came) co_return std::unexpected(Stop{});
    }
    stream_.expires_after(config_.header_timeout);
    HeadScanner scanner;
    for (;;) {
        auto size = scanner.scan(received_);
        if (!size) co_return std::unexpected(Stop{size.error()});
        if (*size) co_return **size;
        const bool came = co_await read_more();
        if (!came && timed_out_) co_return std::unexpected(Stop{head_late});
        if (!came) co_return std::unexpected(Stop{});
    }
}

asio::awaitable<std::expected<std::string, Stop>> Connection::read_body(const Framing& framing,
                                                                        BodyAllowance& allowance) {
    if (!framing.has_body()) co_return std::string();
    const auto length = static_cast<std::uint64_t>(framing.content_length);
    if (length > config_.max_body_bytes) co_return std::unexpected(Stop{body_too_large});
    stream_.expires_after(config_.body_timeout);
    if (framing.expects_continue && received_.empty()) {
        const bool written = co_await write("HTTP/1.1 100 Continue\r\n\r\n", "");
        if (!written) co_return std::unexpected(Stop{});
        stream_.expires_after(config_.body_timeout);
    }
    if (framing.chunked) co_return co_await read_chunks(allowance);
    co_return co_await read_counted(static_cast<std::size_t>(length), allowance);
}

asio::awaitable<std::expected<std::string, Stop>> Connection::read_counted(std::size_t length,
                                                                           BodyAllowance& allowance) {
    std::string body = received_.substr(0, length);
    consume(body.size());
    if (!allowance.grow_to(body.size())) co_return std::unexpected(Stop{no_room});
    while (body.size() < length) {
        // What is announced is not set aside before it comes.
        const auto before = body.size(), step = std::min(body_step_bytes, length - before);
        if (!allowance.grow_to(before + step)) co_return std::unexpected(Stop{no_room});
        body.resize(before + step);
        boost::system::error_code error;
        const auto room = asio::buffer(body.data() + before, step);
        const auto count = co_await stream_.async_read_some(room, asio::redirect_error(asio::use_awaitable, error));
        body.resize(before + count);
        if (error == boost::beast::error::timeout) co_return std::unexpected(Stop{body_late});
        if (error) co_return std::unexpected(Stop{});
    }
    co_return body;
}

asio::awaitable<std::expected<std::string, Stop>> Connection::read_chunks(BodyAllowance& allowance) {
    ChunkedBody chunks(config_.max_body_bytes);
    for (;;) {
        const auto used = chunks.feed(received_);
        if (!used) co_return std::unexpected(Stop{used.error()});
        consume(*used);
        if (chunks.done()) co_return std::move(chunks.body());
        if (!allowance.grow_to(chunks.body().size())) co_return std::unexpected(Stop{no_room});
        const bool came = co_await read_more();
        if (!came && timed_out_) co_return std::unexpected(Stop{body_late});
        if (!came) co_return std::unexpected(Stop{});
    }
}

asio::awaitable<bool> Connection::write(std::string_view head, std::string_view body) {
    auto first = body.substr(0, write_bytes);
    const std::array<asio::const_buffer, 2> both{asio::buffer(head.data(), head.size()),
                                                 asio::buffer(first.data(), first.size())};
    boost::system::error_code error;
    stream_.expires_after(config_.body_timeout);
    co_await asio::async_write(stream_, both, asio::redirect_error(asio::use_awaitable, error));
    body.remove_prefix(first.size());
    while (!error && !body.empty()) {
        first = body.substr(0, write_bytes);
        const auto part = asio::buffer(first.data(), first.size());
        stream_.expires_after(config_.body_timeout);
        co_await asio::async_write(stream_, part, asio::redirect_error(asio::use_awaitable, error));
        body.remove_prefix(first.size());
    }
    co_return !error;
}

asio::awaitable<void> Connection::linger() {
    boost::system::error_code error;
    stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, error);
    stream_.expires_after(linger_time);
    std::size_t dropped = 0;
    while (!error && dropped < max_lingering_bytes) {
        received_.resize(read_bytes);
        const auto room = asio::buffer(received_.data(), received_.size());
        dropped += co_await stream_.async_read_some(room, asio::redirect_error(asio::use_awaitable, error));
    }
    close();
}

void Connection::close() { stream_.close(); }

}  // namespace suoledger::http

// SPDX-License-Identifier: Apache-2.0
// Sockets, and just enough of HTTP to find the end of a response.
#include "benchmarks/load/http_connection.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <stdexcept>
#include <system_error>

#include "tests/support/peer_address.hpp"

namespace suoledger::load {

namespace {

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

std::optional<std::int64_t> number_of(std::string_view head, std::string_view name) {
    const auto at = head.find(name);
    if (at == std::string_view::npos) return std::nullopt;
    const auto digits = head.substr(at + name.size());
    std::int64_t number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return number;
}

}  // namespace

HttpConnection::HttpConnection(const std::string& address) {
    const auto peer = tests::peer_address(address);
    descriptor_ = socket(peer.family(), SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor_ < 0) fail("socket");
    if (connect(descriptor_, peer.get(), peer.size) != 0) fail("connect");
    const int on = 1;
    if (peer.family() == AF_INET) setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (fcntl(descriptor_, F_SETFL, O_NONBLOCK) != 0) fail("fcntl");
}

HttpConnection::~HttpConnection() { close(descriptor_); }

void HttpConnection::send(std::string_view bytes) {
    const auto sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0) fail("send");
    if (static_cast<std::size_t>(sent) != bytes.size()) throw std::runtime_error("a request did not fit its socket");
}

bool HttpConnection::read_available() {
    if (taken_) buffer_.clear();
    taken_ = false;
    constexpr std::size_t portion = 16 * 1024;
    bool any = false;
    for (;;) {
        const std::size_t held = buffer_.size();
        buffer_.resize(held + portion);
        const auto got = recv(descriptor_, buffer_.data() + held, portion, 0);
        buffer_.resize(held + static_cast<std::size_t>(got > 0 ? got : 0));
        if (got == 0) throw std::runtime_error("the server closed a connection");
        if (got < 0 && errno != EAGAIN && errno != EINTR) fail("recv");
        any = any || got > 0;
        if (got < static_cast<ssize_t>(portion)) return any;
    }
}

std::optional<HttpResponse> HttpConnection::receive() {
    read_available();
    const std::string_view all = buffer_;
    const auto end = all.find("\r\n\r\n");
    if (end == std::string_view::npos) return std::nullopt;
    HttpResponse response;
    response.head = all.substr(0, end + 2);
    const auto length = number_of(response.head, "\r\nContent-Length: ");
    if (!length) throw std::runtime_error("a response without Content-Length: " + std::string(response.head));
    if (all.size() < end + 4 + static_cast<std::size_t>(*length)) return std::nullopt;
    response.body = all.substr(end + 4);
    response.status = static_cast<int>(number_of(response.head, "HTTP/1.1 ").value_or(0));
    response.position = number_of(response.head, "\r\nLedger-Position: ").value_or(0);
    taken_ = true;
    return response;
}

std::string_view HttpConnection::receive_raw() {
    read_available();
    taken_ = true;
    return buffer_;
}

}  // namespace suoledger::load

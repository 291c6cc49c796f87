// SPDX-License-Identifier: Apache-2.0
// Blocking sockets.
#include "tests/http/raw_client.hpp"

#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>
#include <cctype>
#include <cerrno>
#include <stdexcept>
#include <utility>

#include "tests/support/peer_address.hpp"

namespace suoledger::http::test {
namespace {

constexpr int patience_seconds = 30;

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

Reply parse_head(const std::string& head) {
    Reply reply;
    reply.head = head;
    if (!head.starts_with("HTTP/1.1 ")) throw std::runtime_error("no status line: " + head);
    reply.status = std::stoi(head.substr(9, 3));
    for (auto at = head.find("\r\n") + 2; at < head.size();) {
        const auto end = head.find("\r\n", at);
        const auto colon = head.find(": ", at);
        if (end == at) break;
        if (colon == std::string::npos || colon > end) throw std::runtime_error("no header line in: " + head);
        if (!reply.headers.emplace(lower(head.substr(at, colon - at)), head.substr(colon + 2, end - colon - 2)).second)
            throw std::runtime_error("a header twice in: " + head);
        at = end + 2;
    }
    return reply;
}

}  // namespace

std::string Reply::header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string() : found->second;
}

boost::json::value Reply::json() const { return boost::json::parse(body); }

std::string Reply::code() const {
    if (header("content-type") != "application/problem+json") return {};
    return std::string(json().at("code").as_string());
}

RawClient::RawClient(const std::string& address, int receive_buffer_bytes) {
    const auto peer = tests::peer_address(address);
    socket_ = ::socket(peer.family(), SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (receive_buffer_bytes > 0) {
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes, sizeof receive_buffer_bytes);
        const int segment_bytes = 536;  // the peer's kernel sizes its buffer by what one segment may hold
        ::setsockopt(socket_, IPPROTO_TCP, TCP_MAXSEG, &segment_bytes, sizeof segment_bytes);
    }
    if (::connect(socket_, peer.get(), peer.size) != 0) {
        ::close(socket_);
        throw std::runtime_error("cannot connect to " + address);
    }
    const timeval patience{patience_seconds, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
}

RawClient::~RawClient() { ::close(socket_); }

bool RawClient::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

bool RawClient::receive() {
    std::array<char, 16 * 1024> part;
    // A ring (io_uring) that a test of this thread gave back interrupts it.
    const auto count = TEMP_FAILURE_RETRY(::recv(socket_, part.data(), part.size(), 0));
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) throw std::runtime_error("the server does not answer");
    if (count < 0 && errno == ECONNRESET) was_reset_ = true;
    if (count <= 0) return false;
    received_.append(part.data(), static_cast<std::size_t>(count));
    return true;
}

std::optional<Reply> RawClient::read_head() {
    auto head_end = received_.find("\r\n\r\n");
    for (; head_end == std::string::npos; head_end = received_.find("\r\n\r\n")) {
        if (receive()) continue;
        if (received_.empty()) return std::nullopt;
        throw std::runtime_error("closed within a head: " + received_);
    }
    Reply reply = parse_head(received_.substr(0, head_end + 4));
    received_.erase(0, head_end + 4);
    return reply;
}

std::string RawClient::read_some() {
    if (received_.empty()) receive();
    return std::exchange(received_, {});
}

std::optional<Reply> RawClient::read_reply(bool to_head) {
    auto reply = read_head();
    if (!reply) return std::nullopt;
    const bool has_body = !to_head && reply->status >= 200 && reply->status != 304;
    const std::size_t length = has_body ? std::stoul(reply->headers.at("content-length")) : 0;
    while (received_.size() < length) {
        if (!receive()) throw std::runtime_error("closed within a body: " + reply->head);
    }
    reply->body = received_.substr(0, length);
    received_.erase(0, length);
    return reply;
}

std::vector<Reply> RawClient::read_all() {
    std::vector<Reply> replies;
    while (auto reply = read_reply()) replies.push_back(std::move(*reply));
    return replies;
}

void RawClient::finish_sending() { ::shutdown(socket_, SHUT_WR); }

Reply RawClient::exchange(std::string_view bytes) {
    send(bytes);
    auto reply = read_reply();
    if (!reply) throw std::runtime_error("closed without an answer");
    return *std::move(reply);
}

std::string request_text(const std::string& method, const std::string& target, const std::vector<std::string>& headers,
                         const std::string& body) {
    std::string text = method + " " + target + " HTTP/1.1\r\nHost: test\r\n";
    for (const auto& header : headers) text += header + "\r\n";
    if (!body.empty()) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    return text + "\r\n" + body;
}

}  // namespace suoledger::http::test

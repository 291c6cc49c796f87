// SPDX-License-Identifier: Apache-2.0
// Blocking sockets.
#include "tests/adapters/loopback_peer.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace suoledger::tests {
namespace {

constexpr int patience_ms = 30'000;

bool is_ready(int socket, short events, int within_ms) {
    pollfd waiting{socket, events, 0};
    return poll(&waiting, 1, within_ms) > 0;
}

}  // namespace

PeerConnection::PeerConnection(int socket) : socket_(socket) {}

PeerConnection::~PeerConnection() {
    if (socket_ >= 0) close(socket_);
}

std::string PeerConnection::read_head() {
    std::array<char, 4096> room{};
    while (received_.find("\r\n\r\n") == std::string::npos) {
        if (!is_ready(socket_, POLLIN, patience_ms)) throw std::runtime_error{"nothing was sent"};
        const auto count = recv(socket_, room.data(), room.size(), 0);
        if (count <= 0) throw std::runtime_error{"no head came: " + received_};
        received_.append(room.data(), static_cast<std::size_t>(count));
    }
    const auto size = received_.find("\r\n\r\n") + 4;
    std::string head = received_.substr(0, size);
    received_.erase(0, size);
    return head;
}

void PeerConnection::send(std::string_view bytes) {
    while (!bytes.empty()) {
        if (!is_ready(socket_, POLLOUT, patience_ms)) throw std::runtime_error{"nothing is taken"};
        const auto count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count < 0) throw std::runtime_error{"the other end is gone"};
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

bool PeerConnection::is_over() {
    char one = 0;
    if (!is_ready(socket_, POLLIN, patience_ms)) return false;
    return recv(socket_, &one, 1, 0) <= 0;
}

std::size_t PeerConnection::send_until_it_rests(std::size_t bytes) {
    constexpr int rest_ms = 1000;
    const std::string some(std::size_t{64} << 10U, 'x');
    std::size_t sent = 0;
    while (sent < bytes && is_ready(socket_, POLLOUT, rest_ms)) {
        const auto step = std::min(some.size(), bytes - sent);
        const auto count = ::send(socket_, some.data(), step, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count < 0) throw std::runtime_error{"the other end is gone"};
        sent += static_cast<std::size_t>(count);
    }
    return sent;
}

LoopbackPeer::LoopbackPeer() : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const plain = reinterpret_cast<sockaddr*>(&address);
    if (bind(socket_, plain, size) != 0 || listen(socket_, 16) != 0 || getsockname(socket_, plain, &size) != 0)
        throw std::runtime_error{"no port of the loopback"};
    port_ = ntohs(address.sin_port);
}

LoopbackPeer::~LoopbackPeer() { close(socket_); }

std::string LoopbackPeer::url() const { return "http://127.0.0.1:" + std::to_string(port_); }

PeerConnection LoopbackPeer::accept() {
    if (!is_ready(socket_, POLLIN, patience_ms)) throw std::runtime_error{"nobody comes"};
    return PeerConnection{::accept(socket_, nullptr, nullptr)};
}

bool LoopbackPeer::has_visitor() const { return is_ready(socket_, POLLIN, 0); }

}  // namespace suoledger::tests

// SPDX-License-Identifier: Apache-2.0
// Whom a client connects to, by TCP or by a Unix socket.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cstdint>
#include <stdexcept>
#include <string>

namespace suoledger::tests {

struct PeerAddress {
    sockaddr_storage storage{};
    socklen_t size = 0;

    [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
    [[nodiscard]] int family() const { return storage.ss_family; }
};

/// `text`: "127.0.0.1:8080", or the path of a Unix socket, which begins with a slash.
inline PeerAddress peer_address(const std::string& text) {
    PeerAddress peer;
    if (text.starts_with('/')) {
        auto& local = reinterpret_cast<sockaddr_un&>(peer.storage);
        if (text.size() >= sizeof local.sun_path) throw std::runtime_error("too long for a socket: " + text);
        local.sun_family = AF_UNIX;
        text.copy(local.sun_path, text.size());
        peer.size = sizeof local;
        return peer;
    }
    auto& ipv4 = reinterpret_cast<sockaddr_in&>(peer.storage);
    const auto colon = text.rfind(':');
    if (colon == std::string::npos || inet_pton(AF_INET, text.substr(0, colon).c_str(), &ipv4.sin_addr) != 1)
        throw std::runtime_error("no IPv4 address and port: " + text);
    ipv4.sin_family = AF_INET;
    ipv4.sin_port = htons(static_cast<std::uint16_t>(std::stoi(text.substr(colon + 1))));
    peer.size = sizeof ipv4;
    return peer;
}

}  // namespace suoledger::tests

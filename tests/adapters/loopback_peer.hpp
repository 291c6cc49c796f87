// SPDX-License-Identifier: Apache-2.0
// The other end of a connection, driven by the test: reads what was sent, answers with bytes, or says nothing.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace suoledger::tests {

/// Closes itself. Reads and writes throw after 30 s without a byte.
class PeerConnection {
public:
    explicit PeerConnection(int socket);
    ~PeerConnection();
    PeerConnection(PeerConnection&& other) noexcept
        : socket_(std::exchange(other.socket_, -1)), received_(std::move(other.received_)) {}
    PeerConnection& operator=(PeerConnection&&) = delete;

    /// The next request's head with its empty line; it has no body.
    std::string read_head();
    void send(std::string_view bytes);
    /// True when the other end closed, or reset.
    bool is_over();
    /// How many of as many bytes the other end took before it took none for a second.
    std::size_t send_until_it_rests(std::size_t bytes);

private:
    int socket_;
    std::string received_;
};

class LoopbackPeer {
public:
    LoopbackPeer();
    ~LoopbackPeer();
    LoopbackPeer(const LoopbackPeer&) = delete;
    LoopbackPeer& operator=(const LoopbackPeer&) = delete;

    [[nodiscard]] std::string url() const;
    /// Blocks, up to 30 s.
    PeerConnection accept();
    /// Somebody has connected and was not accepted yet.
    [[nodiscard]] bool has_visitor() const;

private:
    int socket_ = -1;
    int port_ = 0;
};

}  // namespace suoledger::tests

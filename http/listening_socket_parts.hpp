// SPDX-License-Identifier: Apache-2.0
// A socket that is bound: of TCP, or a Unix socket with its file.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <filesystem>
#include <string>

namespace suoledger::http {

namespace asio = boost::asio;

/// Of a socket whose family is one of TCP's.
asio::ip::tcp::endpoint tcp_endpoint_of(const asio::generic::stream_protocol::endpoint& endpoint);

/// Both constructors throw std::runtime_error naming the address.
class ListeningSocket {
public:
    using Acceptor = asio::basic_socket_acceptor<asio::generic::stream_protocol>;

    /// `address`: "host:port"; port 0 picks a free one.
    ListeningSocket(const asio::any_io_executor& executor, const std::string& address);
    /// For its user and group. A socket there that nobody listens on any more makes way, anything else does not.
    ListeningSocket(const asio::any_io_executor& executor, const std::filesystem::path& file);
    ~ListeningSocket() { close(); }
    ListeningSocket(const ListeningSocket&) = delete;
    ListeningSocket& operator=(const ListeningSocket&) = delete;

    /// Removes the file that it made, while nobody else can have taken its place yet.
    void close();
    [[nodiscard]] Acceptor& acceptor() { return acceptor_; }
    [[nodiscard]] const std::string& address() const { return address_; }  // "127.0.0.1:8080" as bound, or the path

private:
    Acceptor acceptor_;
    std::string address_;
    std::filesystem::path file_;  // empty: of TCP
};

}  // namespace suoledger::http

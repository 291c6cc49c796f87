// SPDX-License-Identifier: Apache-2.0
// A client that sends the bytes it is given and takes responses apart; it trusts neither side's library.
#pragma once

#include <boost/json/value.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace suoledger::http::test {

struct Reply {
    int status = 0;
    std::string head;
    std::map<std::string, std::string> headers;  // names lower-case
    std::string body;
    [[nodiscard]] std::string header(const std::string& name) const;  // "" when absent
    [[nodiscard]] boost::json::value json() const;
    /// The problem's code; "" when the body is none.
    [[nodiscard]] std::string code() const;
};

class RawClient {
public:
    /// "127.0.0.1:8080", or the path of a Unix socket. Throws when nobody listens.
    /// A small receive buffer makes a client that does not read felt at once; 0: as the kernel likes.
    explicit RawClient(const std::string& address, int receive_buffer_bytes = 0);
    ~RawClient();
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    /// False when the peer has closed.
    bool send(std::string_view bytes);
    /// The next response; nullopt when the server closed before one began. Throws on a torn one, and after 30 s without
    /// a byte, so that a server that hangs fails the test. `to_head`: it answers a HEAD and has no body.
    std::optional<Reply> read_reply(bool to_head = false);
    /// Without what follows the head.
    std::optional<Reply> read_head();
    /// Whatever came next; empty when the server has closed, or reset what it had begun.
    std::string read_some();
    /// The server did not end the connection, it broke it off.
    [[nodiscard]] bool was_reset() const { return was_reset_; }
    /// Everything until the server closes.
    std::vector<Reply> read_all();
    /// No more will be sent.
    void finish_sending();
    Reply exchange(std::string_view bytes);

private:
    bool receive();

    int socket_ = -1;
    std::string received_;
    bool was_reset_ = false;
};

/// "GET /x HTTP/1.1\r\nHost: test\r\n…"; `headers` are whole lines without their ends. A body brings its length.
std::string request_text(const std::string& method, const std::string& target,
                         const std::vector<std::string>& headers = {}, const std::string& body = {});

}  // namespace suoledger::http::test

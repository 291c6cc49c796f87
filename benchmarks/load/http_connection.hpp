// SPDX-License-Identifier: Apache-2.0
// One keep-alive connection without waiting: bytes out, whole responses in.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace suoledger::load {

struct HttpResponse {
    int status = 0;
    std::string_view head, body;  // valid until the next receive
    std::int64_t position = 0;    // Ledger-Position, 0 where there is none
};

/// Throws std::system_error or std::runtime_error: a load generator whose connection fails has nothing to report.
class HttpConnection {
public:
    explicit HttpConnection(const std::string& address);  // "127.0.0.1:8080", or the path of a Unix socket
    ~HttpConnection();
    HttpConnection(const HttpConnection&) = delete;
    HttpConnection& operator=(const HttpConnection&) = delete;

    [[nodiscard]] int descriptor() const { return descriptor_; }
    /// Requests are smaller than the socket's buffer, so that they are taken whole.
    void send(std::string_view bytes);
    /// What has arrived, if that is a whole response now. Its length must be told by Content-Length.
    std::optional<HttpResponse> receive();
    /// Everything that has arrived, whatever it is; empty when nothing has.
    std::string_view receive_raw();

private:
    bool read_available();

    int descriptor_ = -1;
    std::string buffer_;
    bool taken_ = false;  // the buffer was handed out and may be dropped
};

}  // namespace suoledger::load

// SPDX-License-Identifier: Apache-2.0
// The framing gate: decides on the raw bytes of a request's head, before any parser is trusted, where the request ends.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace suoledger::http {

// Beast 1.81 is sound on syntax (it refuses bare LF, NUL, `Name :`, differing lengths) but not on framing: it takes
// `Transfer-Encoding: xchunked` for an empty body, accepts equal Content-Lengths, a missing Host and Transfer-Encoding
// in HTTP/1.0, merges trailers into the headers and does not bound chunk extensions. So the split is: this gate reads
// the head's raw lines and alone decides how the body is framed; Beast then parses the very same bytes into fields (a
// second net) and reads bodies with a Content-Length; chunked bodies are decoded by ChunkedBody and never reach Beast.

inline constexpr std::size_t max_request_line_bytes = 8 * 1024;  // RFC 9112 §3 asks for at least 8000
inline constexpr std::size_t max_header_bytes = 16 * 1024;       // field lines with their line ends
inline constexpr std::size_t max_header_count = 100;

/// Why a request is refused before it is routed; the connection closes after the answer.
struct FramingFault {
    int status = 400;
    std::string_view code = "malformed_request";
    std::string_view detail;
};

/// How the rest of the request is framed.
struct Framing {
    std::int64_t content_length = 0;
    bool chunked = false;
    bool expects_continue = false;
    bool keep_alive = true;
    int minor_version = 1;
    [[nodiscard]] bool has_body() const { return chunked || content_length > 0; }
};

/// Finds the end of the head in a growing buffer. One per request; costs O(bytes) however the bytes arrive.
class HeadScanner {
public:
    /// `received` starts at the request's first byte and only grows. The head's size with its empty line, nullopt when
    /// more bytes are needed.
    std::expected<std::optional<std::size_t>, FramingFault> scan(std::string_view received);

private:
    std::size_t line_start_ = 0;
    std::size_t header_start_ = 0;  // 0 while in the request line
    std::size_t header_count_ = 0;
};

/// Checks every line of a complete head (as found by HeadScanner).
std::expected<Framing, FramingFault> check_head(std::string_view head);

/// Decodes a chunked body with bounds on everything a sender controls.
class ChunkedBody {
public:
    explicit ChunkedBody(std::size_t max_bytes) : max_bytes_(max_bytes) {}
    /// Takes what it can of `input` and says how much that was; the rest belongs to the next request once done().
    std::expected<std::size_t, FramingFault> feed(std::string_view input);
    [[nodiscard]] bool done() const { return state_ == State::done; }
    std::string& body() { return body_; }

private:
    enum class State : std::uint8_t { size_line, data, data_end, last_line, done };
    std::optional<FramingFault> read_size_line(std::string_view line);

    std::size_t max_bytes_;
    State state_ = State::size_line;
    std::string line_;  // of a size line that came in pieces
    std::size_t remaining_ = 0;
    std::string body_;
};

}  // namespace suoledger::http

// SPDX-License-Identifier: Apache-2.0
// One HTTP exchange with a provider, bounded in time and size; over libcurl, or scripted by a test.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace suoledger::adapters {

struct HttpRequest {
    std::string url;
    std::string bearer;               // secret: in no log and no message
    std::optional<std::string> json;  // body of a POST; a GET without
    /// Whether to do it twice is to do it once. Of others libcurl must not repeat one by itself.
    bool repeatable = true;
};
struct HttpAnswer {
    long status = 0;
    std::string body;
    std::optional<std::chrono::seconds> retry_after;
};
enum class TransportFault : std::uint8_t {
    not_sent,   // nobody was reached: certainly not done
    timed_out,  // sent, at least in part
    cut,        // sent, at least in part, and the answer is missing or not whole
    too_large
};

/// Thread-safe; blocks.
class HttpTransport {
public:
    virtual ~HttpTransport() = default;
    virtual std::expected<HttpAnswer, TransportFault> send(const HttpRequest& request) = 0;
};

struct TransportLimits {
    std::chrono::milliseconds connect{3000}, whole{8000};
    std::size_t max_answer_bytes = std::size_t{8} << 20U;
};
/// Follows no redirect, which would carry the secret elsewhere. Keeps connections for the next request.
std::unique_ptr<HttpTransport> make_curl_transport(TransportLimits limits);

/// What is wrong with the address of a provider's API: only https, or http to this machine, and nothing secret in it.
std::optional<std::string> wrong_with_base_url(std::string_view url);

}  // namespace suoledger::adapters

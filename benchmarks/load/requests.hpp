// SPDX-License-Identifier: Apache-2.0
// Requests rendered once to bytes; only the digits that make each one unique are written when it is sent.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace suoledger::load {

struct RequestTemplate {
    std::string bytes;
    std::vector<std::size_t> numbers;  // where the nine digits of the request's number go
};

struct RequestOptions {
    std::string host;
    std::string key_prefix;  // of Idempotency-Key, which ends with the request's number
};

/// One request a line: API key, method, path, body, separated by tabs. `{n}` in path or body is the request's number.
/// Throws std::runtime_error when the file cannot be read or a line is none.
std::vector<RequestTemplate> read_requests(const std::string& file, const RequestOptions& options);
/// A GET without a number.
std::string read_bytes(const std::string& host, const std::string& api_key, const std::string& path,
                       const std::string& more_headers);
/// Sends may reuse `out`.
void render(const RequestTemplate& request, std::uint64_t number, std::string& out);

}  // namespace suoledger::load

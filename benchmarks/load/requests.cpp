// SPDX-License-Identifier: Apache-2.0
// Request bytes.
#include "benchmarks/load/requests.hpp"

#include <algorithm>
#include <fstream>
#include <stdexcept>

namespace suoledger::load {

namespace {

constexpr std::string_view mark = "{n}";
constexpr std::size_t digits = 9;

/// Replaces every mark by digits and remembers where they stand.
RequestTemplate with_numbers(const std::string& text) {
    RequestTemplate request;
    std::size_t from = 0;
    for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, from)) {
        request.bytes.append(text, from, at - from);
        request.numbers.push_back(request.bytes.size());
        request.bytes.append(digits, '0');
        from = at + mark.size();
    }
    request.bytes.append(text, from);
    return request;
}

std::string head_of(const std::string& method, const std::string& path, const std::string& host,
                    const std::string& api_key) {
    const std::string authority = host.starts_with('/') ? "localhost" : host;  // a path: of a Unix socket
    return method + ' ' + path + " HTTP/1.1\r\nHost: " + authority + "\r\nAuthorization: Bearer " + api_key + "\r\n";
}

std::vector<std::string> fields_of(const std::string& line) {
    std::vector<std::string> fields;
    std::size_t from = 0;
    for (std::size_t at = line.find('\t'); at != std::string::npos; at = line.find('\t', from)) {
        fields.push_back(line.substr(from, at - from));
        from = at + 1;
    }
    fields.push_back(line.substr(from));
    return fields;
}

}  // namespace

std::vector<RequestTemplate> read_requests(const std::string& file, const RequestOptions& options) {
    std::ifstream in{file};
    if (!in) throw std::runtime_error("cannot read " + file);
    std::vector<RequestTemplate> requests;
    for (std::string line; std::getline(in, line);) {
        const auto fields = fields_of(line);
        if (fields.size() != 4) throw std::runtime_error("not a request: " + line);
        std::string text = head_of(fields[1], fields[2], options.host, fields[0]);
        if (fields[1] != "GET") {
            // The length counts the digits that stand for a mark.
            const std::size_t length = with_numbers(fields[3]).bytes.size();
            text += "Idempotency-Key: " + options.key_prefix + "-{n}\r\nContent-Type: application/json\r\n" +
                    "Content-Length: " + std::to_string(length) + "\r\n";
        }
        requests.push_back(with_numbers(text + "\r\n" + fields[3]));
    }
    if (requests.empty()) throw std::runtime_error(file + " holds no request");
    return requests;
}

std::string read_bytes(const std::string& host, const std::string& api_key, const std::string& path,
                       const std::string& more_headers) {
    return head_of("GET", path, host, api_key) + more_headers + "\r\n";
}

void render(const RequestTemplate& request, std::uint64_t number, std::string& out) {
    out = request.bytes;
    for (const std::size_t at : request.numbers) {
        std::uint64_t rest = number;
        for (std::size_t i = digits; i-- > 0; rest /= 10) out[at + i] = static_cast<char>('0' + rest % 10);
    }
}

}  // namespace suoledger::load

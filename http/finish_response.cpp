// SPDX-License-Identifier: Apache-2.0
// The head of a response.
#include "http/finish_response.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <boost/beast/http/status.hpp>
#include <ctime>
#include <utility>

#include "http/field_syntax.hpp"
#include "http/preconditions.hpp"
#include "http/request_ids.hpp"

namespace suoledger::http {
namespace {

constexpr std::size_t usual_head_bytes = 640, usual_framing_bytes = 96;

bool has_header(const Response& response, std::string_view name) {
    return std::ranges::any_of(response.headers,
                               [name](const auto& header) { return equal_ignoring_case(header.first, name); });
}

std::string_view reason_of(int status) {
    const auto reason = boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(status));
    return {reason.data(), reason.size()};
}

/// The line stays the same for a second, and writing it takes longer than the rest of the head.
void add_date(std::string& head, domain::Timestamp now) {
    struct Written {
        std::time_t second = -1;
        std::string line;
    };
    thread_local Written last;
    const auto second = static_cast<std::time_t>(now.microseconds / 1'000'000);
    if (last.second != second)
        last = {second, fmt::format("Date: {:%a, %d %b %Y %H:%M:%S} GMT\r\n", fmt::gmtime(second))};
    head += last.line;
}

/// What is behind a key is for its holder alone; documents may be kept and are asked for again.
std::string_view cache_control_of(const Call& call) {
    const bool is_document =
        call.route != nullptr && call.route->access == Access::open && call.route->handler != nullptr;
    return is_document ? "no-cache" : "no-store";
}

void add_field(std::string& head, std::string_view name, std::string_view value) {
    head.append(name).append(": ").append(value).append("\r\n");
}

/// `framing_lines` say what the body is and where it ends.
std::string head_of(const Call& call, const Response& response, std::string_view framing_lines, bool keep_alive,
                    domain::Timestamp now) {
    std::string head;
    head.reserve(usual_head_bytes);
    head.append("HTTP/1.1 ").append(std::to_string(response.status)).append(1, ' ');
    head.append(reason_of(response.status)).append("\r\n");
    add_date(head, now);
    head += framing_lines;
    for (const auto& [name, value] : response.headers) add_field(head, name, value);
    if (!has_header(response, "Cache-Control")) add_field(head, "Cache-Control", cache_control_of(call));
    add_field(head, "X-Content-Type-Options", "nosniff");
    add_field(head, "X-Request-Id", call.request.request_id);
    add_field(head, "traceparent", traceparent_of(call.request.trace_id, call.trace_flags));
    if (!keep_alive) head += "Connection: close\r\n";
    return head;
}

}  // namespace

void apply_validators(const Call& call, Response& response) {
    const bool reads = call.request.method == Method::get || call.request.method == Method::head;
    if (!reads || response.status != 200 || call.route == nullptr || call.route->handler == nullptr) return;
    auto tag = etag_of(response.body);
    if (none_match_hits(call.request, tag)) {
        response.status = 304;
        response.body.clear();
    }
    response.headers.emplace_back("ETag", std::move(tag));
}

ResponseBytes bytes_of_response(const Call& call, const Framing& framing, Response response, bool keep_alive,
                                domain::Timestamp now) {
    std::string lines;
    lines.reserve(usual_framing_bytes);
    if (response.status != 304) {
        add_field(lines, "Content-Type", response.content_type);
        add_field(lines, "Content-Length", std::to_string(response.body.size()));
    }
    std::string head = head_of(call, response, lines, keep_alive, now);
    if (keep_alive && framing.minor_version == 0) head += "Connection: keep-alive\r\n";
    head += "\r\n";
    if (call.request.method == Method::head) response.body.clear();
    return {std::move(head), std::move(response.body)};
}

std::string head_of_stream(const Call& call, bool is_chunked, const Response& response, bool keep_alive,
                           domain::Timestamp now) {
    const auto lines = fmt::format("Content-Type: {}\r\n{}", response.content_type,
                                   is_chunked ? "Transfer-Encoding: chunked\r\n" : "");
    return head_of(call, response, lines, keep_alive, now) + "\r\n";
}

std::string head_of_passed(const Call& call, bool is_chunked, const PrimaryHead& passed, bool keep_alive,
                           domain::Timestamp now) {
    Response response;
    response.status = passed.status;
    response.headers = headers_to_pass(passed);
    std::string line;
    if (is_chunked) line = "Transfer-Encoding: chunked\r\n";
    if (passed.length) line = fmt::format("Content-Length: {}\r\n", *passed.length);
    return head_of(call, response, line, keep_alive, now) + "\r\n";
}

}  // namespace suoledger::http

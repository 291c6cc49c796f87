// SPDX-License-Identifier: Apache-2.0
// What of a request goes to the primary, and what of its answer goes to the client.
#include "http/primary_reads.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "http/field_syntax.hpp"
#include "http/outcome_response.hpp"
#include "http/request_ids.hpp"

namespace suoledger::http {
namespace {

/// What handlers of reads look at. Not passed: Host, hop-by-hop headers, and what names clients or proxies, which the
/// primary would have to believe because this node says it.
constexpr std::array<std::string_view, 10> asked_with{
    "accept",        "accept-encoding",     "authorization", "if-match",    "if-none-match",
    "last-event-id", "ledger-min-position", "range",         "sec-purpose", "user-agent"};

/// RFC 9110 §7.6.1; where the body ends is told anew.
constexpr std::array<std::string_view, 10> of_the_connection{
    "connection", "content-length",   "keep-alive", "proxy-authenticate", "proxy-authorization",
    "te",         "proxy-connection", "trailer",    "transfer-encoding",  "upgrade"};
/// Every answer of the node has its own; the last two speak of the primary's address.
constexpr std::array<std::string_view, 6> of_the_node{"date",         "traceparent", "x-content-type-options",
                                                      "x-request-id", "alt-svc",     "strict-transport-security"};

bool is_in(std::span<const std::string_view> names, std::string_view lower_case_name) {
    return std::ranges::find(names, lower_case_name) != names.end();
}

std::vector<std::string> named_in_connection(const PrimaryHead& head) {
    std::vector<std::string> names;
    for (const auto& [name, value] : head.headers) {
        if (!equal_ignoring_case(name, "Connection")) continue;
        for_each_list_element(value, [&names](std::string_view element) { names.push_back(lower_case(element)); });
    }
    return names;
}

/// With its question mark; empty without one. A target has no fragment.
std::string_view query_of(std::string_view raw_target) {
    const auto mark = raw_target.find('?');
    return mark == std::string_view::npos ? std::string_view{} : raw_target.substr(mark);
}

}  // namespace

PrimaryQuestion question_of(const Call& call) {
    const Request& request = call.request;
    PrimaryQuestion question;
    question.listener = call.listener;
    question.head_only = request.method == Method::head;
    question.target = call.encoded_path;
    question.target += query_of(request.raw_target);
    for (const auto& header : request.headers)
        if (is_in(asked_with, header.first)) question.headers.push_back(header);
    question.headers.emplace_back("x-request-id", request.request_id);
    question.headers.emplace_back("traceparent", traceparent_of(request.trace_id, call.trace_flags));
    // Believed if this node is among the primary's trusted proxies; else all clients of a node are one address there.
    if (!request.remote_address.empty()) question.headers.emplace_back("x-forwarded-for", request.remote_address);
    const auto& key = request.principal.key_id;
    question.asked_by = key.is_nil() ? request.remote_address : domain::to_string(key);
    return question;
}

HeaderLines headers_to_pass(const PrimaryHead& head) {
    const auto named = named_in_connection(head);
    HeaderLines passed;
    for (const auto& [name, value] : head.headers) {
        const std::string lower = lower_case(name);
        if (is_in(of_the_connection, lower) || is_in(of_the_node, lower)) continue;
        if (std::ranges::find(named, lower) != named.end()) continue;
        if (!is_token(name) || std::ranges::any_of(value, is_forbidden_control)) continue;
        passed.emplace_back(name, value);
    }
    return passed;
}

bool is_of_absent_primary(const PrimaryHead& head) { return head.status == 502 || head.status == 504; }

bool has_dot_segment(std::string_view decoded_path) {
    while (!decoded_path.empty()) {
        const auto end = std::min(decoded_path.find_first_of("/\\"), decoded_path.size());
        const auto segment = decoded_path.substr(0, end);
        if (segment == "." || segment == "..") return true;
        decoded_path.remove_prefix(std::min(end + 1, decoded_path.size()));
    }
    return false;
}

Problem primary_unavailable() {
    return unavailable(
        "primary_unavailable",
        "Only the primary answers this, and it cannot be reached in time; other reads are answered here.");
}

}  // namespace suoledger::http

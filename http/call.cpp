// SPDX-License-Identifier: Apache-2.0
// From the bytes of a head to a request.
#include "http/call.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/none.hpp>
#include <utility>

#include "http/field_syntax.hpp"
#include "http/method.hpp"
#include "http/request_ids.hpp"
#include "http/target.hpp"

namespace suoledger::http {
namespace {

namespace beast_http = boost::beast::http;
using Parser = beast_http::request_parser<beast_http::empty_body>;

constexpr std::size_t usual_header_count = 12;

std::string_view view_of(boost::beast::string_view text) { return {text.data(), text.size()}; }

bool parse(Parser& parser, std::string_view head) {
    parser.header_limit(max_request_line_bytes + max_header_bytes + 1024);
    parser.body_limit(boost::none);  // bodies are read and bounded elsewhere
    boost::system::error_code error;
    parser.put(boost::asio::buffer(head.data(), head.size()), error);
    return parser.is_header_done() && (!error || error == beast_http::error::need_more);
}

void take_ids(Call& call, domain::Timestamp now) {
    auto given = call.request.header("x-request-id");
    call.request.request_id = given && is_safe_request_id(*given) ? std::string(*given) : make_request_id(now);
    auto parent = call.request.header("traceparent");
    auto trace = parent ? parse_traceparent(*parent) : std::nullopt;
    if (!trace) trace = make_trace();
    call.request.trace_id = std::move(trace->trace_id);
    call.trace_flags = std::move(trace->flags);
}

}  // namespace

std::expected<Call, FramingFault> call_of(std::string_view head, domain::Timestamp now) {
    Parser parser;
    if (!parse(parser, head)) return std::unexpected(FramingFault{.detail = "The head of the request is malformed."});
    const auto& message = parser.get();
    Call call;
    Request& request = call.request;
    request.received_at = now;
    request.method = parse_method(view_of(message.method_string()));
    request.raw_target = view_of(message.target());
    request.headers.reserve(usual_header_count);
    for (const auto& field : message)
        request.headers.emplace_back(lower_case(view_of(field.name_string())), view_of(field.value()));
    auto target = parse_target(request.raw_target);
    if (!target) return std::unexpected(FramingFault{.detail = "The request target is none that is served."});
    request.path = std::move(target->path);
    request.query = std::move(target->query);
    call.encoded_path = std::move(target->encoded_path);
    call.sorted_query = std::move(target->sorted_query);
    take_ids(call, now);
    return call;
}

Call unreadable_call(domain::Timestamp now) {
    Call call;
    call.request.method = Method::other;
    call.request.received_at = now;
    take_ids(call, now);
    return call;
}

void match_route(Call& call, std::span<const Route> table, Listener listener) {
    call.listener = listener;
    auto match = find_route(table, listener, call.request.method, call.encoded_path);
    if (!match) {
        call.allow = std::move(match.error().allow);
        return;
    }
    call.route = match->route;
    call.request.path_parameters = std::move(match->path_parameters);
}

}  // namespace suoledger::http

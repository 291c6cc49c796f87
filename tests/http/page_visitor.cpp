// SPDX-License-Identifier: Apache-2.0
// Requests as browsers make them.
#include "tests/http/page_visitor.hpp"

#include <future>

namespace suoledger::http::test {

Request PageVisitor::request_of(Method method, const std::string& target, const std::string& body) {
    Request request;
    request.method = method;
    const auto query = target.find('?');
    request.path = target.substr(0, query);
    if (query != std::string::npos) {
        const auto equals = target.find('=', query);
        request.query = {{target.substr(query + 1, equals - query - 1), target.substr(equals + 1)}};
    }
    request.body = body;
    if (!body.empty()) request.headers = {{"content-type", "application/x-www-form-urlencoded; charset=UTF-8"}};
    request.request_id = std::to_string(++asked_);
    request.received_at = service_.services.now();
    return request;
}

Response PageVisitor::answer(Request request) {
    const auto match = find_route(routes(), Listener::api, request.method, request.path);
    if (!match) throw std::runtime_error("no route for " + request.path);
    request.path_parameters = match->path_parameters;
    Handled handled = match->route->handler(service_.services, request);
    if (auto* outside = std::get_if<OutsideCall>(&handled)) {
        std::promise<OutsideCall::Next> told;
        outside->begin([&told](OutsideCall::Next next) { told.set_value(std::move(next)); });
        auto next = told.get_future().get();
        if (auto* problem = std::get_if<Problem>(&next)) return problem_response(*problem, request);
        return std::get<Response>(std::move(next));
    }
    if (auto* problem = std::get_if<Problem>(&handled)) return problem_response(*problem, request);
    return std::get<Response>(std::move(handled));
}

std::string header_of(const Response& response, std::string_view name) {
    for (const auto& [given, value] : response.headers)
        if (given == name) return value;
    return {};
}

}  // namespace suoledger::http::test

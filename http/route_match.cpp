// SPDX-License-Identifier: Apache-2.0
// Finding the route of a path, segment by segment.
#include <algorithm>
#include <optional>

#include "http/method.hpp"
#include "http/route.hpp"
#include "http/target.hpp"

namespace suoledger::http {
namespace {

std::string_view take_segment(std::string_view& path) {
    path.remove_prefix(1);
    auto segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    return segment;
}

/// What "{+path}" stands for (the reserved expansion of RFC 6570).
std::optional<std::vector<std::string>> rest_of_path(std::string_view path) {
    auto rest = percent_decoded(path.substr(1));
    if (!rest || rest->empty()) return std::nullopt;
    return std::vector{std::move(*rest)};
}

/// Segments are split before they are decoded, so that an encoded slash stays inside its segment.
std::optional<std::vector<std::string>> parameters_of(std::string_view pattern, std::string_view path) {
    std::vector<std::string> parameters;
    while (pattern.starts_with('/') && path.starts_with('/')) {
        auto expected = take_segment(pattern);
        if (expected.starts_with("{+")) return rest_of_path(path);
        const auto segment = take_segment(path);
        const bool is_parameter = expected.starts_with('{');
        if (!is_parameter && segment == expected) continue;  // the usual spelling, for every route of the table
        if (!is_parameter && segment.find('%') == std::string_view::npos) return std::nullopt;
        auto actual = percent_decoded(segment);
        if (!actual) return std::nullopt;
        if (!is_parameter && *actual != expected) return std::nullopt;
        if (!is_parameter) continue;
        const auto suffix = expected.substr(expected.find('}') + 1);  // "{number}.pdf"
        if (actual->size() <= suffix.size() || !actual->ends_with(suffix)) return std::nullopt;
        actual->resize(actual->size() - suffix.size());
        parameters.push_back(std::move(*actual));
    }
    if (!pattern.empty() || !path.empty()) return std::nullopt;
    return parameters;
}

bool serves(const Route& route, Listener listener) {
    return route.listener == Listener::both || route.listener == listener;
}

/// Most requests name a path as the table does: it is not split to find that out. nullptr: none is, which says nothing.
const Route* spelled_so(std::span<const Route> table, Listener listener, Method method, std::string_view path) {
    if (path.find('{') != std::string_view::npos) return nullptr;
    const auto found = std::ranges::find_if(table, [&](const Route& route) {
        return route.method == method && route.pattern == path && serves(route, listener);
    });
    return found == table.end() ? nullptr : &*found;
}

void add_method(std::string& allow, std::string_view method) {
    if (allow.find(method) != std::string::npos) return;
    if (!allow.empty()) allow += ", ";
    allow += method;
}

}  // namespace

std::expected<RouteMatch, NoRoute> find_route(std::span<const Route> table, Listener listener, Method method,
                                              std::string_view path) {
    if (const Route* route = spelled_so(table, listener, method, path)) return RouteMatch{route, {}};
    RouteMatch head_as_get;
    RouteMatch with_parameters;  // "/v1/invoices/{id}" gives way to "/v1/invoices/summary"
    NoRoute none;
    for (const auto& route : table) {
        if (!serves(route, listener)) continue;
        auto parameters = parameters_of(route.pattern, path);
        if (!parameters) continue;
        add_method(none.allow, to_string(route.method));
        if (route.method == Method::get) add_method(none.allow, to_string(Method::head));
        if (route.method == method && parameters->empty()) return RouteMatch{&route, {}};
        if (route.method == method && !with_parameters.route) with_parameters = {&route, *parameters};
        bool answers_head = method == Method::head && route.method == Method::get;
        if (answers_head && (!head_as_get.route || parameters->empty())) head_as_get = {&route, *parameters};
    }
    if (with_parameters.route) return with_parameters;
    if (head_as_get.route) return head_as_get;
    return std::unexpected(none);
}

}  // namespace suoledger::http

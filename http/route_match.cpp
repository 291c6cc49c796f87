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

/// What neither is encoded nor looks like a parameter of the table can be compared as it is spelled.
bool is_plain(std::string_view path) { return path.find_first_of("%{") == std::string_view::npos; }

/// Whether a plain path, which is no pattern itself, is the same up to the pattern's first parameter, and has as many
/// segments: most routes differ early.
bool may_fit(std::string_view pattern, std::string_view path) {
    const auto differs = std::ranges::mismatch(pattern, path).in1;
    if (differs == pattern.end() || *differs != '{') return false;
    return pattern.find("{+") != std::string_view::npos ||
           std::ranges::count(pattern, '/') == std::ranges::count(path, '/');
}

/// Of those with this method. "/v1/invoices/{id}" gives way to "/v1/invoices/summary".
std::optional<RouteMatch> find_with_method(std::span<const Route> table, Listener listener, Method method,
                                           std::string_view path) {
    const bool plain = is_plain(path);
    const auto is_asked = [&](const Route& route) { return route.method == method && serves(route, listener); };
    if (plain)
        for (const auto& route : table)
            if (route.pattern == path && is_asked(route)) return RouteMatch{&route, {}};
    std::optional<RouteMatch> with_parameters;
    for (const auto& route : table) {
        if (!is_asked(route) || (plain && !may_fit(route.pattern, path))) continue;
        auto parameters = parameters_of(route.pattern, path);
        if (parameters && parameters->empty()) return RouteMatch{&route, {}};
        if (parameters && !with_parameters) with_parameters = RouteMatch{&route, std::move(*parameters)};
    }
    return with_parameters;
}

void add_method(std::string& allow, std::string_view method) {
    if (allow.find(method) != std::string::npos) return;
    if (!allow.empty()) allow += ", ";
    allow += method;
}

}  // namespace

std::expected<RouteMatch, NoRoute> find_route(std::span<const Route> table, Listener listener, Method method,
                                              std::string_view path) {
    if (auto match = find_with_method(table, listener, method, path)) return std::move(*match);
    if (method == Method::head)
        if (auto match = find_with_method(table, listener, Method::get, path)) return std::move(*match);
    NoRoute none;
    for (const auto& route : table) {
        if (!serves(route, listener) || !parameters_of(route.pattern, path)) continue;
        add_method(none.allow, to_string(route.method));
        if (route.method == Method::get) add_method(none.allow, to_string(Method::head));
    }
    return std::unexpected(none);
}

}  // namespace suoledger::http

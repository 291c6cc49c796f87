// SPDX-License-Identifier: Apache-2.0
// Reading query parameters one by one, noting every error.
#include "http/query.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace suoledger::http {
namespace {

Problem bad_request(std::string code, std::string detail) {
    Problem problem;
    problem.status = 400;
    problem.code = std::move(code);
    problem.detail = std::move(detail);
    return problem;
}

}  // namespace

void QueryReader::wrong(std::string_view name, const std::string& detail) {
    if (!wrong_.empty()) wrong_ += "; ";
    wrong_ += fmt::format("{} {}", name, detail);
}

std::optional<std::string> QueryReader::text(std::string_view name) {
    known_.emplace_back(name);
    const auto count = std::count_if(request_.query.begin(), request_.query.end(),
                                     [name](const auto& parameter) { return parameter.first == name; });
    if (count > 1) wrong(name, "is given more than once");
    if (count != 1) return std::nullopt;
    return std::string(*request_.query_value(name));
}

std::optional<std::int64_t> QueryReader::integer(std::string_view name, std::int64_t min, std::int64_t max) {
    const auto given = text(name);
    if (!given) return std::nullopt;
    std::int64_t number = 0;
    const char* const end = given->data() + given->size();
    const auto [stop, error] = std::from_chars(given->data(), end, number);
    if (error == std::errc() && stop == end && number >= min && number <= max) return number;
    wrong(name, fmt::format("must be an integer from {} to {}", min, max));
    return std::nullopt;
}

std::optional<bool> QueryReader::boolean(std::string_view name) {
    const auto given = text(name);
    if (!given) return std::nullopt;
    if (*given == "true") return true;
    if (*given == "false") return false;
    wrong(name, "must be true or false");
    return std::nullopt;
}

std::optional<domain::Date> QueryReader::date(std::string_view name) {
    const auto given = text(name);
    if (!given) return std::nullopt;
    auto date = domain::parse_date(*given);
    if (!date) wrong(name, "must be a calendar day as YYYY-MM-DD");
    return date;
}

std::optional<domain::Uuid> QueryReader::id(std::string_view name, std::string_view prefix) {
    const auto given = text(name);
    if (!given) return std::nullopt;
    auto id = domain::parse_type_id(prefix, *given);
    if (!id) wrong(name, fmt::format("must be an id that begins with {}_", prefix));
    return id;
}

std::optional<domain::Currency> QueryReader::currency() {
    return one_of<domain::Currency>("currency", &domain::parse_currency, "NGN, USD");
}

std::size_t QueryReader::limit(std::int64_t max) {
    return static_cast<std::size_t>(integer("limit", 1, max).value_or(default_page_limit));
}

bool QueryReader::expands(std::string_view thing) {
    const auto given = text("expand");
    if (!given) return false;
    if (*given != thing) wrong("expand", fmt::format("must be {}", thing));
    return true;
}

std::optional<Problem> QueryReader::problem() const {
    std::string unknown;
    for (const auto& [name, value] : request_.query) {
        if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
        if (!unknown.empty()) unknown += ", ";
        unknown += name;
    }
    if (!unknown.empty()) return bad_request("unknown_parameter", "Not known by this route: " + unknown + ".");
    if (!wrong_.empty()) return bad_request("invalid_parameter", wrong_ + ".");
    return std::nullopt;
}

std::optional<Problem> refuse_query(const Request& request) {
    if (request.query.empty()) return std::nullopt;
    std::string names;
    for (const auto& [name, value] : request.query) names += (names.empty() ? "" : ", ") + name;
    return bad_request("unknown_parameter", "Not known by this route: " + names + ".");
}

}  // namespace suoledger::http

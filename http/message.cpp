// SPDX-License-Identifier: Apache-2.0
// Look-ups in a request.
#include "http/message.hpp"

namespace suoledger::http {
namespace {

std::optional<std::string_view> first_named(const std::vector<std::pair<std::string, std::string>>& pairs,
                                            std::string_view name) {
    for (const auto& [key, value] : pairs) {
        if (key == name) return value;
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::string_view> Request::header(std::string_view lower_case_name) const {
    return first_named(headers, lower_case_name);
}

std::optional<std::string_view> Request::query_value(std::string_view name) const { return first_named(query, name); }

}  // namespace suoledger::http

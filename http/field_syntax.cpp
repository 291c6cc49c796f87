// SPDX-License-Identifier: Apache-2.0
// Lexical rules of header fields; hosts by Boost.URL.
#include "http/field_syntax.hpp"

#include <algorithm>
#include <boost/url/parse.hpp>

namespace suoledger::http {

bool is_token(std::string_view text) {
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return !text.empty() &&
           std::ranges::all_of(text, [&](char c) { return is_alphanumeric(c) || marks.find(c) != marks.npos; });
}

bool equal_ignoring_case(std::string_view left, std::string_view right) {
    return std::ranges::equal(left, right, [](char a, char b) { return to_lower(a) == to_lower(b); });
}

std::string lower_case(std::string_view text) {
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(), to_lower);
    return lower;
}

std::string_view trimmed(std::string_view text) {
    auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool is_host(std::string_view text) {
    if (text.empty() || text.front() == ':') return false;
    auto plain = [](char c) { return is_alphanumeric(c) || c == '.' || c == '-' || c == '_'; };
    const auto name = text.substr(0, text.find(':')), port = text.substr(std::min(name.size() + 1, text.size()));
    // The common cases, cheap: a name or an address of version 4, with a port or without.
    const bool has_plain_port = name.size() == text.size() || (!port.empty() && port.size() <= 5);
    if (has_plain_port && std::ranges::all_of(name, plain) && std::ranges::all_of(port, is_digit)) return true;
    auto authority = boost::urls::parse_authority({text.data(), text.size()});
    return authority.has_value() && !authority->has_userinfo() && !authority->host().empty();
}

}  // namespace suoledger::http

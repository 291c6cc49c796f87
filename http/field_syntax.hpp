// SPDX-License-Identifier: Apache-2.0
// The few lexical rules of RFC 9110 that header fields share.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace suoledger::http {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_alphanumeric(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }
/// Control characters but HTAB: none may stand in a field value.
constexpr bool is_forbidden_control(char c) {
    auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7f;
}

bool is_token(std::string_view text);
bool equal_ignoring_case(std::string_view left, std::string_view right);
std::string lower_case(std::string_view text);
/// Without spaces and tabs around it.
std::string_view trimmed(std::string_view text);
/// host[:port], without user, path or list.
bool is_host(std::string_view text);

/// Elements of a comma-separated list, trimmed, empty ones left out.
template <class Visit>
void for_each_list_element(std::string_view list, Visit visit) {
    while (!list.empty()) {
        auto comma = list.find(',');
        auto element = trimmed(list.substr(0, comma));
        if (!element.empty()) visit(element);
        if (comma == std::string_view::npos) break;
        list.remove_prefix(comma + 1);
    }
}

}  // namespace suoledger::http

// SPDX-License-Identifier: Apache-2.0
// Reading preconditions: every malformed one is named, none is ignored.
#include "http/preconditions.hpp"

#include <algorithm>
#include <charconv>

#include "eventstore/crypto.hpp"
#include "http/field_syntax.hpp"

namespace suoledger::http {
namespace {

constexpr std::size_t max_idempotency_key_bytes = 255;

std::unexpected<Problem> malformed(std::string code, std::string detail) {
    return std::unexpected(Problem{.status = 400, .code = std::move(code), .detail = std::move(detail)});
}

/// Plain digits only: no sign, no leading zero but 0 itself.
std::optional<std::int64_t> parse_count(std::string_view text) {
    std::int64_t number = 0;
    if (text.empty() || !std::ranges::all_of(text, is_digit) || (text.size() > 1 && text[0] == '0'))
        return std::nullopt;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{}) return std::nullopt;
    return number;
}

}  // namespace

std::expected<std::optional<std::int64_t>, Problem> expected_version_of(const Request& request) {
    auto value = request.header("if-match");
    if (!value || *value == "*") return std::nullopt;
    std::optional<std::int64_t> version;
    if (value->starts_with("\"v") && value->ends_with('"') && value->size() > 3) {
        version = parse_count(value->substr(2, value->size() - 3));
    }
    if (!version) return malformed("if_match_malformed", R"(If-Match is "v<version>" or *.)");
    return version;
}

std::expected<std::optional<std::string>, Problem> idempotency_key_of(const Request& request) {
    auto value = request.header("idempotency-key");
    if (!value) return std::nullopt;
    auto key = *value;
    if (key.size() >= 2 && key.starts_with('"') && key.ends_with('"')) key = key.substr(1, key.size() - 2);
    bool printable = std::ranges::all_of(key, [](char c) { return c >= 0x20 && c <= 0x7e; });
    if (key.empty() || key.size() > max_idempotency_key_bytes || !printable) {
        return malformed("idempotency_key_malformed", "Idempotency-Key is 1 to 255 printable ASCII characters.");
    }
    return std::string(key);
}

std::optional<MinPosition> parse_position(std::string_view text) {
    auto dash = text.find('-');
    auto position = parse_count(dash == std::string_view::npos ? text : text.substr(dash + 1));
    if (!position) return std::nullopt;
    if (dash == std::string_view::npos) return MinPosition{std::nullopt, *position};
    auto epoch = parse_count(text.substr(0, dash));
    if (!epoch) return std::nullopt;
    return MinPosition{epoch, *position};
}

std::expected<std::optional<MinPosition>, Problem> min_position_of(const Request& request) {
    auto header = request.header("ledger-min-position");
    auto query = request.query_value("min_position");
    if (!header && !query) return std::nullopt;
    auto position = parse_position(header ? *header : *query);
    if (!position || (header && query && *header != *query)) {
        return malformed("min_position_malformed", "A position is <n> or <epoch>-<n>, given once.");
    }
    return position;
}

std::string etag_of(std::string_view body) {
    auto digest = eventstore::sha256({eventstore::bytes_of(body)});
    return '"' + eventstore::base64url(eventstore::Bytes(digest).first(16)) + '"';
}

bool none_match_hits(const Request& request, std::string_view etag) {
    auto value = request.header("if-none-match");
    if (!value) return false;
    bool hit = false;
    for_each_list_element(*value, [&](std::string_view tag) {
        if (tag.starts_with("W/")) tag.remove_prefix(2);
        hit = hit || tag == "*" || tag == etag;
    });
    return hit;
}

}  // namespace suoledger::http

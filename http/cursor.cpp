// SPDX-License-Identifier: Apache-2.0
// Making and checking cursors.
#include "http/cursor.hpp"

#include <algorithm>
#include <array>

namespace suoledger::http {
namespace {

using eventstore::Bytes;
using eventstore::bytes_of;

constexpr char format_version = 1;
constexpr std::size_t tag_size = 16, number_size = 8, body_size = 1 + number_size + tag_size;
constexpr std::string_view label = "suoledger/cursor/v1";

/// The first 16 bytes of a hash, as text.
std::string tag_of(const eventstore::Hash& hash) { return {reinterpret_cast<const char*>(hash.data()), tag_size}; }

std::string scope_tag(const CursorScope& scope) {
    auto filter = scope.filter;
    std::sort(filter.begin(), filter.end());
    std::string text = eventstore::length_prefixed(
        {bytes_of(label), Bytes(scope.tenant.bytes), Bytes(eventstore::big_endian(scope.epoch)), bytes_of(scope.list)});
    for (const auto& [name, value] : filter) {
        eventstore::append_length_prefixed(text, bytes_of(name));
        eventstore::append_length_prefixed(text, bytes_of(value));
    }
    return tag_of(eventstore::sha256({bytes_of(text)}));
}

std::string mac_of(const eventstore::SecretKey& key, std::string_view body) {
    return tag_of(eventstore::hmac_sha256(Bytes(key), {bytes_of(label), bytes_of(body)}));
}

}  // namespace

std::vector<std::pair<std::string, std::string>> filter_of(const Request& request) {
    constexpr std::array<std::string_view, 4> not_filters{"limit", "cursor", "expand", "min_position"};
    auto filter = request.query;
    std::erase_if(filter, [&not_filters](const auto& parameter) {
        return std::find(not_filters.begin(), not_filters.end(), parameter.first) != not_filters.end();
    });
    return filter;
}

std::string make_cursor(const eventstore::SecretKey& key, const CursorScope& scope, std::int64_t before) {
    std::string body(1, format_version);
    for (const std::uint8_t byte : eventstore::big_endian(before)) body += static_cast<char>(byte);
    body += scope_tag(scope);
    body += mac_of(key, body);
    return eventstore::base64url(bytes_of(body));
}

std::expected<std::int64_t, CursorError> read_cursor(const eventstore::SecretKey& key, const CursorScope& scope,
                                                     std::string_view cursor) {
    const auto bytes = eventstore::from_base64url(cursor);
    if (!bytes || bytes->size() != body_size + tag_size || bytes->front() != format_version)
        return std::unexpected(CursorError::invalid);
    const std::string_view body = std::string_view(*bytes).substr(0, body_size);
    const std::string_view mac = std::string_view(*bytes).substr(body_size);
    if (!eventstore::equal_in_constant_time(bytes_of(mac), bytes_of(mac_of(key, body))))
        return std::unexpected(CursorError::invalid);
    if (body.substr(1 + number_size) != scope_tag(scope)) return std::unexpected(CursorError::mismatch);
    std::uint64_t before = 0;
    for (const char c : body.substr(1, number_size)) before = before << 8U | static_cast<unsigned char>(c);
    return static_cast<std::int64_t>(before);
}

Problem cursor_problem(CursorError error) {
    Problem problem;
    problem.status = 400;
    const bool invalid = error == CursorError::invalid;
    problem.code = invalid ? "invalid_cursor" : "cursor_mismatch";
    problem.detail = invalid ? "The cursor is none that this service gave out."
                             : "The cursor belongs to another list or filter; begin again without it.";
    return problem;
}

}  // namespace suoledger::http

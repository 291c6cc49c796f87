// SPDX-License-Identifier: Apache-2.0
// What a request demands before it is answered: a version, a position, an idempotency key; and the strong ETag.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace suoledger::http {

/// `If-Match: "v<version>"`. Nothing is expected without the header or with `*` (a command on what does not exist is
/// refused anyway). 400 `if_match_malformed` for anything else, weak tags and lists among it.
std::expected<std::optional<std::int64_t>, Problem> expected_version_of(const Request& request);

/// `Idempotency-Key`, 1–255 printable ASCII; "x" in quotes and x are the same key. 400 when malformed.
std::expected<std::optional<std::string>, Problem> idempotency_key_of(const Request& request);

struct MinPosition {
    std::optional<std::int64_t> epoch;  // nullopt: the current one
    std::int64_t position = 0;
};
/// `<n>` or `<epoch>-<n>`.
std::optional<MinPosition> parse_position(std::string_view text);
/// Ledger-Min-Position or ?min_position=, `<n>` or `<epoch>-<n>`; the later demand does not hide the other: both given
/// and different is 400 `min_position_malformed`, as is anything else.
std::expected<std::optional<MinPosition>, Problem> min_position_of(const Request& request);

/// Strong, over the bytes.
std::string etag_of(std::string_view body);
/// If-None-Match holds the tag or `*` (weak comparison, RFC 9110 §13.1.2).
bool none_match_hits(const Request& request, std::string_view etag);

}  // namespace suoledger::http

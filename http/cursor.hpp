// SPDX-License-Identifier: Apache-2.0
// List cursors: opaque, tamper-proof, and bound to the list, filter and order they were made for.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "domain/uuid.hpp"
#include "eventstore/crypto.hpp"
#include "http/message.hpp"

namespace suoledger::http {

/// What a cursor is good for. Two requests with equal scopes walk the same list.
struct CursorScope {
    domain::Uuid tenant;
    std::int64_t epoch = 1;                                   // positions of another epoch mean nothing
    std::string list;                                         // path and order, e.g. "/v1/invoices newest_issued"
    std::vector<std::pair<std::string, std::string>> filter;  // parameters that choose rows; in any order
};
/// All query parameters but limit, cursor, expand and min_position.
std::vector<std::pair<std::string, std::string>> filter_of(const Request& request);

enum class CursorError : std::uint8_t {
    invalid,   // not made by us
    mismatch,  // made by us for another list, filter, business or epoch
};

/// base64url(0x01 ‖ before(8) ‖ scope hash(16) ‖ HMAC(16)); `key` is the log's cursor key.
std::string make_cursor(const eventstore::SecretKey& key, const CursorScope& scope, std::int64_t before);
std::expected<std::int64_t, CursorError> read_cursor(const eventstore::SecretKey& key, const CursorScope& scope,
                                                     std::string_view cursor);
/// 400 `invalid_cursor` or `cursor_mismatch`.
Problem cursor_problem(CursorError error);

}  // namespace suoledger::http

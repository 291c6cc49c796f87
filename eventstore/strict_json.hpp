// SPDX-License-Identifier: Apache-2.0
// JSON from outside, read more strictly than Boost.JSON does by itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

namespace suoledger::eventstore {

enum class JsonErrorCode : std::uint8_t { not_json, duplicate_key, nul_character, bad_utf8, lone_surrogate, too_deep };
std::string_view to_string(JsonErrorCode code);

struct JsonError {
    JsonErrorCode code{};
    std::string detail;      // for people; never quotes the text, which may be personal
    std::size_t offset = 0;  // byte near which it was noticed
};

struct JsonLimits {
    std::size_t max_depth = 32;  // our deepest request nests 4; the parser's stack stays small
};

/// Integers within int64 are int64; every other number (1.0, 2^63, 1e400) is a double, perhaps infinite, so that the
/// caller can say which member should have been an integer. The tree lies in `storage`.
std::expected<boost::json::value, JsonError> parse_strictly(std::string_view text, const JsonLimits& limits = {},
                                                            boost::json::storage_ptr storage = {});

}  // namespace suoledger::eventstore

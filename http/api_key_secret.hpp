// SPDX-License-Identifier: Apache-2.0
// The text of API keys: sk_live_ (or sk_test_, sk_op_), 16 characters public part, 43 characters secret, all base62.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "eventstore/crypto.hpp"

namespace suoledger::http {

enum class ApiKeyKind : std::uint8_t { live, test, operator_key };

inline constexpr std::size_t public_part_characters = 16;
inline constexpr std::size_t secret_characters = 43;  // 256 bits

struct ApiKeySecret {
    std::string text;  // shown once, never stored
    std::string public_part;
    eventstore::Hash sha256{};  // of the whole text
};
/// A new random key.
ApiKeySecret make_api_key_secret(ApiKeyKind kind);

struct ApiKeyText {
    ApiKeyKind kind{};
    std::string_view public_part;  // into the text given
};
/// nullopt when the text cannot be one of our keys.
std::optional<ApiKeyText> parse_api_key(std::string_view text);

}  // namespace suoledger::http

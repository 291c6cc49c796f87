// SPDX-License-Identifier: Apache-2.0
// Making and reading the text of API keys.
#include "http/api_key_secret.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "http/field_syntax.hpp"

namespace suoledger::http {
namespace {

constexpr std::array<std::pair<std::string_view, ApiKeyKind>, 3> prefixes{
    {{"sk_live_", ApiKeyKind::live}, {"sk_test_", ApiKeyKind::test}, {"sk_op_", ApiKeyKind::operator_key}}};

std::string random_base62(std::size_t count) {
    constexpr std::string_view digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    std::string text;
    std::array<std::uint8_t, 64> random{};
    while (text.size() < count) {
        eventstore::fill_random(random);
        for (std::uint8_t byte : random) {
            // 248 = 4 × 62: bytes above are thrown away, so that every digit is equally likely.
            if (byte < 248 && text.size() < count) text.push_back(digits[byte % digits.size()]);
        }
    }
    return text;
}

}  // namespace

ApiKeySecret make_api_key_secret(ApiKeyKind kind) {
    auto prefix = std::ranges::find(prefixes, kind, [](const auto& row) { return row.second; })->first;
    ApiKeySecret key;
    key.public_part = random_base62(public_part_characters);
    key.text = std::string(prefix) + key.public_part + random_base62(secret_characters);
    key.sha256 = eventstore::sha256({eventstore::bytes_of(key.text)});
    return key;
}

std::optional<ApiKeyText> parse_api_key(std::string_view text) {
    for (const auto& [prefix, kind] : prefixes) {
        if (!text.starts_with(prefix)) continue;
        auto rest = text.substr(prefix.size());
        if (rest.size() != public_part_characters + secret_characters) return std::nullopt;
        if (!std::ranges::all_of(rest, is_alphanumeric)) return std::nullopt;
        return ApiKeyText{kind, rest.substr(0, public_part_characters)};
    }
    return std::nullopt;
}

}  // namespace suoledger::http

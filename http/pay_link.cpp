// SPDX-License-Identifier: Apache-2.0
// Making and checking pay tokens.
#include "http/pay_link.hpp"

#include <algorithm>

namespace suoledger::http {
namespace {

using eventstore::bytes_of;

constexpr std::size_t id_size = 16, body_size = id_size + 2, tag_size = 16;

std::string tag_of(const eventstore::SecretKey& key, std::string_view body) {
    const eventstore::Hash mac = eventstore::hmac_sha256(eventstore::Bytes(key), {bytes_of(body)});
    return {reinterpret_cast<const char*>(mac.data()), tag_size};
}

}  // namespace

std::string pay_token(const eventstore::SecretKey& key, const PayLink& link) {
    std::string token(reinterpret_cast<const char*>(link.invoice.bytes.data()), id_size);
    token += static_cast<char>(link.generation >> 8U);
    token += static_cast<char>(link.generation & 0xFFU);
    token += tag_of(key, token);
    return eventstore::base64url(bytes_of(token));
}

std::optional<PayLink> read_pay_token(const eventstore::SecretKey& key, std::string_view token) {
    const auto bytes = eventstore::from_base64url(token);
    if (!bytes || bytes->size() != body_size + tag_size) return std::nullopt;
    const std::string_view body = std::string_view(*bytes).substr(0, body_size);
    const std::string_view tag = std::string_view(*bytes).substr(body_size);
    if (!eventstore::equal_in_constant_time(bytes_of(tag), bytes_of(tag_of(key, body)))) return std::nullopt;
    PayLink link;
    std::copy_n(body.begin(), id_size, link.invoice.bytes.begin());
    link.generation = static_cast<std::uint16_t>(static_cast<unsigned char>(body[id_size]) << 8U |
                                                 static_cast<unsigned char>(body[id_size + 1]));
    return link;
}

std::string pay_url(std::string_view public_url, const eventstore::SecretKey& key, const PayLink& link) {
    std::string url(public_url);
    url += "/pay/";
    url += pay_token(key, link);
    return url;
}

}  // namespace suoledger::http

// SPDX-License-Identifier: Apache-2.0
// Pay links: a capability for one invoice and one link generation; computed, never stored.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/uuid.hpp"
#include "eventstore/crypto.hpp"

namespace suoledger::http {

inline constexpr std::string_view pay_link_key_name = "pay_link";

struct PayLink {
    domain::Uuid invoice;
    std::uint16_t generation = 0;  // a renewed link has the next one; older ones no longer hold
    bool operator==(const PayLink&) const = default;
};

/// base64url(invoice id(16) ‖ generation(2, big-endian) ‖ first 16 bytes of HMAC-SHA-256(key, both)).
std::string pay_token(const eventstore::SecretKey& key, const PayLink& link);
/// nullopt: not made with this key. Whether the generation still holds is the caller's question.
std::optional<PayLink> read_pay_token(const eventstore::SecretKey& key, std::string_view token);
/// `<public_url>/pay/<token>`
std::string pay_url(std::string_view public_url, const eventstore::SecretKey& key, const PayLink& link);

}  // namespace suoledger::http

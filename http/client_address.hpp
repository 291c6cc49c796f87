// SPDX-License-Identifier: Apache-2.0
// Whose request it is when proxies stand between: what they say counts only as far as they are trusted.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace suoledger::http {

/// In network order; IPv4 as ::ffff:a.b.c.d, so that a client is the same on either kind of socket.
struct Address {
    std::array<std::uint8_t, 16> bytes{};
    [[nodiscard]] bool is_v4() const;
    bool operator==(const Address&) const = default;
};
/// Without port or brackets; a zone (%eth0) is dropped.
std::optional<Address> parse_address(std::string_view text);
std::string to_string(const Address& address);

struct AddressRange {
    Address network;
    int prefix_bits = 128;  // of the 128
    [[nodiscard]] bool contains(const Address& address) const;
};
/// "10.0.0.7", "10.0.0.0/8", "2001:db8::/32". A range of everybody (/0) is refused: it would trust the clients.
std::optional<AddressRange> parse_address_range(std::string_view text);
std::string to_string(const AddressRange& range);

/// `peer` itself unless it is a trusted proxy: then the right-most address of X-Forwarded-For or Forwarded (RFC 7239)
/// that is none. An element that names no address ends the search at the proxy that wrote it. Where both headers are
/// given and disagree, one of them came from the client, and the answer is `peer`.
Address client_address(const Address& peer, const Request& request, std::span<const AddressRange> trusted_proxies);

/// One bucket for an IPv4 address or for an IPv6 /64, within which one client can take any address it likes.
std::array<std::uint8_t, 16> bucket_of(const Address& address);

}  // namespace suoledger::http

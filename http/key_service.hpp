// SPDX-License-Identifier: Apache-2.0
// Keys for read nodes: what opens personal fields, for whoever shares a secret with this process (docs/adr/0031).
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "eventstore/crypto.hpp"
#include "http/document_token.hpp"
#include "http/pay_link.hpp"
#include "http/route.hpp"

namespace suoledger::http {

inline constexpr std::string_view cursor_key_name = "cursor";
/// Those that answers to reads are made with. Whoever has the others could look people up.
inline constexpr std::array<std::string_view, 3> keys_of_reads{cursor_key_name, pay_link_key_name, document_key_name};
inline constexpr std::string_view key_service_path = "/key_service";
inline constexpr std::string_view key_destroyed_code = "key_destroyed";
/// Under which a key travels: it is of one exchange's secret, not of a ring.
inline constexpr std::int64_t transport_kek_epoch = 1;

/// Both come from the shared secret, neither tells it: what is sent says nothing of what keys travel under.
struct KeyService {
    std::string bearer;              // sent with each request
    eventstore::SecretKey wrapping;  // known to both, sent by none
};
KeyService key_service_of(std::string_view secret);

/// Not of the contract: clients have no use for them. Without a KeyService in the services nobody is let in.
std::span<const Route> key_service_routes();

}  // namespace suoledger::http

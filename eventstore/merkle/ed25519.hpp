// SPDX-License-Identifier: Apache-2.0
// Ed25519 (RFC 8032) over OpenSSL. Deterministic: the same seed and message give the same signature.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "eventstore/crypto.hpp"

namespace suoledger::eventstore {

using Ed25519PublicKey = std::array<std::uint8_t, 32>;
using Ed25519Signature = std::array<std::uint8_t, 64>;

// All three throw CryptoFault when OpenSSL itself fails.
Ed25519PublicKey ed25519_public_key(const SecretKey& seed);
Ed25519Signature ed25519_sign(const SecretKey& seed, std::string_view message);
bool ed25519_verify(const Ed25519PublicKey& key, const Ed25519Signature& signature, std::string_view message);

}  // namespace suoledger::eventstore

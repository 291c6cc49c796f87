// SPDX-License-Identifier: Apache-2.0
// The few primitives we use, over OpenSSL 3 with algorithms fetched once. Failures of OpenSSL itself throw CryptoFault.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/recorded_event.hpp"

namespace suoledger::eventstore {

using Bytes = std::span<const std::uint8_t>;
using SecretKey = std::array<std::uint8_t, 32>;

struct CryptoFault : std::runtime_error {
    using std::runtime_error::runtime_error;
};

inline Bytes bytes_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// SHA-256 over the parts, one after another.
Hash sha256(std::initializer_list<Bytes> parts);
Hash hmac_sha256(Bytes key, std::initializer_list<Bytes> parts);
/// Every field with its length as 4 bytes big-endian before it.
std::string length_prefixed(std::initializer_list<Bytes> fields);
void append_length_prefixed(std::string& out, Bytes field);
std::array<std::uint8_t, 8> big_endian(std::int64_t number);

/// Cryptographically random bytes.
void fill_random(std::span<std::uint8_t> out);
bool equal_in_constant_time(Bytes left, Bytes right);

/// nonce(12) ‖ ciphertext ‖ tag(16) under AES-256-GCM.
std::string aes_gcm_seal(const SecretKey& key, Bytes plaintext, Bytes additional_data);
/// The same with a nonce of the caller's, for frozen vectors only.
std::string aes_gcm_seal_with_nonce(const SecretKey& key, const std::array<std::uint8_t, 12>& nonce, Bytes plaintext,
                                    Bytes additional_data);
/// nullopt when the tag does not verify.
std::optional<std::string> aes_gcm_open(const SecretKey& key, Bytes sealed, Bytes additional_data);

std::string base64url(Bytes data);                                 // without padding
std::optional<std::string> from_base64url(std::string_view text);  // strict, no padding
std::string hex(Bytes data);
std::optional<std::string> from_hex(std::string_view text);

}  // namespace suoledger::eventstore

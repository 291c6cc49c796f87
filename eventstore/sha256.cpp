// SPDX-License-Identifier: Apache-2.0
// The incremental digest over OpenSSL's EVP interface.
#include "eventstore/sha256.hpp"

#include <openssl/evp.h>

namespace suoledger::eventstore {

struct Sha256::Context {
    EVP_MD_CTX* handle = EVP_MD_CTX_new();
    ~Context() { EVP_MD_CTX_free(handle); }
};

Sha256::Sha256() : context_(std::make_unique<Context>()) {
    if (context_->handle == nullptr || EVP_DigestInit_ex(context_->handle, EVP_sha256(), nullptr) != 1) {
        throw CryptoFault("SHA-256 cannot be started");
    }
}

Sha256::~Sha256() = default;

void Sha256::update(Bytes part) {
    if (EVP_DigestUpdate(context_->handle, part.data(), part.size()) != 1) throw CryptoFault("SHA-256 failed");
}

void Sha256::update_length_prefixed(Bytes field) {
    const auto size = static_cast<std::uint32_t>(field.size());
    const std::array<std::uint8_t, 4> length{
        static_cast<std::uint8_t>(size >> 24), static_cast<std::uint8_t>((size >> 16) & 0xff),
        static_cast<std::uint8_t>((size >> 8) & 0xff), static_cast<std::uint8_t>(size & 0xff)};
    update(length);
    update(field);
}

Hash Sha256::finish() {
    Hash hash{};
    unsigned size = 0;
    if (EVP_DigestFinal_ex(context_->handle, hash.data(), &size) != 1 || size != hash.size()) {
        throw CryptoFault("SHA-256 failed");
    }
    return hash;
}

}  // namespace suoledger::eventstore

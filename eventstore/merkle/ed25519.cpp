// SPDX-License-Identifier: Apache-2.0
// Raw keys into EVP_PKEY for one use each: a checkpoint a second needs no cache of them.
#include "eventstore/merkle/ed25519.hpp"

#include <memory>

#include <openssl/err.h>
#include <openssl/evp.h>

namespace suoledger::eventstore {
namespace {

struct FreeKey {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeContext {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

void require_ed25519(bool succeeded, const char* what) {
    if (succeeded) return;
    ERR_clear_error();
    throw CryptoFault(std::string("OpenSSL: Ed25519: ") + what + " failed");
}

Key private_key(const SecretKey& seed) {
    Key key{EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size())};
    require_ed25519(key != nullptr, "reading a seed");
    return key;
}

Context new_context() {
    Context context{EVP_MD_CTX_new()};
    require_ed25519(context != nullptr, "EVP_MD_CTX_new");
    return context;
}

}  // namespace

Ed25519PublicKey ed25519_public_key(const SecretKey& seed) {
    const Key key = private_key(seed);
    Ed25519PublicKey out{};
    std::size_t size = out.size();
    require_ed25519(EVP_PKEY_get_raw_public_key(key.get(), out.data(), &size) == 1 && size == out.size(),
                    "the public key");
    return out;
}

Ed25519Signature ed25519_sign(const SecretKey& seed, std::string_view message) {
    const Key key = private_key(seed);
    const Context context = new_context();
    require_ed25519(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1, "EVP_DigestSignInit");
    Ed25519Signature out{};
    std::size_t size = out.size();
    const Bytes bytes = bytes_of(message);
    require_ed25519(
        EVP_DigestSign(context.get(), out.data(), &size, bytes.data(), bytes.size()) == 1 && size == out.size(),
        "EVP_DigestSign");
    return out;
}

bool ed25519_verify(const Ed25519PublicKey& key, const Ed25519Signature& signature, std::string_view message) {
    const Key raw{EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.data(), key.size())};
    require_ed25519(raw != nullptr, "reading a public key");
    const Context context = new_context();
    require_ed25519(EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, raw.get()) == 1,
                    "EVP_DigestVerifyInit");
    const Bytes bytes = bytes_of(message);
    const bool is_good =
        EVP_DigestVerify(context.get(), signature.data(), signature.size(), bytes.data(), bytes.size()) == 1;
    if (!is_good) ERR_clear_error();
    return is_good;
}

}  // namespace suoledger::eventstore

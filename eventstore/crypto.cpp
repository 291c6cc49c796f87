// SPDX-License-Identifier: Apache-2.0
// OpenSSL 3 behind our few primitives: algorithms are fetched once, contexts are kept per thread.
#include "eventstore/crypto.hpp"

#include <pthread.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <climits>
#include <memory>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>

namespace suoledger::eventstore {
namespace {

constexpr std::size_t nonce_bytes = 12;
constexpr std::size_t tag_bytes = 16;

[[noreturn]] void fail(const char* what) {
    char reason[256] = "no reason given";
    if (const auto code = ERR_get_error(); code != 0) ERR_error_string_n(code, reason, sizeof reason);
    ERR_clear_error();
    throw CryptoFault(std::string("OpenSSL: ") + what + " failed: " + reason);
}

void require(bool succeeded, const char* what) {
    if (!succeeded) fail(what);
}

template <auto release>
struct Release {
    template <class T>
    void operator()(T* handle) const {
        release(handle);
    }
};
template <class T, auto release>
using Handle = std::unique_ptr<T, Release<release>>;

/// Fetching costs more than hashing a small event, so it happens once. Immutable handles, shared by all threads.
struct Algorithms {
    Handle<EVP_MD, EVP_MD_free> sha256{EVP_MD_fetch(nullptr, "SHA256", nullptr)};
    Handle<EVP_MAC, EVP_MAC_free> hmac{EVP_MAC_fetch(nullptr, "HMAC", nullptr)};
    Handle<EVP_CIPHER, EVP_CIPHER_free> aes_256_gcm{EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr)};
    Algorithms() { require(sha256 && hmac && aes_256_gcm, "fetching SHA256, HMAC or AES-256-GCM"); }
};

const Algorithms& algorithms() {
    static const Algorithms fetched;
    return fetched;
}

EVP_MD_CTX* digest_context() {
    thread_local const Handle<EVP_MD_CTX, EVP_MD_CTX_free> context{EVP_MD_CTX_new()};
    require(context != nullptr, "EVP_MD_CTX_new");
    return context.get();
}

/// Naming the digest has it looked for by name: once for each thread.
EVP_MAC_CTX* new_hmac_context() {
    EVP_MAC_CTX* context = EVP_MAC_CTX_new(algorithms().hmac.get());
    require(context != nullptr, "EVP_MAC_CTX_new");
    char digest_name[] = "SHA256";
    const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest_name, 0),
                                     OSSL_PARAM_construct_end()};
    require(EVP_MAC_CTX_set_params(context, parameters) == 1, "EVP_MAC_CTX_set_params");
    return context;
}

EVP_MAC_CTX* hmac_context() {
    thread_local const Handle<EVP_MAC_CTX, EVP_MAC_CTX_free> context{new_hmac_context()};
    return context.get();
}

/// Keeps the last key schedule of its thread; every use sets key and nonce anew.
EVP_CIPHER_CTX* cipher_context() {
    thread_local const Handle<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free> context{EVP_CIPHER_CTX_new()};
    require(context != nullptr, "EVP_CIPHER_CTX_new");
    return context.get();
}

void generate_random(std::span<std::uint8_t> out) {
    require(out.size() <= INT_MAX && RAND_bytes(out.data(), static_cast<int>(out.size())) == 1, "RAND_bytes");
}

/// How often this process is the child of a fork. Counted by the C library; to ask for the process id is a system call.
std::uint32_t forks() {
    static std::atomic<std::uint32_t> count{0};
    [[maybe_unused]] static const int registered = [] {
        const int error = ::pthread_atfork(nullptr, nullptr, [] { count.fetch_add(1, std::memory_order_relaxed); });
        require(error == 0, "pthread_atfork");
        return error;
    }();
    return count.load(std::memory_order_relaxed);
}

/// The generator works by the call, not by the byte: salts and nonces come from a stock of their thread. What was
/// handed out is wiped, and a forked process, which has the same stock, begins one of its own.
class RandomStock {
public:
    static constexpr std::size_t max_request = 32;

    void take(std::span<std::uint8_t> out) {
        if (left_ < out.size() || filled_after_ != forks()) refill();
        const auto taken = std::span(bytes_).subspan(left_ - out.size(), out.size());
        std::copy(taken.begin(), taken.end(), out.begin());
        OPENSSL_cleanse(taken.data(), taken.size());
        left_ -= out.size();
    }

private:
    void refill() {
        generate_random(bytes_);
        left_ = bytes_.size();
        filled_after_ = forks();
    }
    std::array<std::uint8_t, 1024> bytes_{};
    std::size_t left_ = 0;
    std::uint32_t filled_after_ = 0;  // forks
};

int length_of(Bytes bytes) {
    require(bytes.size() <= INT_MAX, "a message above 2 GiB");
    return static_cast<int>(bytes.size());
}

std::uint8_t* writable(std::string& text, std::size_t offset) {
    return reinterpret_cast<std::uint8_t*>(text.data()) + offset;
}

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::string_view base64url_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

template <std::size_t size>
std::array<std::int8_t, 256> reverse_of(std::string_view digits) {
    static_assert(size <= 64);
    std::array<std::int8_t, 256> table{};
    table.fill(-1);
    for (std::size_t i = 0; i < size; ++i) table[static_cast<std::uint8_t>(digits[i])] = static_cast<std::int8_t>(i);
    return table;
}

}  // namespace

Hash sha256(std::initializer_list<Bytes> parts) {
    EVP_MD_CTX* context = digest_context();
    require(EVP_DigestInit_ex2(context, algorithms().sha256.get(), nullptr) == 1, "EVP_DigestInit_ex2");
    for (const Bytes part : parts)
        require(EVP_DigestUpdate(context, part.data(), part.size()) == 1, "EVP_DigestUpdate");
    Hash hash{};
    require(EVP_DigestFinal_ex(context, hash.data(), nullptr) == 1, "EVP_DigestFinal_ex");
    return hash;
}

Hash hmac_sha256(Bytes key, std::initializer_list<Bytes> parts) {
    EVP_MAC_CTX* context = hmac_context();
    // A null key would mean "the key of the last use" to OpenSSL.
    const std::uint8_t nothing = 0;
    require(EVP_MAC_init(context, key.empty() ? &nothing : key.data(), key.size(), nullptr) == 1, "EVP_MAC_init");
    for (const Bytes part : parts) require(EVP_MAC_update(context, part.data(), part.size()) == 1, "EVP_MAC_update");
    Hash hash{};
    std::size_t written = 0;
    require(EVP_MAC_final(context, hash.data(), &written, hash.size()) == 1 && written == hash.size(), "EVP_MAC_final");
    return hash;
}

void append_length_prefixed(std::string& out, Bytes field) {
    require(field.size() <= UINT32_MAX, "a field above 4 GiB");
    const auto size = static_cast<std::uint32_t>(field.size());
    std::array<char, 4> prefix{};
    for (std::size_t i = 0; i < prefix.size(); ++i) prefix[i] = static_cast<char>((size >> (24 - 8 * i)) & 0xffU);
    out.append(prefix.data(), prefix.size());
    out.append(reinterpret_cast<const char*>(field.data()), field.size());
}

std::string length_prefixed(std::initializer_list<Bytes> fields) {
    std::size_t size = 0;
    for (const Bytes field : fields) size += 4 + field.size();
    std::string out;
    out.reserve(size);
    for (const Bytes field : fields) append_length_prefixed(out, field);
    return out;
}

std::array<std::uint8_t, 8> big_endian(std::int64_t number) {
    std::array<std::uint8_t, 8> out{};
    auto rest = static_cast<std::uint64_t>(number);
    for (std::size_t i = out.size(); i-- > 0; rest >>= 8) out[i] = static_cast<std::uint8_t>(rest & 0xffU);
    return out;
}

void fill_random(std::span<std::uint8_t> out) {
    thread_local RandomStock stock;
    out.size() <= RandomStock::max_request ? stock.take(out) : generate_random(out);
}

bool equal_in_constant_time(Bytes left, Bytes right) {
    return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

std::string aes_gcm_seal(const SecretKey& key, Bytes plaintext, Bytes additional_data) {
    std::array<std::uint8_t, nonce_bytes> nonce{};
    fill_random(nonce);
    return aes_gcm_seal_with_nonce(key, nonce, plaintext, additional_data);
}

std::string aes_gcm_seal_with_nonce(const SecretKey& key, const std::array<std::uint8_t, 12>& nonce, Bytes plaintext,
                                    Bytes additional_data) {
    EVP_CIPHER_CTX* context = cipher_context();
    require(EVP_EncryptInit_ex2(context, algorithms().aes_256_gcm.get(), key.data(), nonce.data(), nullptr) == 1,
            "EVP_EncryptInit_ex2");
    int written = 0;
    require(EVP_EncryptUpdate(context, nullptr, &written, additional_data.data(), length_of(additional_data)) == 1,
            "additional data");
    std::string out(nonce_bytes + plaintext.size() + tag_bytes, '\0');
    out.replace(0, nonce_bytes, reinterpret_cast<const char*>(nonce.data()), nonce_bytes);
    require(plaintext.empty() || EVP_EncryptUpdate(context, writable(out, nonce_bytes), &written, plaintext.data(),
                                                   length_of(plaintext)) == 1,
            "EVP_EncryptUpdate");
    require(EVP_EncryptFinal_ex(context, writable(out, nonce_bytes + plaintext.size()), &written) == 1,
            "EVP_EncryptFinal_ex");
    require(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, static_cast<int>(tag_bytes),
                                writable(out, nonce_bytes + plaintext.size())) == 1,
            "reading the GCM tag");
    return out;
}

std::optional<std::string> aes_gcm_open(const SecretKey& key, Bytes sealed, Bytes additional_data) {
    if (sealed.size() < nonce_bytes + tag_bytes) return std::nullopt;
    const Bytes ciphertext = sealed.subspan(nonce_bytes, sealed.size() - nonce_bytes - tag_bytes);
    std::array<std::uint8_t, tag_bytes> tag{};
    std::copy(sealed.end() - tag_bytes, sealed.end(), tag.begin());

    EVP_CIPHER_CTX* context = cipher_context();
    require(EVP_DecryptInit_ex2(context, algorithms().aes_256_gcm.get(), key.data(), sealed.data(), nullptr) == 1,
            "EVP_DecryptInit_ex2");
    int written = 0;
    require(EVP_DecryptUpdate(context, nullptr, &written, additional_data.data(), length_of(additional_data)) == 1,
            "additional data");
    std::string out(ciphertext.size(), '\0');
    require(ciphertext.empty() ||
                EVP_DecryptUpdate(context, writable(out, 0), &written, ciphertext.data(), length_of(ciphertext)) == 1,
            "EVP_DecryptUpdate");
    require(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, static_cast<int>(tag_bytes), tag.data()) == 1,
            "setting the GCM tag");
    std::uint8_t rest[tag_bytes];
    if (EVP_DecryptFinal_ex(context, rest, &written) != 1) {
        ERR_clear_error();
        return std::nullopt;
    }
    return out;
}

std::string base64url(Bytes data) {
    std::string out((data.size() * 4 + 2) / 3, '\0');
    char* next = out.data();
    std::uint32_t bits = 0;
    int held = 0;
    for (const std::uint8_t byte : data) {
        bits = (bits << 8) | byte;
        for (held += 8; held >= 6; held -= 6) *next++ = base64url_digits[(bits >> (held - 6)) & 63U];
    }
    if (held > 0) *next = base64url_digits[(bits << (6 - held)) & 63U];
    return out;
}

std::optional<std::string> from_base64url(std::string_view text) {
    static const auto value_of = reverse_of<64>(base64url_digits);
    if (text.size() % 4 == 1) return std::nullopt;
    std::string out;
    out.reserve(text.size() * 3 / 4);
    std::uint32_t bits = 0;
    int held = 0;
    for (const char digit : text) {
        const int value = value_of[static_cast<std::uint8_t>(digit)];
        if (value < 0) return std::nullopt;
        bits = (bits << 6) | static_cast<std::uint32_t>(value);
        held += 6;
        if (held < 8) continue;
        held -= 8;
        out.push_back(static_cast<char>((bits >> held) & 0xffU));
    }
    // Left-over bits must be zero, or two texts would mean the same bytes.
    if ((bits & ((1U << held) - 1U)) != 0) return std::nullopt;
    return out;
}

std::string hex(Bytes data) {
    std::string out;
    out.reserve(data.size() * 2);
    for (const std::uint8_t byte : data) {
        out.push_back(hex_digits[byte >> 4]);
        out.push_back(hex_digits[byte & 15U]);
    }
    return out;
}

std::optional<std::string> from_hex(std::string_view text) {
    static const auto value_of = reverse_of<16>(hex_digits);
    if (text.size() % 2 != 0) return std::nullopt;
    std::string out;
    out.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = value_of[static_cast<std::uint8_t>(text[i])];
        const int low = value_of[static_cast<std::uint8_t>(text[i + 1])];
        if (high < 0 || low < 0) return std::nullopt;
        out.push_back(static_cast<char>(high * 16 + low));
    }
    return out;
}

}  // namespace suoledger::eventstore

// SPDX-License-Identifier: Apache-2.0
// HMAC-SHA512 and base64 by OpenSSL; the rest is care.
#include "adapters/providers/signatures.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <climits>

#include "eventstore/crypto.hpp"

namespace suoledger::adapters {

using eventstore::bytes_of;

std::string hmac_sha512(std::string_view key, std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
    unsigned int size = 0;
    if (key.size() > INT_MAX || HMAC(EVP_sha512(), key.data(), static_cast<int>(key.size()), bytes_of(text).data(),
                                     text.size(), mac.data(), &size) == nullptr)
        throw eventstore::CryptoFault{"HMAC-SHA512"};
    return {reinterpret_cast<const char*>(mac.data()), size};
}

std::string base64(std::string_view bytes) {
    std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
    const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes_of(bytes).data(),
                                     static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(size));
    return text;
}

std::optional<std::string> single_header(const HeaderLookup& headers, std::string_view lower_case_name) {
    auto values = headers(lower_case_name);
    if (values.size() != 1) return std::nullopt;
    return std::move(values.front());
}

bool is_made_by_one_of(const SecretList& secrets, std::string_view claimed,
                       const std::function<std::string(std::string_view secret)>& make) {
    bool found = false;
    for (const std::string& secret : secrets) {
        const std::string expected = make(secret);
        found |= eventstore::equal_in_constant_time(bytes_of(claimed), bytes_of(expected));
    }
    return found;
}

std::string fact_key(std::string_view kind, std::initializer_list<std::string_view> parts) {
    constexpr std::size_t shown = 40;
    std::string key, hashed;
    for (const char c : kind.substr(0, shown))
        key.push_back((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ? c : '_');
    eventstore::append_length_prefixed(hashed, bytes_of(kind));
    for (const std::string_view part : parts) eventstore::append_length_prefixed(hashed, bytes_of(part));
    return key + ":" + eventstore::hex(eventstore::sha256({bytes_of(hashed)}));
}

}  // namespace suoledger::adapters

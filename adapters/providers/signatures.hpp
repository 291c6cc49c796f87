// SPDX-License-Identifier: Apache-2.0
// Signatures of webhooks: over raw bytes, compared in constant time, in exactly one spelling.
#pragma once

#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/providers/payment_provider.hpp"
#include "adapters/providers/provider_secrets.hpp"

namespace suoledger::adapters {

/// 64 bytes.
std::string hmac_sha512(std::string_view key, std::string_view text);
/// RFC 4648 with padding.
std::string base64(std::string_view bytes);

/// The header's value; nullopt when it is missing or there more than once, whatever the values.
std::optional<std::string> single_header(const HeaderLookup& headers, std::string_view lower_case_name);

/// Whether `claimed` is what one of the secrets makes of the body. All are tried, also after a match, and texts are
/// compared as a whole: another spelling of the same bytes (upper case, other padding bits) is none of ours.
bool is_made_by_one_of(const SecretList& secrets, std::string_view claimed,
                       const std::function<std::string(std::string_view secret)>& make);

/// A key for the inbox: the kind as far as it is plain, and a hash of the kind and all parts.
std::string fact_key(std::string_view kind, std::initializer_list<std::string_view> parts);

}  // namespace suoledger::adapters

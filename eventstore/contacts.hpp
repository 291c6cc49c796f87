// SPDX-License-Identifier: Apache-2.0
// One spelling per contact, so that blind indexes of the same phone or e-mail are equal.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace suoledger::eventstore {

/// E.164 (`+2348012345678`). A number without a country is Nigerian; other countries need + or 00.
/// Spaces, hyphens, dots, slashes and brackets do not matter. nullopt: no phone number.
std::optional<std::string> normalise_phone(std::string_view text);

/// Trimmed, NFC, lower case. nullopt: no e-mail address, or longer than 254 bytes (RFC 5321).
std::optional<std::string> normalise_email(std::string_view text);

}  // namespace suoledger::eventstore

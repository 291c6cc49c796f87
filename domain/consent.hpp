// SPDX-License-Identifier: Apache-2.0
// Consent of a customer to one purpose, and its withdrawal, which is as easy (NDPA 2023 s.26; AUDIT §5).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/uuid.hpp"

namespace suoledger::domain {

/// How a person said so.
enum class ConsentChannel : std::uint8_t { web, whatsapp, email, phone, paper, in_person };
std::string_view to_string(ConsentChannel channel);
std::optional<ConsentChannel> parse_consent_channel(std::string_view text);

// --- events (customer stream) ---

struct ConsentGiven {
    std::string purpose;          // "payment_reminders"
    std::string wording_version;  // of the text the person agreed to
    ConsentChannel channel{};
    bool operator==(const ConsentGiven&) const = default;
};
struct ConsentWithdrawn {
    std::string purpose;
    ConsentChannel channel{};
    bool operator==(const ConsentWithdrawn&) const = default;
};

// --- commands ---

struct GiveConsent {
    Uuid customer_id;
    std::string purpose;          // [a-z][a-z0-9_]{0,39}
    std::string wording_version;  // 1..40 characters
    ConsentChannel channel{};
};
struct WithdrawConsent {
    Uuid customer_id;
    std::string purpose;
    ConsentChannel channel{};
};

}  // namespace suoledger::domain

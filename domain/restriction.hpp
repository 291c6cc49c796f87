// SPDX-License-Identifier: Apache-2.0
// Restriction of processing and objection to it, honoured by reminders (NDPA 2023 s.34(1)(e), s.36; AUDIT §5).
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/uuid.hpp"

namespace suoledger::domain {

/// A restriction pauses, an objection says no.
enum class RestrictionKind : std::uint8_t { restriction, objection };
std::string_view to_string(RestrictionKind kind);
std::optional<RestrictionKind> parse_restriction_kind(std::string_view text);

/// The purpose that stands for every one.
inline constexpr std::string_view every_purpose = "all";

struct Restriction {
    std::string purpose;  // a word as in consents, or "all"
    RestrictionKind kind{};
    auto operator<=>(const Restriction&) const = default;
};

// --- events (customer stream) ---

struct ProcessingRestricted {
    Restriction restriction;
    std::optional<Uuid> request;  // that asked for it
    bool operator==(const ProcessingRestricted&) const = default;
};
struct ProcessingRestrictionLifted {
    Restriction restriction;
    bool operator==(const ProcessingRestrictionLifted&) const = default;
};

// --- commands ---

struct RestrictProcessing {
    Uuid customer_id;
    Restriction restriction;  // purpose: [a-z][a-z0-9_]{0,39}
    std::optional<Uuid> request_id;
};
struct LiftRestriction {
    Uuid customer_id;
    Restriction restriction;
};

}  // namespace suoledger::domain

// SPDX-License-Identifier: Apache-2.0
// Instants, calendar dates and the tenant's zone; the domain never asks a clock.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace suoledger::domain {

/// Microseconds since 1970-01-01 UTC.
struct Timestamp {
    std::int64_t microseconds = 0;
    auto operator<=>(const Timestamp&) const = default;
};

/// A calendar day in a tenant's zone, as days since 1970-01-01.
struct Date {
    std::int32_t days = 0;
    auto operator<=>(const Date&) const = default;
};

/// Zones without daylight saving, so a fixed offset is the whole truth (ARCHITECTURE: default Africa/Lagos).
struct Zone {
    std::string name = "Africa/Lagos";
    std::int32_t offset_minutes = 60;
    auto operator<=>(const Zone&) const = default;
};

/// "Africa/Lagos" and "UTC"; nullopt for a zone whose rules we do not hold.
std::optional<Zone> find_zone(std::string_view name);

Date date_in(const Zone& zone, Timestamp instant);
/// 00:00 of that day in the zone.
Timestamp start_of(const Zone& zone, Date date);

/// `2026-11-23`
std::string to_string(Date date);
/// Strict YYYY-MM-DD, years 1970–9999, real calendar days only.
std::optional<Date> parse_date(std::string_view text);
/// `2026-11-23T09:00:00.000000Z`
std::string to_string(Timestamp instant);
/// RFC 3339 with Z or ±hh:mm, up to 6 decimals; nullopt outside 1970–9999.
std::optional<Timestamp> parse_timestamp(std::string_view text);

}  // namespace suoledger::domain

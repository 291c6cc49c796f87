// SPDX-License-Identifier: Apache-2.0
// Names of streams and of the legal number series.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "domain/uuid.hpp"

namespace suoledger::domain {

enum class StreamType : std::uint8_t {
    business,
    customer,
    invoice,
    payment,
    platform,
    payout,
    expense,
    request,
    access,
    delivery
};

std::string_view to_string(StreamType type);  // wire and SQL name
std::optional<StreamType> parse_stream_type(std::string_view text);

/// The stream ids of a business and of its access stream are the tenant id; the platform's are the nil UUID.
struct StreamId {
    Uuid tenant;
    StreamType type{};
    Uuid id;
    auto operator<=>(const StreamId&) const = default;
};

/// The public id of what the stream is about; "platform" and "access" for those.
std::string to_type_id(const StreamId& stream);

inline constexpr Uuid platform_tenant{};

enum class Series : std::uint8_t { none, invoice, credit_note, receipt };
inline constexpr std::array numbered_series{Series::invoice, Series::credit_note, Series::receipt};

std::string_view to_string(Series series);  // "" for none
std::optional<Series> parse_series(std::string_view text);

/// What must be unique inside a tenant, and who holds it. `key` is opaque (a blind index, a provider's id hash).
enum class ReservationKind : std::uint8_t { customer_phone, customer_email, member_login };
std::string_view to_string(ReservationKind kind);

struct ReservationKey {
    Uuid tenant;
    ReservationKind kind{};
    std::array<std::uint8_t, 16> key{};
    auto operator<=>(const ReservationKey&) const = default;
};

}  // namespace suoledger::domain

template <>
struct std::hash<suoledger::domain::StreamId> {
    std::size_t operator()(const suoledger::domain::StreamId& stream) const noexcept {
        const std::hash<suoledger::domain::Uuid> of_uuid;
        return (of_uuid(stream.tenant) * 31 + of_uuid(stream.id)) * 31 + static_cast<std::size_t>(stream.type);
    }
};

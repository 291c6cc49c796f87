// SPDX-License-Identifier: Apache-2.0
// 128-bit identifiers and their public TypeID spelling (`inv_01h455vb4pex5vsknk084sn02q`).
#pragma once

#include <array>
#include <bit>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace suoledger::domain {

struct Uuid {
    std::array<std::uint8_t, 16> bytes{};  // network order, as in RFC 9562
    /// As numbers, which is the order of the bytes. Maps of ids compare them all the time.
    constexpr std::strong_ordering operator<=>(const Uuid& other) const {
        const auto own = halves(), others = other.halves();
        const auto by_high = ordered(own[0]) <=> ordered(others[0]);
        return by_high != 0 ? by_high : ordered(own[1]) <=> ordered(others[1]);
    }
    constexpr bool operator==(const Uuid& other) const { return halves() == other.halves(); }
    [[nodiscard]] constexpr bool is_nil() const { return *this == Uuid{}; }

    using Halves = std::array<std::uint64_t, 2>;
    /// As they lie in memory: for equality and hashing.
    [[nodiscard]] constexpr Halves halves() const { return std::bit_cast<Halves>(bytes); }

private:
    static constexpr std::uint64_t ordered(std::uint64_t half) {
        return std::endian::native == std::endian::little ? std::byteswap(half) : half;
    }
};

/// Lower-case 8-4-4-4-12 text.
std::string to_string(const Uuid& uuid);
/// Accepts the 8-4-4-4-12 form in either case; nullopt for anything else.
std::optional<Uuid> parse_uuid(std::string_view text);

/// `prefix` + '_' + 26 Crockford base32 digits (TypeID 0.3).
std::string to_type_id(std::string_view prefix, const Uuid& uuid);
/// Case does not matter; nullopt if the prefix differs or the suffix is no 128-bit number.
std::optional<Uuid> parse_type_id(std::string_view prefix, std::string_view text);

inline constexpr std::string_view business_prefix = "biz";
inline constexpr std::string_view customer_prefix = "cus";
inline constexpr std::string_view invoice_prefix = "inv";
inline constexpr std::string_view payment_prefix = "pay";
inline constexpr std::string_view payout_prefix = "pyt";
inline constexpr std::string_view expense_prefix = "exp";
inline constexpr std::string_view api_key_prefix = "key";
inline constexpr std::string_view member_prefix = "mem";
inline constexpr std::string_view credit_note_prefix = "crn";
inline constexpr std::string_view withholding_prefix = "wht";
inline constexpr std::string_view refund_prefix = "rfd";
inline constexpr std::string_view chargeback_prefix = "chb";
inline constexpr std::string_view request_prefix = "req";
inline constexpr std::string_view legal_hold_prefix = "hld";
inline constexpr std::string_view delivery_prefix = "dlv";
inline constexpr std::string_view transfer_claim_prefix = "clm";
inline constexpr std::string_view message_prefix = "msg";
inline constexpr std::string_view event_prefix = "evt";

}  // namespace suoledger::domain

template <>
struct std::hash<suoledger::domain::Uuid> {
    std::size_t operator()(const suoledger::domain::Uuid& uuid) const noexcept {
        const auto halves = uuid.halves();
        // UUIDv7 shares its first bits among neighbours; multiplying spreads them.
        return static_cast<std::size_t>((halves[0] ^ (halves[1] * 0x9E3779B97F4A7C15ULL)) * 0xD6E8FEB86659FD93ULL);
    }
};

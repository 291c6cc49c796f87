// SPDX-License-Identifier: Apache-2.0
// 128-bit identifiers and their public TypeID spelling (`inv_01h455vb4pex5vsknk084sn02q`).
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace suoledger::domain {

struct Uuid {
    std::array<std::uint8_t, 16> bytes{};  // network order, as in RFC 9562
    auto operator<=>(const Uuid&) const = default;
    [[nodiscard]] bool is_nil() const { return *this == Uuid{}; }
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
inline constexpr std::string_view event_prefix = "evt";

}  // namespace suoledger::domain

template <>
struct std::hash<suoledger::domain::Uuid> {
    std::size_t operator()(const suoledger::domain::Uuid& uuid) const noexcept;
};

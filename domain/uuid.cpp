// SPDX-License-Identifier: Apache-2.0
// Text forms of identifiers: RFC 9562's hexadecimal and TypeID's base32.
#include "domain/uuid.hpp"

#include <array>
#include <cstring>

namespace suoledger::domain {
namespace {

constexpr std::string_view base32_alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t base32_length = 26;

char to_lower(char character) {
    return character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a') : character;
}

/// -1 for what is no digit.
int hex_value(char character) {
    if (character >= '0' && character <= '9') return character - '0';
    const char lower = to_lower(character);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

constexpr std::uint8_t no_digit = 0xff;

/// By character, in either case. TypeID does not take Crockford's look-alikes (i, l, o).
constexpr auto base32_values = [] {
    std::array<std::uint8_t, 256> values{};
    values.fill(no_digit);
    for (std::size_t value = 0; value < base32_alphabet.size(); ++value) {
        const char digit = base32_alphabet[value];
        values[static_cast<std::uint8_t>(digit)] = static_cast<std::uint8_t>(value);
        if (digit >= 'a') values[static_cast<std::uint8_t>(digit - 'a' + 'A')] = static_cast<std::uint8_t>(value);
    }
    return values;
}();
std::uint8_t base32_value(char character) { return base32_values[static_cast<std::uint8_t>(character)]; }

bool is_dash_position(std::size_t index) { return index == 8 || index == 13 || index == 18 || index == 23; }

}  // namespace

std::string to_string(const Uuid& uuid) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::array<char, 36> text{};
    std::size_t size = 0;
    for (const std::uint8_t byte : uuid.bytes) {
        if (is_dash_position(size)) text[size++] = '-';
        text[size++] = digits[byte >> 4];
        text[size++] = digits[byte & 15];
    }
    return {text.data(), size};
}

std::optional<Uuid> parse_uuid(std::string_view text) {
    if (text.size() != 36) return std::nullopt;
    Uuid uuid;
    std::size_t nibble = 0;
    for (std::size_t index = 0; index < text.size(); ++index) {
        if (is_dash_position(index)) {
            if (text[index] != '-') return std::nullopt;
            continue;
        }
        const int value = hex_value(text[index]);
        if (value < 0) return std::nullopt;
        auto& byte = uuid.bytes[nibble / 2];
        byte = static_cast<std::uint8_t>((byte << 4) | value);
        ++nibble;
    }
    return uuid;
}

std::string to_type_id(std::string_view prefix, const Uuid& uuid) {
    std::array<char, base32_length> digits{};
    auto next = digits.begin();
    unsigned bits = 0;
    unsigned waiting = 2;  // 26 digits hold 130 bits: two zero bits stand before the 128
    for (const std::uint8_t byte : uuid.bytes) {
        bits = (bits << 8) | byte;
        for (waiting += 8; waiting >= 5; waiting -= 5) *next++ = base32_alphabet[(bits >> (waiting - 5)) & 31U];
    }
    std::string text;
    text.reserve(prefix.size() + 1 + digits.size());
    text.append(prefix).append(1, '_').append(digits.data(), digits.size());
    return text;
}

std::optional<Uuid> parse_type_id(std::string_view prefix, std::string_view text) {
    if (text.size() != prefix.size() + 1 + base32_length || text[prefix.size()] != '_') return std::nullopt;
    for (std::size_t index = 0; index < prefix.size(); ++index)
        if (to_lower(text[index]) != to_lower(prefix[index])) return std::nullopt;
    const std::string_view suffix = text.substr(prefix.size() + 1);
    if (base32_value(suffix[0]) > 7) return std::nullopt;  // more than 128 bits
    Uuid uuid;
    auto byte = uuid.bytes.begin();
    // 26 digits hold 130 bits, of which the first two are zero.
    unsigned bits = 0;
    unsigned waiting = 0;
    for (std::size_t digit = 0; digit < base32_length; ++digit) {
        const auto value = base32_value(suffix[digit]);
        if (value == no_digit) return std::nullopt;
        bits = (bits << 5) | value;
        waiting += digit == 0 ? 3 : 5;
        if (waiting < 8) continue;
        waiting -= 8;
        *byte++ = static_cast<std::uint8_t>(bits >> waiting);
    }
    return uuid;
}

}  // namespace suoledger::domain

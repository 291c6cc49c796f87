// SPDX-License-Identifier: Apache-2.0
// Big-endian key parts; signed ones with the sign bit turned so that bytes sort like numbers.
#include "projections/keys.hpp"

#include "projections/row_codec.hpp"

namespace suoledger::projections {

namespace {

void write_big_endian(char* out, std::uint64_t value, unsigned size) {
    for (unsigned i = size; i-- > 0;) *out++ = static_cast<char>((value >> (8 * i)) & 0xff);
}

}  // namespace

Key::Key(const domain::Uuid& tenant, char kind) {
    with(tenant);
    bytes_.push_back(kind);
}

Key& Key::with(const domain::Uuid& id) & {
    bytes_.append(id.bytes.data(), id.bytes.size());
    return *this;
}

Key& Key::with(std::int64_t position) & {
    write_big_endian(bytes_.grow(8), static_cast<std::uint64_t>(position), 8);
    return *this;
}

Key& Key::with(domain::Date date) & {
    write_big_endian(bytes_.grow(date_size), static_cast<std::uint32_t>(date.days) ^ 0x8000'0000U, date_size);
    return *this;
}

Key& Key::with(std::string_view text) & {
    bytes_.append(text.data(), text.size());
    return *this;
}

Key& Key::with_byte(std::uint8_t value) & {
    bytes_.push_back(static_cast<char>(value));
    return *this;
}

std::string end_of_prefix(std::string prefix) {
    while (!prefix.empty() && static_cast<std::uint8_t>(prefix.back()) == 0xff) prefix.pop_back();
    if (!prefix.empty()) prefix.back() = static_cast<char>(static_cast<std::uint8_t>(prefix.back()) + 1);
    return prefix;
}

std::int64_t position_in_key(std::string_view key, std::size_t offset) {
    if (key.size() < offset + 8) throw RowFault("key: the position is missing");
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < 8; ++i) value = (value << 8) | static_cast<std::uint8_t>(key[offset + i]);
    return static_cast<std::int64_t>(value);
}

domain::Date date_in_key(std::string_view key, std::size_t offset) {
    if (key.size() < offset + date_size) throw RowFault("key: the date is missing");
    std::uint32_t days = 0;
    for (std::size_t i = 0; i < date_size; ++i) days = (days << 8) | static_cast<std::uint8_t>(key[offset + i]);
    return {static_cast<std::int32_t>(days ^ 0x8000'0000U)};
}

}  // namespace suoledger::projections

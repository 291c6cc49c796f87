// SPDX-License-Identifier: Apache-2.0
// How PostgreSQL's binary format counts time and writes numbers, and bytes as it takes them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "domain/time.hpp"
#include "domain/uuid.hpp"
#include "eventstore/assert.hpp"

namespace suoledger::eventstore {

/// 2000-01-01 in microseconds since 1970.
inline constexpr std::int64_t postgres_epoch_us = 946'684'800'000'000;

template <std::size_t size>
std::string_view view_of(const std::array<char, size>& bytes) {
    return {bytes.data(), bytes.size()};
}
template <std::size_t size>
std::string_view view_of(const std::array<std::uint8_t, size>& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

template <class Number>
Number number_in(std::string_view bytes) {
    LEDGER_ASSERT(bytes.size() == sizeof(Number));
    std::uint64_t value = 0;
    for (const char byte : bytes) value = (value << 8) | static_cast<std::uint8_t>(byte);
    return static_cast<Number>(value);
}

template <std::size_t size>
std::array<std::uint8_t, size> array_in(std::string_view bytes) {
    LEDGER_ASSERT(bytes.size() == size);
    std::array<std::uint8_t, size> out{};
    std::memcpy(out.data(), bytes.data(), size);
    return out;
}

inline domain::Uuid uuid_in(std::string_view bytes) { return {array_in<16>(bytes)}; }
inline domain::Timestamp instant_in(std::string_view bytes) {
    return {number_in<std::int64_t>(bytes) + postgres_epoch_us};
}

}  // namespace suoledger::eventstore

// SPDX-License-Identifier: Apache-2.0
// How PostgreSQL's binary format counts time, and bytes as it takes them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

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

}  // namespace suoledger::eventstore

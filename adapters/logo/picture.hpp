// SPDX-License-Identifier: Apache-2.0
// Reading pictures. Whoever calls this is confined: the files are strangers', the libraries are C.
#pragma once

#include <cstdint>
#include <expected>
#include <string_view>

#include "http/logo_decoder.hpp"

namespace suoledger::adapters {

inline constexpr std::uint32_t largest_side = 6000;
inline constexpr std::uint64_t most_pixels = 12'000'000;

/// PNG (transparent parts become white) or JPEG (grey or RGB), as their first bytes say, at most so large.
std::expected<http::DecodedLogo, http::LogoFault> read_picture(std::string_view file);

/// Scaled down so that it fits; smaller ones stay as they are. Each pixel is the exact mean of those it covers.
http::DecodedLogo fitted(http::DecodedLogo picture, std::uint32_t max_width, std::uint32_t max_height);

}  // namespace suoledger::adapters

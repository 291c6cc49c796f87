// SPDX-License-Identifier: Apache-2.0
// The port that turns an uploaded picture into pixels. Pictures come from strangers: whoever implements it keeps their
// decoding away from the service.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string_view>

#include "http/document_renderer.hpp"

namespace suoledger::http {

inline constexpr std::size_t max_logo_file_bytes = 1024UL * 1024;
/// Larger pictures are scaled down to it: 55 × 20 mm at 220 dots an inch.
inline constexpr std::uint32_t max_logo_width = 480, max_logo_height = 176;

/// `unreadable`: no whole PNG or JPEG; `too_large`: in bytes or pixels; `not_now`: no answer in time, try again.
enum class LogoFault : std::uint8_t { unreadable, too_large, not_now };

class LogoDecoder {
public:
    virtual ~LogoDecoder() = default;
    /// The same pixels for the same file. Waits for at most some seconds; callable from any thread.
    virtual std::expected<DecodedLogo, LogoFault> decode(std::string_view file) = 0;
};

}  // namespace suoledger::http

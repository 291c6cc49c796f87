// SPDX-License-Identifier: Apache-2.0
// Logos decoded by a child process that can do nothing else.
#pragma once

#include <chrono>
#include <filesystem>

#include "http/logo_decoder.hpp"

namespace suoledger::adapters {

class ConfinedLogoDecoder final : public http::LogoDecoder {
public:
    /// `program` is this program or a copy of it, `patience` the longest that one picture is waited for.
    explicit ConfinedLogoDecoder(std::filesystem::path program = "/proc/self/exe",
                                 std::chrono::milliseconds patience = std::chrono::seconds(10))
        : program_(std::move(program)), patience_(patience) {}

    /// Throws std::system_error when no process can be started.
    std::expected<http::DecodedLogo, http::LogoFault> decode(std::string_view file) override;

private:
    std::filesystem::path program_;
    std::chrono::milliseconds patience_;
};

}  // namespace suoledger::adapters

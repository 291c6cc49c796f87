// SPDX-License-Identifier: Apache-2.0
// The program as a decoder of one picture: what the confined child runs, and what it says to its parent.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "http/logo_decoder.hpp"

namespace suoledger::adapters {

/// The one argument that makes the program a decoder. Not a command: nobody types it.
inline constexpr std::string_view decode_logo_argument = "--decode-logo-from-stdin";

/// Closes what it inherited, confines itself, reads the picture from stdin, writes the answer to stdout and ends.
[[noreturn]] void run_decoding_process();

/// The answer as bytes: one for the fault (0: none); then width and height (4 bytes each, big-endian) and the pixels.
std::string answer_of(const std::expected<http::DecodedLogo, http::LogoFault>& decoded);
/// `unreadable` for anything that answer_of could not have made: the child may have been taken over.
std::expected<http::DecodedLogo, http::LogoFault> read_answer(std::string_view answer);

}  // namespace suoledger::adapters

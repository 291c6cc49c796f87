// SPDX-License-Identifier: Apache-2.0
// Anybody's text made printable, measured and broken into lines.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/pdf/embedded_font.hpp"

namespace suoledger::adapters {

/// Composed (NFC) UTF-8 of characters that the fonts have, and '\n'. Control, format and direction characters are
/// dropped, others become '□'; what goes on beyond 4 096 bytes ends in an ellipsis. Everything below wants such text.
std::string printable(std::string_view text);

/// In points.
double width_of(std::string_view text, Face face, double size);
/// The text, or as much of it as fits and an ellipsis.
std::string cut_to(std::string_view text, Face face, double size, double width);
/// Breaks at '\n', at spaces, and within words that are wider than a line; leaves out empty lines at both ends. What
/// needs more than `max_lines` (≥ 1) ends in an ellipsis.
std::vector<std::string> wrap(std::string_view text, Face face, double size, double width, std::size_t max_lines);

}  // namespace suoledger::adapters

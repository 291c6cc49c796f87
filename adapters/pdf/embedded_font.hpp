// SPDX-License-Identifier: Apache-2.0
// The two faces that documents are set in, cut at build time (cut_fonts.py) and part of the binary.
#pragma once

#include <cstdint>
#include <span>

namespace suoledger::adapters {

enum class Face : std::uint8_t { regular, bold };

struct GlyphWidth {
    std::uint16_t character;
    std::uint16_t width;  // in units of the em
};

struct EmbeddedFont {
    std::span<const unsigned char> file;  // TrueType
    std::span<const GlyphWidth> widths;   // of every character that can be printed, ascending
    int units_per_em;
};

const EmbeddedFont& embedded_font(Face face);

}  // namespace suoledger::adapters

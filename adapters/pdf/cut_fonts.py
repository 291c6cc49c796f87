# SPDX-License-Identifier: Apache-2.0
"""Cuts packaged fonts to what documents need and writes them as C++: the file, and the width of every character.

Every document carries its fonts, so their size is the document's. The licence (OFL) asks that a changed font has another
name: it gets one. A font without a letter that Nigerian names or amounts need stops the build.
"""

import array
import io
import struct
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables.DefaultTable import DefaultTable
from fontTools.ttLib.tables.ttProgram import Program

FAMILY = "Ledger Document Sans"
# Latin of Europe, West Africa and Vietnam, combining marks, punctuation, currencies.
CUT = [(0x20, 0x7E), (0xA0, 0x17F), (0x181, 0x181), (0x186, 0x186), (0x189, 0x18A), (0x18E, 0x194), (0x196, 0x199),
       (0x19D, 0x1A1), (0x1AF, 0x1B4), (0x1CD, 0x1DC), (0x1E2, 0x1E3), (0x1E6, 0x1EB), (0x1F4, 0x1F5), (0x1F8, 0x1FF),
       (0x218, 0x21B), (0x226, 0x229), (0x22E, 0x233), (0x253, 0x25B), (0x263, 0x263), (0x268, 0x269), (0x272, 0x272),
       (0x28B, 0x28B), (0x2B9, 0x2BC), (0x300, 0x30C), (0x323, 0x325), (0x327, 0x331), (0x1E0C, 0x1E0D),
       (0x1E20, 0x1E25), (0x1E30, 0x1E33), (0x1E36, 0x1E37), (0x1E3E, 0x1E47), (0x1E5A, 0x1E63), (0x1E6C, 0x1E6D),
       (0x1E7E, 0x1E85), (0x1E8E, 0x1E8F), (0x1E92, 0x1E93), (0x1E9E, 0x1E9E), (0x1EA0, 0x1EF9), (0x2010, 0x2026),
       (0x2030, 0x2033), (0x2039, 0x203A), (0x20A6, 0x20A6), (0x20AC, 0x20AC), (0x20B5, 0x20B5), (0x2116, 0x2116),
       (0x2122, 0x2122), (0x2190, 0x2193), (0x2212, 0x2212), (0x25A1, 0x25A1)]
NEEDED = ("₦$€£₵0123456789.,−–—…·□" "ɓɗƙƴƁƊƘƳ" "ẹọṣẸỌṢàáèéìíòóùúńǹḿ" "ịụṅỊỤṄ" "\u0300\u0301\u0304\u0323")
LONGEST_HOLE = 300  # characters without a glyph within one segment of the map
# libharu copies these from the font and refuses one without them.
WANTED_TABLES = ("cvt ", "fpgm", "prep")


def renamed(font, style):
    """The font under its other name, with the author's copyright and licence kept."""
    names = {1: FAMILY, 2: style, 3: f"{FAMILY} {style}", 4: f"{FAMILY} {style}",
             6: f"{FAMILY.replace(' ', '')}-{style}"}
    table = font["name"]
    kept = {number: table.getDebugName(number) for number in (0, 13, 14)}
    table.names = []
    for number, text in sorted({**kept, **names}.items()):
        if text:
            table.setName(text, number, 3, 1, 0x409)


def short_map(characters):
    """A character map (format 4) of few segments, with holes in them. libharu asks it for each of 65 536 characters, twice
    for every document, and searches the segments one by one: with those of the font that takes half of the time."""
    codes = sorted(characters)
    segments = [[codes[0], codes[0]]]
    for code in codes[1:]:
        if code - segments[-1][1] > LONGEST_HOLE:
            segments.append([code, code])
        segments[-1][1] = code
    segments.append([0xFFFF, 0xFFFF])
    glyphs, offsets = [], []
    for number, (first, last) in enumerate(segments):
        # Counted from the offset's own place: the rest of the offsets, then the glyphs.
        offsets.append(2 * (len(segments) - number + len(glyphs)))
        glyphs += [characters.get(code, 0) for code in range(first, last + 1)]
    count = len(segments)
    log = count.bit_length() - 1
    words = [2 * count, 2 << log, log, 2 * count - (2 << log), *(last for _, last in segments), 0,
             *(first for first, _ in segments), *[0] * count, *offsets, *glyphs]
    body = struct.pack(f">{len(words)}H", *words)
    head = struct.pack(">HHHHLHHH", 0, 1, 3, 1, 12, 4, 6 + len(body), 0)
    return head + body


def with_short_map(data):
    """The font with that map, all other tables as they are."""
    font = TTFont(io.BytesIO(data), recalcTimestamp=False)
    table = DefaultTable("cmap")
    table.data = short_map({code: font.getGlyphID(name) for code, name in font.getBestCmap().items()})
    font["cmap"] = table
    written = io.BytesIO()
    font.save(written)
    return written.getvalue()


def cut(path, style):
    font = TTFont(path, recalcTimestamp=False)
    missing = [f"U+{ord(letter):04X}" for letter in NEEDED if ord(letter) not in font.getBestCmap()]
    if missing:
        raise SystemExit(f"{path}: the font has no {', '.join(missing)}")
    options = subset.Options(hinting=False, layout_features=[], glyph_names=False, notdef_outline=True,
                             recalc_timestamp=False, name_IDs=["*"], legacy_cmap=False, symbol_cmap=False)
    options.drop_tables += ["GPOS", "GSUB", "GDEF", "kern", "DSIG", "gasp"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[code for first, last in CUT for code in range(first, last + 1)])
    cutter.subset(font)
    renamed(font, style)
    for tag in WANTED_TABLES:
        if tag not in font:
            font[tag] = newTable(tag)
            if tag == "cvt ":
                font[tag].values = array.array("h", [0])
            else:
                font[tag].program = Program()
                font[tag].program.fromBytecode(b"\x2d")
    for table in font["cmap"].tables:
        if table.format == 12:
            raise SystemExit(f"{path}: a character beyond U+FFFF, which the library cannot write")
    written = io.BytesIO()
    font.save(written)
    cmap, metrics = font.getBestCmap(), font["hmtx"]
    return with_short_map(written.getvalue()), [(code, metrics[cmap[code]][0]) for code in sorted(cmap)], font["head"].unitsPerEm


def rows(items, per_row):
    return "\n".join("    " + ", ".join(items[at:at + per_row]) + "," for at in range(0, len(items), per_row))


def source(name, data, widths, units_per_em):
    return f"""namespace {{
constexpr unsigned char {name}_file[] = {{
{rows([str(byte) for byte in data], 32)}
}};
constexpr GlyphWidth {name}_widths[] = {{
{rows([f'{{{code}, {width}}}' for code, width in widths], 12)}
}};
constexpr EmbeddedFont {name}{{{name}_file, {name}_widths, {units_per_em}}};
}}  // namespace
"""


def main():
    target, regular, bold = sys.argv[1:]
    faces = {"regular": cut(regular, "Regular"), "bold": cut(bold, "Bold")}
    if [code for code, _ in faces["regular"][1]] != [code for code, _ in faces["bold"][1]]:
        raise SystemExit("the two faces do not have the same characters")
    parts = [source(name, *face) for name, face in faces.items()]
    Path(target).write_text(
        "// SPDX-License-Identifier: Apache-2.0\n// Made by cut_fonts.py from packaged fonts (SIL Open Font License 1.1).\n"
        '#include "adapters/pdf/embedded_font.hpp"\n\nnamespace suoledger::adapters {\n' + "".join(parts) +
        "const EmbeddedFont& embedded_font(Face face) { return face == Face::bold ? bold : regular; }\n"
        "}  // namespace suoledger::adapters\n", encoding="utf-8")


if __name__ == "__main__":
    main()

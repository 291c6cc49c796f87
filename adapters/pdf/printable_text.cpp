// SPDX-License-Identifier: Apache-2.0
// Making text printable with utf8proc; measuring with the widths that were cut with the fonts.
#include "adapters/pdf/printable_text.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <utility>

namespace suoledger::adapters {
namespace {

constexpr std::size_t longest_text_bytes = 4096;
constexpr std::string_view ellipsis = "…", no_glyph = "□";
constexpr std::int32_t invalid = -1;
/// Vietnamese and Yoruba need two; stacks of hundreds would run over the lines above.
constexpr int most_marks_on_a_letter = 2;

/// Takes one character off the front; `invalid` for a byte that begins none.
std::int32_t take_character(std::string_view& text) {
    std::int32_t character = invalid;
    const auto length = utf8proc_iterate(reinterpret_cast<const std::uint8_t*>(text.data()),
                                         static_cast<std::ptrdiff_t>(text.size()), &character);
    text.remove_prefix(length > 0 ? static_cast<std::size_t>(length) : 1);
    return length > 0 ? character : invalid;
}

std::optional<std::uint16_t> width_in_em(const EmbeddedFont& font, std::int32_t character) {
    const auto found = std::ranges::lower_bound(font.widths, character, {},
                                                [](const GlyphWidth& glyph) { return std::int32_t{glyph.character}; });
    if (found == font.widths.end() || found->character != character) return std::nullopt;
    return found->width;
}

bool is_mark(std::int32_t character) {
    const auto category = utf8proc_category(character);
    return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC || category == UTF8PROC_CATEGORY_ME;
}

bool is_ignored(std::int32_t character) {
    const auto category = utf8proc_category(character);
    return category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CF;
}

bool is_space(std::int32_t character) {
    return character == '\t' || utf8proc_category(character) == UTF8PROC_CATEGORY_ZS;
}

std::string composed(const std::string& text) {
    std::uint8_t* mapped = nullptr;
    const auto length =
        utf8proc_map(reinterpret_cast<const std::uint8_t*>(text.data()), static_cast<std::ptrdiff_t>(text.size()),
                     &mapped, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
    const std::unique_ptr<std::uint8_t, decltype(&std::free)> owned(mapped, &std::free);
    if (length < 0) return text;
    return {reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(length)};
}

void append_character(std::string& text, std::int32_t character) {
    std::uint8_t bytes[4];
    const auto length = utf8proc_encode_char(character, bytes);
    text.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length));
}

/// Valid UTF-8 without what nobody sees; bytes that are none become '□'.
std::string readable(std::string_view text) {
    std::string kept;
    while (!text.empty()) {
        const auto character = take_character(text);
        if (character == '\n') {
            kept += '\n';
        } else if (character == invalid) {
            kept += no_glyph;
        } else if (is_space(character)) {
            kept += ' ';
        } else if (!is_ignored(character)) {
            append_character(kept, character);
        }
    }
    return kept;
}

std::string_view beginning_of(std::string_view text) {
    if (text.size() <= longest_text_bytes) return text;
    auto length = longest_text_bytes;
    while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U) --length;
    return text.substr(0, length);
}

bool is_plain(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return (c >= ' ' && c <= '~') || c == '\n'; });
}

/// The bytes of the first character and the marks on it.
std::size_t letter_length(std::string_view text) {
    auto rest = text;
    take_character(rest);
    while (!rest.empty()) {
        auto after = rest;
        if (!is_mark(take_character(after))) break;
        rest = after;
    }
    return text.size() - rest.size();
}

/// How many bytes of the text fit; at least one letter.
std::size_t fitting_length(std::string_view text, Face face, double size, double width) {
    std::size_t length = 0;
    double used = 0;
    while (length < text.size()) {
        const auto letter = letter_length(text.substr(length));
        used += width_of(text.substr(length, letter), face, size);
        if (used > width && length > 0) break;
        length += letter;
    }
    return length;
}

/// Where a line that must be broken ends: after its last space, else within the word.
std::size_t line_length(std::string_view text, Face face, double size, double width) {
    const auto fitting = fitting_length(text, face, size, width);
    if (fitting == text.size() || text[fitting] == ' ') return fitting;
    const auto space = text.substr(0, fitting).rfind(' ');
    return space == std::string_view::npos || space == 0 ? fitting : space;
}

std::string_view without_outer_space(std::string_view text) {
    const auto first = text.find_first_not_of(' ');
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

}  // namespace

std::string printable(std::string_view text) {
    const auto beginning = beginning_of(text);
    const bool is_cut = beginning.size() < text.size();
    if (!is_cut && is_plain(text)) return std::string(text);
    const auto& font = embedded_font(Face::regular);
    const auto letters = composed(readable(beginning));
    std::string_view rest = letters;
    std::string kept;
    int marks = most_marks_on_a_letter;  // none before the first letter
    while (!rest.empty()) {
        const auto character = take_character(rest);
        const bool mark = is_mark(character);
        marks = mark ? marks + 1 : 0;
        if (mark && marks > most_marks_on_a_letter) continue;
        if (character == '\n' || width_in_em(font, character)) {
            append_character(kept, character);
        } else if (!mark) {
            kept += no_glyph;
        }
    }
    if (is_cut) kept += ellipsis;
    return kept;
}

double width_of(std::string_view text, Face face, double size) {
    const auto& font = embedded_font(face);
    std::int64_t units = 0;
    while (!text.empty()) units += width_in_em(font, take_character(text)).value_or(0);
    return static_cast<double>(units) * size / font.units_per_em;
}

std::string cut_to(std::string_view text, Face face, double size, double width) {
    if (width_of(text, face, size) <= width) return std::string(text);
    const auto length = fitting_length(text, face, size, width - width_of(ellipsis, face, size));
    return std::string(without_outer_space(text.substr(0, length))) + std::string(ellipsis);
}

std::vector<std::string> wrap(std::string_view text, Face face, double size, double width, std::size_t max_lines) {
    std::vector<std::string> lines;
    std::size_t blank_lines = 0;  // written once something follows them
    bool is_more = false;
    while (!text.empty() && !is_more) {
        const auto end = std::min(text.find('\n'), text.size());
        auto paragraph = without_outer_space(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (paragraph.empty()) {
            if (!lines.empty()) ++blank_lines;
            continue;
        }
        is_more = lines.size() + blank_lines >= max_lines;
        if (is_more) break;
        lines.resize(lines.size() + std::exchange(blank_lines, 0));
        while (!paragraph.empty() && !is_more) {
            const auto length = line_length(paragraph, face, size, width);
            lines.emplace_back(without_outer_space(paragraph.substr(0, length)));
            paragraph = without_outer_space(paragraph.substr(length));
            is_more = !paragraph.empty() && lines.size() == max_lines;
        }
    }
    if (is_more) lines.back() = cut_to(lines.back() + std::string(ellipsis), face, size, width);
    return lines;
}

}  // namespace suoledger::adapters

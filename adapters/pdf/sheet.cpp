// SPDX-License-Identifier: Apache-2.0
// Marks are placed here, by what is known of their widths.
#include "adapters/pdf/sheet.hpp"

#include "adapters/pdf/printable_text.hpp"
#include "domain/text.hpp"

namespace suoledger::adapters {

void Sheet::text(double x, double y, const Style& style, std::string_view text) {
    if (!text.empty()) marks_.emplace_back(TextMark{x, y, style, std::string(text)});
}

void Sheet::text_to(double right, double y, const Style& style, std::string_view text) {
    this->text(right - width_of(text, style), y, style, text);
}

void Sheet::figure_to(double right, double y, Style style, std::string_view text, double width) {
    const auto natural = width_of(text, style);
    if (natural > width) style.size *= width / natural;
    text_to(right, y, style, text);
}

void Sheet::rule(double x, double y, double width, Colour colour, double thickness) {
    box({x, y - thickness / 2, width, thickness, colour});
}

double width_of(std::string_view text, const Style& style) {
    const auto letters = width_of(text, style.face, style.size);
    return style.letter_spacing == 0
               ? letters
               : letters + style.letter_spacing * static_cast<double>(domain::count_characters(text));
}

}  // namespace suoledger::adapters

// SPDX-License-Identifier: Apache-2.0
// A page before it is written: marks in points (1/72 inch) from the top left corner of A4.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "adapters/pdf/embedded_font.hpp"

namespace suoledger::adapters {

inline constexpr double sheet_width = 595.28, sheet_height = 841.89;

struct Colour {
    std::uint8_t red = 0, green = 0, blue = 0;
    bool operator==(const Colour&) const = default;
};
struct Style {
    Face face = Face::regular;
    double size = 9;
    Colour colour;
    double letter_spacing = 0;
    bool operator==(const Style&) const = default;
};

struct TextMark {
    double x = 0, y = 0;  // left end of the baseline
    Style style;
    std::string text;  // printable
};
struct BoxMark {
    double x = 0, y = 0, width = 0, height = 0;
    Colour fill;
};
struct LogoMark {
    double x = 0, y = 0, width = 0, height = 0;
};
struct QrMark {
    double x = 0, y = 0, size = 0;
    std::string text;
};
struct LinkMark {
    double x = 0, y = 0, width = 0, height = 0;
    std::string url;
};
using Mark = std::variant<TextMark, BoxMark, LogoMark, QrMark, LinkMark>;

/// Texts must be printable. Marks are drawn in the order they are made.
class Sheet {
public:
    void text(double x, double y, const Style& style, std::string_view text);
    void text_to(double right, double y, const Style& style, std::string_view text);
    /// Set smaller where it is wider than that: figures are never cut.
    void figure_to(double right, double y, Style style, std::string_view text, double width);
    void box(const BoxMark& box) { marks_.emplace_back(box); }
    void rule(double x, double y, double width, Colour colour, double thickness = 0.6);
    void logo(const LogoMark& logo) { marks_.emplace_back(logo); }
    void qr(QrMark qr) { marks_.emplace_back(std::move(qr)); }
    void link(LinkMark link) { marks_.emplace_back(std::move(link)); }
    [[nodiscard]] const std::vector<Mark>& marks() const { return marks_; }

private:
    std::vector<Mark> marks_;
};

/// With the spacing between letters.
double width_of(std::string_view text, const Style& style);

}  // namespace suoledger::adapters

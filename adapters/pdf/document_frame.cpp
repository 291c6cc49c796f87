// SPDX-License-Identifier: Apache-2.0
// Head, parties, key figures, panel and foot.
#include "adapters/pdf/document_frame.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/pdf/printable_text.hpp"

namespace suoledger::adapters {
namespace {

constexpr double party_width = 225, logo_width = 165, logo_height = 56, front_top = 40;
constexpr double label_height = 11.5;  // from a label's top to the top of its first line

/// The largest size in its place, never larger than 220 dots an inch allow.
LogoMark placed(const http::DecodedLogo& logo) {
    const auto scale = std::min({logo_width / logo.width, logo_height / logo.height, 72.0 / 110.0});
    return {page::left, front_top, logo.width * scale, logo.height * scale};
}

/// Returns where it ends.
double draw_party(Sheet& sheet, double x, double top, std::string_view label, const http::DocumentParty& party) {
    auto y = top + 7;
    if (party.name.empty() && party.address.empty() && party.tax_id.empty()) return y;  // money from nobody knows whom
    sheet.text(x, y, page::label, label);
    y += 16;
    for (const auto& line : wrap(party.name, page::name.face, page::name.size, party_width, 3)) {
        sheet.text(x, y, page::name, line);
        y += 13.5;
    }
    for (const auto& line : wrap(party.address, page::body.face, page::body.size, party_width, 6)) {
        sheet.text(x, y, page::body, line);
        y += page::leading;
    }
    if (!party.tax_id.empty()) {
        const auto text = cut_to("Tax ID " + party.tax_id, page::quiet.face, page::quiet.size, party_width);
        sheet.text(x, y, page::quiet, text);
        y += page::leading;
    }
    return y;
}

constexpr double panel_padding = 15, paragraph_gap = 9, code_size = 84, quiet_zone = 7;
constexpr double code_height = 12 + code_size + 2 * quiet_zone + 20;

Style style_of(const Paragraph& paragraph) {
    constexpr Style address{Face::regular, 7.6, page::accent};
    return paragraph.url.empty() ? page::body : address;
}

double text_width_of(const Panel& panel) {
    const auto code = is_web_address(panel.verify_url) ? code_size + 2 * quiet_zone + panel_padding : 0;
    return page::width - 2 * panel_padding - code;
}

double height_of(const Paragraph& paragraph, double width) {
    const auto style = style_of(paragraph);
    const auto lines = wrap(paragraph.text, style.face, style.size, width, paragraph.max_lines).size();
    return lines == 0 ? 0 : label_height + page::leading * static_cast<double>(lines) + paragraph_gap;
}

void draw_code(Sheet& sheet, double top, const Panel& panel) {
    const auto x = page::right - panel_padding - code_size - quiet_zone, y = top + 12 + quiet_zone;
    sheet.box(
        {x - quiet_zone, y - quiet_zone, code_size + 2 * quiet_zone, code_size + 2 * quiet_zone, {255, 255, 255}});
    sheet.qr({x, y, code_size, panel.verify_url});
    sheet.link({x, y, code_size, code_size, panel.verify_url});
    const auto middle = x + code_size / 2;
    sheet.text(middle - width_of(panel.caption, page::remark) / 2, y + code_size + quiet_zone + 12, page::remark,
               panel.caption);
}

void draw_strip_of_tests(Sheet& sheet) {
    sheet.box({0, 7, sheet_width, 17, page::warning_tint});
    constexpr Style style{Face::bold, 7.5, page::warning, 0.5};
    const std::string words = "TEST DOCUMENT · NOTHING IS OWED OR PAID BY IT";
    sheet.text((sheet_width - width_of(words, style)) / 2, 18.2, style, words);
}

}  // namespace

bool is_web_address(std::string_view url) {
    if (!url.starts_with("https://") && !url.starts_with("http://")) return false;
    return url.size() <= 2000 && std::ranges::all_of(url, [](char c) {
               return c > ' ' && c <= '~' && std::string_view("()<>\"\\{}|^`").find(c) == std::string_view::npos;
           });
}

void draw_front(SheetFlow& flow, const http::DocumentContent& content, const DocumentTitle& title) {
    auto& sheet = flow.sheet();
    double y = front_top;
    if (content.logo != nullptr && content.logo->width > 0 && content.logo->height > 0) {
        const auto logo = placed(*content.logo);
        sheet.logo(logo);
        y += logo.height;
    } else {
        for (const auto& line : wrap(content.seller.name, Face::bold, page::display_name.size, 290, 2)) {
            y += 21;
            sheet.text(page::left, y - 3, page::display_name, line);
        }
    }
    sheet.text_to(page::right, front_top + 20, page::title, title.title);
    sheet.text_to(page::right, front_top + 37, page::quiet, cut_to(title.subtitle, Face::regular, 9, 250));
    y = std::max(y, front_top + 44) + 22;
    const auto seller_end = draw_party(sheet, page::left, y, "FROM", content.seller);
    const auto buyer_end = draw_party(sheet, page::left + 254, y, title.to_label, content.buyer);
    flow.move_to(std::max(seller_end, buyer_end) + 4);
}

SheetFlow::Head head_of_next_pages(const http::DocumentContent& content, const std::string& title) {
    const auto name = cut_to(content.seller.name, Face::bold, page::strong.size, 280);
    const auto right = cut_to(title, Face::regular, page::quiet.size, 200);
    return [name, right](Sheet& sheet) {
        sheet.text(page::left, 46, page::strong, name);
        sheet.text_to(page::right, 46, page::quiet, right);
    };
}

void draw_key_figures(SheetFlow& flow, const std::vector<KeyFigure>& figures) {
    constexpr double height = 48, padding = 14, last_width = 176;
    constexpr Style label{Face::bold, 6.8, page::pale_on_accent, 0.7};
    constexpr Style value{Face::regular, 10, page::on_accent}, large{Face::bold, 17, page::on_accent};
    auto& sheet = flow.sheet();
    sheet.box({page::left, flow.y(), page::width, height, page::accent});
    const auto top = flow.y();
    const auto others = static_cast<double>(std::max<std::size_t>(figures.size() - 1, 1));
    const auto step = (page::width - last_width - 2 * padding) / others;
    for (std::size_t i = 0; i + 1 < figures.size(); ++i) {
        const auto x = page::left + padding + step * static_cast<double>(i);
        sheet.text(x, top + 18, label, figures[i].label);
        sheet.text(x, top + 34, value, cut_to(figures[i].value, value.face, value.size, step - 8));
    }
    const auto right = page::right - padding;
    sheet.text_to(right + label.letter_spacing, top + 16, label, figures.back().label);
    sheet.figure_to(right, top + 35.5, large, figures.back().value, last_width);
    flow.advance(height + page::gap);
}

double draw_labelled(Sheet& sheet, double x, double y, std::string_view label, std::string_view text, double width,
                     std::size_t max_lines, const Style& style) {
    const auto lines = wrap(text, style.face, style.size, width, max_lines);
    if (lines.empty()) return y;
    sheet.text(x, y + 7, page::label, label);
    y += label_height;
    for (const auto& line : lines) {
        y += page::leading;
        sheet.text(x, y - 3, style, line);
    }
    return y;
}

double height_of(const Panel& panel) {
    double height = 2 * panel_padding - paragraph_gap;
    for (const auto& paragraph : panel.paragraphs) height += height_of(paragraph, text_width_of(panel));
    return std::max(is_web_address(panel.verify_url) ? code_height : 0, height) + page::gap;
}

void draw_panel(SheetFlow& flow, const Panel& panel) {
    const auto height = height_of(panel);
    flow.need(height);
    auto& sheet = flow.sheet();
    const auto top = flow.y(), left = page::left + panel_padding, width = text_width_of(panel);
    sheet.box({page::left, top, page::width, height - page::gap, page::tint});
    auto y = top + panel_padding;
    for (const auto& paragraph : panel.paragraphs) {
        const auto end = draw_labelled(sheet, left, y, paragraph.label, paragraph.text, width, paragraph.max_lines,
                                       style_of(paragraph));
        if (is_web_address(paragraph.url)) sheet.link({left, y, width, end - y, paragraph.url});
        y += height_of(paragraph, width);
    }
    if (is_web_address(panel.verify_url)) draw_code(sheet, top, panel);
    flow.advance(height);
}

void draw_feet(SheetFlow& flow, const http::DocumentContent& content, const std::string& title) {
    const auto words = cut_to(content.seller.name, Face::regular, page::remark.size, 240) + "  ·  " +
                       cut_to(title, Face::regular, page::remark.size, 150);
    auto& sheets = flow.sheets();
    for (std::size_t i = 0; i < sheets.size(); ++i) {
        auto& sheet = sheets[i];
        sheet.box({0, 0, sheet_width, 7, page::accent});
        if (!content.livemode) draw_strip_of_tests(sheet);
        sheet.rule(page::left, page::foot_rule, page::width, page::hairline);
        sheet.text(page::left, page::foot_rule + 14, page::remark, words);
        sheet.text_to(page::right, page::foot_rule + 14, page::remark,
                      fmt::format("Page {} of {}", i + 1, sheets.size()));
    }
}

}  // namespace suoledger::adapters

// SPDX-License-Identifier: Apache-2.0
// What all documents have around their contents: head, parties, key figures, the code to scan, foot.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/pdf/sheet_flow.hpp"
#include "http/document_renderer.hpp"

namespace suoledger::adapters {

struct DocumentTitle {
    std::string title;     // "Invoice"
    std::string subtitle;  // below it: number, revision
    std::string to_label;  // over the other party
};
/// Logo or name, title, number; seller and buyer.
void draw_front(SheetFlow& flow, const http::DocumentContent& content, const DocumentTitle& title);
/// Of every page after the first.
SheetFlow::Head head_of_next_pages(const http::DocumentContent& content, const std::string& title);

struct KeyFigure {
    std::string label, value;
};
/// A band across the page; the last figure is set large.
void draw_key_figures(SheetFlow& flow, const std::vector<KeyFigure>& figures);

/// Label and text below it, at most so wide and so many lines; nothing without text. Returns where it ends.
double draw_labelled(Sheet& sheet, double x, double y, std::string_view label, std::string_view text, double width,
                     std::size_t max_lines, const Style& style = page::body);

/// A tinted box with paragraphs at the left and the code to scan, where there is one, at the right.
struct Paragraph {
    std::string label, text;
    std::string url;  // what the text links to; it is set small, in one line if it can be
    std::size_t max_lines = 6;
};
struct Panel {
    std::vector<Paragraph> paragraphs;
    std::string verify_url;
    std::string_view caption;  // below the code
};
/// With the gap below it.
double height_of(const Panel& panel);
void draw_panel(SheetFlow& flow, const Panel& panel);

/// Foot, page x of y, and the strip that marks tests: once all pages are there.
void draw_feet(SheetFlow& flow, const http::DocumentContent& content, const std::string& title);

/// Of http and https without spaces, quotes or control characters; nothing else becomes a link.
bool is_web_address(std::string_view url);

}  // namespace suoledger::adapters

// SPDX-License-Identifier: Apache-2.0
// Content made printable, laid out, written.
#include "adapters/pdf/libharu_renderer.hpp"

#include "adapters/pdf/document_frame.hpp"
#include "adapters/pdf/layouts.hpp"
#include "adapters/pdf/pdf_writer.hpp"
#include "adapters/pdf/printable_content.hpp"

namespace suoledger::adapters {
namespace {

std::string title_of(const http::InvoiceContent&) { return "Invoice"; }
std::string title_of(const http::CreditNoteContent&) { return "Credit note"; }
std::string title_of(const http::ReceiptContent&) { return "Receipt"; }
std::string title_of(const http::StatementContent&) { return "Statement of account"; }

}  // namespace

std::string full_title(const http::DocumentContent& content) {
    auto title = std::visit([](const auto& body) { return title_of(body); }, content.body);
    if (!content.number.empty()) title += " " + content.number;
    return title;
}

std::string LibharuRenderer::render(const http::DocumentContent& content) {
    const auto shown = printable(content);
    const auto title = full_title(shown);
    SheetFlow flow(head_of_next_pages(shown, title));
    std::visit([&](const auto& body) { lay_out(flow, shown, body); }, shown.body);
    draw_feet(flow, shown, title);
    return write_pdf(flow.sheets(), {title, shown.seller.name, shown.dated}, shown.logo.get(), fonts_);
}

}  // namespace suoledger::adapters

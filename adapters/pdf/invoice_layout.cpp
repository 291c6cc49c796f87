// SPDX-License-Identifier: Apache-2.0
// Invoices and credit notes.
#include <fmt/format.h>

#include "adapters/pdf/document_frame.hpp"
#include "adapters/pdf/figures_text.hpp"
#include "adapters/pdf/layouts.hpp"
#include "adapters/pdf/priced_lines.hpp"
#include "adapters/pdf/printable_text.hpp"

namespace suoledger::adapters {
namespace {

constexpr std::size_t longest_notes_lines = 60;

std::vector<Paragraph> ways_to_pay(const http::DocumentContent& content, const http::InvoiceContent& invoice) {
    std::vector<Paragraph> ways;
    if (!invoice.bank_account.empty()) {
        ways.push_back({"PAY BY BANK TRANSFER",
                        cut_to(invoice.bank_account, Face::regular, 9, 1400) +
                            (content.number.empty() ? "" : "\nReference: " + content.number),
                        "", 5});
    }
    if (is_web_address(invoice.pay_url)) ways.push_back({"PAY ONLINE", invoice.pay_url, invoice.pay_url, 2});
    if (ways.empty()) ways.push_back({"HOW TO PAY", "Ask " + content.seller.name + " where to pay.", "", 3});
    return ways;
}

void draw_notes(SheetFlow& flow, std::string_view label, const std::string& notes) {
    const auto lines = wrap(notes, page::body.face, page::body.size, page::width, longest_notes_lines);
    if (lines.empty()) return;
    flow.need(12 + page::leading);
    flow.sheet().text(page::left, flow.y() + 7, page::label, label);
    flow.advance(12);
    flow.write(page::left, lines, page::body, page::leading);
}

}  // namespace

void lay_out(SheetFlow& flow, const http::DocumentContent& content, const http::InvoiceContent& invoice) {
    auto subtitle = content.number;
    if (invoice.revision > 1) subtitle += fmt::format(" · revision {}", invoice.revision);
    draw_front(flow, content, {"Invoice", subtitle, "BILLED TO"});
    std::vector<KeyFigure> figures{{"ISSUED", date_text(content.dated)}};
    if (invoice.due_on) figures.push_back({"DUE", date_text(*invoice.due_on)});
    figures.push_back({"TOTAL", money_text(invoice.totals.total)});
    draw_key_figures(flow, figures);
    draw_priced_lines(flow, {invoice.lines, invoice.totals, invoice.vat, invoice.prices_include_vat, "Total"});
    draw_panel(flow, {ways_to_pay(content, invoice), content.verify_url, "Scan to check and to pay"});
    draw_notes(flow, "NOTES", invoice.notes);
}

void lay_out(SheetFlow& flow, const http::DocumentContent& content, const http::CreditNoteContent& note) {
    draw_front(flow, content, {"Credit note", content.number, "CREDITED TO"});
    draw_key_figures(flow, {{"ISSUED", date_text(content.dated)},
                            {"FOR INVOICE", note.invoice_number},
                            {"CREDITED", money_text(note.totals.total)}});
    draw_priced_lines(flow, {note.lines, note.totals, note.vat, note.prices_include_vat, "Total credited"});
    std::vector<Paragraph> paragraphs{
        {"WHAT IT MEANS",
         fmt::format("This credit note lowers invoice {} of {} by {}.", note.invoice_number,
                     date_text(note.invoice_issued_on), money_text(note.totals.total)),
         "", 3}};
    if (!note.reason.empty()) paragraphs.push_back({"REASON", note.reason, "", 3});
    draw_panel(flow, {paragraphs, content.verify_url, "Scan to check it"});
}

}  // namespace suoledger::adapters

// SPDX-License-Identifier: Apache-2.0
// Names, numbers and references are one line each; addresses, notes and the like may have several.
#include "adapters/pdf/printable_content.hpp"

#include <algorithm>
#include <variant>

#include "adapters/pdf/printable_text.hpp"

namespace suoledger::adapters {
namespace {

void clean(std::string& text) { text = printable(std::string_view(text)); }

void clean_line(std::string& text) {
    clean(text);
    std::ranges::replace(text, '\n', ' ');
}

void clean(http::DocumentParty& party) {
    clean_line(party.name);
    clean(party.address);
    clean_line(party.tax_id);
}

void clean(std::vector<http::DocumentLine>& lines) {
    for (auto& line : lines) clean_line(line.description);
}

void clean(http::InvoiceContent& invoice) {
    clean(invoice.lines);
    clean(invoice.bank_account);
    clean(invoice.notes);
}

void clean(http::CreditNoteContent& note) {
    clean_line(note.invoice_number);
    clean(note.lines);
    clean(note.reason);
}

void clean(http::ReceiptContent& receipt) {
    clean_line(receipt.reference);
    for (auto& share : receipt.shares) clean_line(share.invoice_number);
}

void clean(http::StatementContent& statement) {
    for (auto& entry : statement.entries) clean_line(entry.description);
    clean(statement.checkpoint);
}

}  // namespace

/// Web addresses are not touched: what is not one is not printed (is_web_address).
http::DocumentContent printable(const http::DocumentContent& content) {
    auto cleaned = content;
    clean(cleaned.seller);
    clean(cleaned.buyer);
    clean_line(cleaned.number);
    std::visit([](auto& body) { clean(body); }, cleaned.body);
    return cleaned;
}

}  // namespace suoledger::adapters

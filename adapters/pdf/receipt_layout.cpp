// SPDX-License-Identifier: Apache-2.0
// Receipts.
#include <fmt/format.h>

#include <algorithm>

#include "adapters/pdf/document_frame.hpp"
#include "adapters/pdf/figures_text.hpp"
#include "adapters/pdf/layouts.hpp"
#include "adapters/pdf/printable_text.hpp"
#include "adapters/pdf/table.hpp"

namespace suoledger::adapters {
namespace {

std::string_view method_text(domain::PaymentMethod method) {
    switch (method) {
        case domain::PaymentMethod::bank_transfer:
            return "Bank transfer";
        case domain::PaymentMethod::cash:
            return "Cash";
        case domain::PaymentMethod::card:
            return "Card";
        case domain::PaymentMethod::pos:
            return "Card terminal";
        case domain::PaymentMethod::provider:
            return "Online payment";
    }
    return {};
}

void add_rest(Table& table, std::string_view words, domain::Money amount) {
    if (amount.minor_units == 0) return;
    table.add({{{{std::string(words)}, {}}, {}, {{money_text(amount)}, {}}}, ""});
}

void draw_use(SheetFlow& flow, const http::ReceiptContent& receipt) {
    Table table(flow, {{"WHAT IT PAID", 259}, {"ISSUED", 120}, {"AMOUNT", 120.28, Align::right}});
    for (const auto& share : receipt.shares) {
        const auto words = cut_to("Invoice " + share.invoice_number, Face::regular, page::body.size, 250);
        table.add({{{{words}, {}}, {{date_text(share.invoice_issued_on)}, {}}, {{money_text(share.amount)}, {}}}, ""});
    }
    add_rest(table, "Kept as your credit", receipt.unallocated);
    add_rest(table, "Paid back to you", receipt.refunded);
    add_rest(table, "Taken back by your bank", receipt.charged_back);
    flow.advance(page::gap);
}

}  // namespace

void lay_out(SheetFlow& flow, const http::DocumentContent& content, const http::ReceiptContent& receipt) {
    draw_front(flow, content, {"Receipt", content.number, "RECEIVED FROM"});
    draw_key_figures(flow, {{"RECEIVED", date_text(content.dated)},
                            {"BY", std::string(method_text(receipt.method))},
                            {"AMOUNT RECEIVED", money_text(receipt.amount)}});
    constexpr double half = page::width / 2 - 10;
    const auto words =
        draw_labelled(flow.sheet(), page::left, flow.y(), "AMOUNT IN WORDS", amount_in_words(receipt.amount), half, 4);
    const auto reference = draw_labelled(flow.sheet(), page::left + 254, flow.y(), "REFERENCE", receipt.reference,
                                         page::right - page::left - 254, 3);
    flow.move_to(std::max(words, reference) + page::gap);
    draw_use(flow, receipt);
    draw_panel(flow, {{{"THANK YOU",
                        fmt::format("{} confirms that {} was received on {}.", content.seller.name,
                                    money_text(receipt.amount), date_text(content.dated)),
                        "", 5}},
                      content.verify_url,
                      "Scan to check it"});
}

}  // namespace suoledger::adapters

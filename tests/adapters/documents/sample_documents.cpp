// SPDX-License-Identifier: Apache-2.0
// Texts with the letters of Yoruba, Hausa and Igbo; figures that add up.
#include "tests/adapters/documents/sample_documents.hpp"

#include <array>

namespace suoledger::tests {
namespace {

using domain::Currency;
using domain::Money;
using domain::VatTreatment;

constexpr std::array<const char*, 4> goods = {"Aṣọ òkè, hand-woven, 5 yards", "Ɗinkin babban riga, ƙwarai",
                                              "Ụmụ akwa, ọkwa ṅke mbụ", "Delivery to Ìbàdàn"};

domain::Date day(const char* text) { return domain::parse_date(text).value(); }

http::DocumentContent sample(const char* number) {
    http::DocumentContent content;
    content.seller = {"Adùnní Fabrics & Tailoring", "14 Allen Avenue\nIkeja, Lagos", "12345678-0001"};
    content.buyer = {"Ọláwálé Ṣóyínká Ventures Ltd", "Plot 7, Àjàgbé Crescent\nBódìjà, Ìbàdàn", "20987654-0001"};
    content.number = number;
    content.dated = day("2026-11-26");
    content.verify_url =
        "https://ledger.example/verify/AQZ8mS3kT0S1f7Jm1q5yq0oAAAAAAAAAAQAAAAAAAAAAkq8uYV0o1y3Jw0xq3Y9K1Q";
    return content;
}

/// The sum of the lines without VAT.
std::int64_t add_lines(std::vector<http::DocumentLine>& lines, std::size_t count, Currency currency) {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < count; ++i) {
        http::DocumentLine line;
        line.description = std::string(goods.at(i % goods.size())) + ", item " + std::to_string(i + 1);
        line.quantity_thousandths = i % 3 == 1 ? 2500 : 1000;
        line.unit_price = {4'500'000 + static_cast<std::int64_t>(i) * 12'300, currency};
        line.discount = {i % 4 == 2 ? 50'000 : 0, currency};
        line.amount = {line.unit_price.minor_units * line.quantity_thousandths / 1000 - line.discount.minor_units,
                       currency};
        line.vat_rate_bps = 750;
        sum += line.amount.minor_units;
        lines.push_back(line);
    }
    return sum;
}

http::DocumentTotals totals_of(std::int64_t sum, Currency currency) {
    const auto vat = domain::vat_of(sum, 750, false);
    return {{0, currency}, {sum, currency}, {vat, currency}, {sum + vat, currency}};
}

}  // namespace

http::DocumentContent sample_invoice(std::size_t line_count, Currency currency) {
    auto content = sample("INV-000123");
    http::InvoiceContent invoice;
    invoice.prices_include_vat = false;
    invoice.due_on = day("2026-12-10");
    invoice.totals = totals_of(add_lines(invoice.lines, line_count, currency), currency);
    invoice.vat = {{VatTreatment::standard, 750, invoice.totals.subtotal, invoice.totals.vat}};
    invoice.bank_account = "Example Bank\n1012345678\nAdùnní Fabrics & Tailoring";
    invoice.pay_url = "https://ledger.example/pay/AZKk3mS3kT0S1f7Jm1q5yq0oAAAkq8uYV0o1y3Jw0xq3Y9K1Q";
    invoice.notes = "Thank you for your business.";
    content.body = std::move(invoice);
    return content;
}

http::DocumentContent sample_credit_note() {
    auto content = sample("CN-000007");
    http::CreditNoteContent note;
    note.invoice_number = "INV-000123";
    note.invoice_issued_on = day("2026-11-20");
    note.prices_include_vat = false;
    note.totals = totals_of(add_lines(note.lines, 2, Currency::ngn), Currency::ngn);
    note.lines[1].quantity_thousandths = 0;  // a part of a line
    note.vat = {{VatTreatment::standard, 750, note.totals.subtotal, note.totals.vat}};
    note.reason = "Two bundles came back unopened.";
    content.body = std::move(note);
    return content;
}

http::DocumentContent sample_receipt() {
    auto content = sample("RCT-000045");
    http::ReceiptContent receipt;
    receipt.amount = {26'875'050, Currency::ngn};
    receipt.reference = "TRF/2026/0093811";
    receipt.shares = {{"INV-000123", day("2026-11-20"), {20'000'000, Currency::ngn}},
                      {"INV-000119", day("2026-11-02"), {5'000'000, Currency::ngn}}};
    receipt.unallocated = {1'875'050, Currency::ngn};
    content.body = std::move(receipt);
    return content;
}

http::DocumentContent sample_statement(std::size_t entry_count) {
    auto content = sample("");
    http::StatementContent statement;
    statement.from = day("2026-10-01");
    statement.to = day("2026-11-26");
    statement.opening_balance = {1'250'000, Currency::ngn};
    statement.closing_balance = statement.opening_balance;
    for (std::size_t i = 0; i < entry_count; ++i) {
        http::StatementEntry entry;
        entry.day = {statement.from.days + static_cast<std::int32_t>(i % 50)};
        entry.description = (i % 3 == 2 ? "Payment RCT-" : "Invoice INV-") + std::to_string(1000 + i);
        auto& amount = i % 3 == 2 ? entry.credited : entry.charged;
        amount = {i % 3 == 2 ? 8'000'000 : 4'500'000, Currency::ngn};
        statement.charged.minor_units += entry.charged.minor_units;
        statement.credited.minor_units += entry.credited.minor_units;
        statement.closing_balance.minor_units += entry.charged.minor_units - entry.credited.minor_units;
        entry.balance = statement.closing_balance;
        statement.entries.push_back(entry);
    }
    statement.as_of_position = 184'467;
    statement.checkpoint = "ledger.example/log\n184468\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
    content.body = std::move(statement);
    return content;
}

}  // namespace suoledger::tests

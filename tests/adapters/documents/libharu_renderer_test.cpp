// SPDX-License-Identifier: Apache-2.0
#include "adapters/pdf/libharu_renderer.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <thread>
#include <vector>

#include "adapters/pdf/pdf_writer.hpp"
#include "tests/adapters/documents/pdf_tools.hpp"
#include "tests/adapters/documents/sample_documents.hpp"

namespace suoledger::adapters {
namespace {

using domain::Currency;
using tests::PdfFile;

std::string rendered(const http::DocumentContent& content) { return LibharuRenderer().render(content); }

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

std::ptrdiff_t page_count(const std::string& text) { return std::ranges::count(text, '\f'); }

http::InvoiceContent& invoice_of(http::DocumentContent& content) {
    return std::get<http::InvoiceContent>(content.body);
}

TEST(RenderDocument, InvoiceOfOneLineIsOneSmallPage) {
    const auto bytes = rendered(tests::sample_invoice(1));
    EXPECT_LE(bytes.size(), 40U * 1024);
    const PdfFile file(bytes);
    EXPECT_EQ(file.complaints(), "");
    const auto text = file.text();
    EXPECT_EQ(page_count(text), 1);
    for (const char* part :
         {"Invoice", "INV-000123", "Adùnní Fabrics & Tailoring", "Ọláwálé Ṣóyínká Ventures Ltd", "12345678-0001",
          "26 November 2026", "10 December 2026", "Aṣọ òkè, hand-woven, 5 yards, item 1", "45,000.00", "₦48,375.00",
          "Forty-eight thousand three hundred and seventy-five naira only", "Standard rate 7.5%", "1012345678",
          "Reference: INV-000123", "https://ledger.example/pay/", "Thank you for your business.", "Page 1 of 1"}) {
        EXPECT_TRUE(has(text, part)) << part << "\n" << text;
    }
    EXPECT_FALSE(has(text, "TEST DOCUMENT"));
    EXPECT_TRUE(has(file.properties(), "Invoice INV-000123"));
}

TEST(RenderDocument, LongInvoiceHasEveryLineAndCarriesItsSums) {
    const auto content = tests::sample_invoice(500);
    const PdfFile file(rendered(content));
    EXPECT_EQ(file.complaints(), "");
    const auto text = file.text();
    for (int line = 1; line <= 500; ++line) {
        const auto item = "item " + std::to_string(line);
        EXPECT_TRUE(has(text, item + " ") || has(text, item + "\n")) << item;
    }
    const auto pages = page_count(text);
    EXPECT_GT(pages, 15);
    std::size_t at = 0;
    for (std::ptrdiff_t page = 1; page <= pages; ++page) {
        const auto end = text.find('\f', at);
        const auto one = text.substr(at, end - at);
        EXPECT_TRUE(has(one, "Page " + std::to_string(page) + " of " + std::to_string(pages))) << page;
        EXPECT_EQ(has(one, "Brought forward"), page > 1) << page;
        EXPECT_EQ(has(one, "Carried forward"), page < pages) << page;
        at = end + 1;
    }
}

TEST(RenderDocument, CarriesTheSumOfTheLinesAbove) {
    auto content = tests::sample_invoice(40);
    for (auto& line : invoice_of(content).lines) line.amount = {100'000, Currency::ngn};
    const auto text = PdfFile(rendered(content)).text();
    const auto first_page = text.substr(0, text.find('\f'));
    int lines = 0;
    while (has(first_page, "item " + std::to_string(lines + 1))) ++lines;
    ASSERT_GT(lines, 5);
    const auto sum = std::to_string(lines) + ",000.00";
    EXPECT_TRUE(has(first_page.substr(first_page.find("Carried forward")), sum)) << sum << "\n" << first_page;
    const auto second_page = text.substr(text.find('\f'));
    const auto brought = second_page.find("Brought forward");
    EXPECT_TRUE(has(second_page.substr(brought, second_page.find('\n', brought) - brought), sum));
}

TEST(RenderDocument, SaysWhatPricesIncludeAndWhatIsTakenOff) {
    auto content = tests::sample_invoice(3);
    auto& invoice = invoice_of(content);
    invoice.revision = 4;
    invoice.prices_include_vat = true;
    invoice.totals.discount = {1'000'000, Currency::ngn};
    invoice.lines[1].vat_treatment = domain::VatTreatment::exempt;
    const auto text = PdfFile(rendered(content)).text();
    for (const char* part :
         {"revision 4", "VAT included", "Sum of lines", "−₦10,000.00", "less discount 500.00", "Exempt"}) {
        EXPECT_TRUE(has(text, part)) << part << "\n" << text;
    }
}

TEST(RenderDocument, MarksTestsOnEveryPage) {
    auto content = tests::sample_invoice(60);
    content.livemode = false;
    const auto text = PdfFile(rendered(content)).text();
    std::ptrdiff_t marks = 0;
    for (auto at = text.find("TEST DOCUMENT"); at != std::string::npos; at = text.find("TEST DOCUMENT", at + 1))
        ++marks;
    EXPECT_EQ(marks, page_count(text));
}

TEST(RenderDocument, InvoiceInDollarsHasNoNaira) {
    const auto text = PdfFile(rendered(tests::sample_invoice(2, Currency::usd))).text();
    EXPECT_TRUE(has(text, "$"));
    EXPECT_TRUE(has(text, "US dollars"));
    EXPECT_FALSE(has(text, "₦"));
    EXPECT_FALSE(has(text, "naira"));
}

TEST(RenderDocument, OtherKindsSayWhatTheyAre) {
    const PdfFile note(rendered(tests::sample_credit_note()));
    EXPECT_EQ(note.complaints(), "");
    for (const char* part : {"Credit note", "CN-000007", "INV-000123", "20 November 2026", "Total credited",
                             "Two bundles came back unopened."}) {
        EXPECT_TRUE(has(note.text(), part)) << part;
    }
    const PdfFile receipt(rendered(tests::sample_receipt()));
    EXPECT_EQ(receipt.complaints(), "");
    for (const char* part : {"Receipt", "RCT-000045", "₦268,750.50", "Bank transfer", "TRF/2026/0093811",
                             "Invoice INV-000119", "₦50,000.00", "Kept as your credit", "₦18,750.50"}) {
        EXPECT_TRUE(has(receipt.text(), part)) << part;
    }
    const PdfFile statement(rendered(tests::sample_statement(60)));
    EXPECT_EQ(statement.complaints(), "");
    for (const char* part : {"Statement of account", "Opening balance", "Closing balance", "1 October 2026",
                             "position 184467", "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="}) {
        EXPECT_TRUE(has(statement.text(), part)) << part;
    }
}

TEST(RenderDocument, GivesTheSameBytesForTheSameContentOnAnyThread) {
    const auto content = tests::sample_invoice(30);
    const auto expected = rendered(content);
    LibharuRenderer shared;
    std::vector<std::string> made(4);
    {
        std::vector<std::jthread> threads;
        for (auto& bytes : made) threads.emplace_back([&shared, &content, &bytes] { bytes = shared.render(content); });
    }
    for (const auto& bytes : made) EXPECT_TRUE(bytes == expected);
    auto other = content;
    other.buyer.name += "x";
    EXPECT_FALSE(rendered(other) == expected);
}

TEST(RenderDocument, LinksToWebAddressesOnly) {
    auto content = tests::sample_invoice(1);
    EXPECT_TRUE(has(PdfFile(rendered(content)).objects(), "/URI (https://ledger.example/pay/"));
    invoice_of(content).pay_url = "javascript:app.alert(1)";
    content.verify_url = "https://ledger.example/a) /JS (x";
    const auto objects = PdfFile(rendered(content)).objects();
    EXPECT_FALSE(has(objects, "/URI"));
    EXPECT_FALSE(has(objects, "/JS"));
}

TEST(RenderDocument, DrawsTheLogo) {
    auto content = tests::sample_invoice(1);
    auto logo = std::make_shared<http::DecodedLogo>();
    logo->width = 30;
    logo->height = 20;
    for (int i = 0; i < 600; ++i) logo->rgb += std::string("\x20\x20\x20", 3);
    content.logo = logo;
    const PdfFile file(rendered(content));
    EXPECT_EQ(file.complaints(), "");
    const auto pixels = file.pixels();
    EXPECT_NEAR(static_cast<unsigned char>(pixels.grey[90 * pixels.width + 105]), 0x20, 2);
    logo->rgb.pop_back();
    EXPECT_THROW(rendered(content), std::runtime_error);
}

// --- letters are really drawn: the text of a missing glyph can be extracted all the same ---

/// Pixels of a cell of 30 points.
std::string cell(const PdfFile::Pixels& page, std::size_t column, std::size_t row) {
    std::string grey;
    for (std::size_t y = 0; y < 60; ++y) grey += page.grey.substr((row * 60 + y) * page.width + column * 60, 60);
    return grey;
}

void expect_letters(Face face) {
    // A character that was not cut (∀), so the box of a missing glyph; nothing; then letters, each behind the one it
    // could be mistaken for.
    const std::vector<std::string> letters = {
        "\u2200", "",  "N", "₦", "o", "ọ", "s", "ṣ", "e", "ẹ", "d", "ɗ", "b", "ɓ", "k", "ƙ", "y",       "ƴ", "i", "ị",
        "u",      "ụ", "n", "ṅ", "O", "Ọ", "S", "Ṣ", "E", "Ẹ", "D", "Ɗ", "B", "Ɓ", "K", "Ƙ", "ọ\u0301", "−", "□"};
    Sheet sheet;
    const auto at = [](std::size_t i) { return std::pair{i % 16, i / 16}; };
    for (std::size_t i = 0; i < letters.size(); ++i) {
        const auto [column, row] = at(i);
        sheet.text(static_cast<double>(column) * 30 + 8, static_cast<double>(row) * 30 + 20, {face, 16, {}},
                   letters[i]);
    }
    const auto page = PdfFile(write_pdf({sheet}, {"letters", "", {20'000}}, nullptr, FontFiles())).pixels();
    std::set<std::string> seen;
    for (std::size_t i = 0; i < letters.size(); ++i) {
        const auto [column, row] = at(i);
        EXPECT_TRUE(seen.insert(cell(page, column, row)).second) << letters[i] << " looks like another one";
    }
}

TEST(DocumentFonts, DrawNairaAndTheLettersOfNigeriasLanguages) {
    expect_letters(Face::regular);
    expect_letters(Face::bold);
}

}  // namespace
}  // namespace suoledger::adapters

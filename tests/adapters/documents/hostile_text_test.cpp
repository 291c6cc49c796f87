// SPDX-License-Identifier: Apache-2.0
// Whatever somebody calls himself: no document gets active content by it, none fails, all stay well-formed.
#include <gtest/gtest.h>

#include <array>
#include <random>

#include "adapters/pdf/libharu_renderer.hpp"
#include "tests/adapters/documents/pdf_tools.hpp"
#include "tests/adapters/documents/sample_documents.hpp"
#include "tests/support/seed.hpp"

namespace suoledger::adapters {
namespace {

constexpr std::size_t hostile_count = 10'000;

/// Strings of pieces that mean something to PDF, to terminals, to Unicode or to nobody.
class HostileTexts {
public:
    explicit HostileTexts(std::uint64_t seed) : chance_(seed) {}

    std::string next() {
        ++made_;
        if (made_ % 997 == 0) return std::string(10'000, below(2) == 0 ? 'W' : ' ');
        std::string text;
        for (auto pieces = below(8) + 1; pieces > 0; --pieces) text += below(5) == 0 ? bytes() : piece();
        return text;
    }
    [[nodiscard]] std::size_t made() const { return made_; }

private:
    std::size_t below(std::size_t limit) { return chance_() % limit; }
    std::string piece() {
        static const std::array<std::string, 24> pieces = {"(/JS (app.alert(1)))",
                                                           ") Tj ET Q /JavaScript",
                                                           "/OpenAction << /S /Launch >>",
                                                           "endstream endobj",
                                                           "\\",
                                                           "((",
                                                           "))",
                                                           "<</AA>>",
                                                           "%PDF-1.7\n",
                                                           std::string("\0\x01\x02", 3),
                                                           "\u202E\u2066",
                                                           "\u200D\uFE0F",
                                                           "😀👩🏽‍🔧",
                                                           "مرحبا",
                                                           "中文",
                                                           "\xff\xfe",
                                                           "\xc3\x28",
                                                           "\xed\xa0\x80",
                                                           "\r\n",
                                                           "o\u0323\u0301\u0304\u0304\u0304",
                                                           "\uFFFF",
                                                           "₦ọṣɗ",
                                                           "\x1b[2J",
                                                           "x"};
        return pieces.at(below(pieces.size()));
    }
    std::string bytes() {
        std::string text;
        for (auto count = below(40); count > 0; --count) text += static_cast<char>(below(256));
        return text;
    }
    std::mt19937_64 chance_;
    std::size_t made_ = 0;
};

void poison(http::DocumentParty& party, HostileTexts& texts) {
    for (auto* text : {&party.name, &party.address, &party.tax_id}) *text = texts.next();
}
void poison(http::InvoiceContent& invoice, HostileTexts& texts) {
    for (auto* text : {&invoice.bank_account, &invoice.pay_url, &invoice.notes}) *text = texts.next();
    for (auto& line : invoice.lines) line.description = texts.next();
}
void poison(http::CreditNoteContent& note, HostileTexts& texts) {
    for (auto* text : {&note.invoice_number, &note.reason}) *text = texts.next();
    for (auto& line : note.lines) line.description = texts.next();
}
void poison(http::ReceiptContent& receipt, HostileTexts& texts) {
    receipt.reference = texts.next();
    for (auto& share : receipt.shares) share.invoice_number = texts.next();
}
void poison(http::StatementContent& statement, HostileTexts& texts) {
    statement.checkpoint = texts.next();
    for (auto& entry : statement.entries) entry.description = texts.next();
}

http::DocumentContent poisoned(http::DocumentContent content, HostileTexts& texts) {
    poison(content.seller, texts);
    poison(content.buyer, texts);
    content.number = texts.next();
    content.verify_url = texts.next();
    std::visit([&texts](auto& body) { poison(body, texts); }, content.body);
    return content;
}

void expect_harmless(const std::string& bytes) {
    const tests::PdfFile file(bytes);
    EXPECT_EQ(file.complaints(), "");
    const auto objects = file.objects();
    for (const char* active : {"/JS", "/JavaScript", "/OpenAction", "/Launch", "/AA", "/EmbeddedFile", "/SubmitForm",
                               "/RichMedia", "/AcroForm", "/GoToR", "/URI"}) {
        EXPECT_EQ(objects.find(active), std::string::npos) << active;
    }
}

TEST(HostileTexts, MakeNoDocumentActiveBrokenOrEndless) {
    const auto chosen = seed();
    HostileTexts texts(chosen);
    LibharuRenderer renderer;
    const std::array<http::DocumentContent, 4> samples = {tests::sample_invoice(200), tests::sample_credit_note(),
                                                          tests::sample_receipt(), tests::sample_statement(200)};
    for (std::size_t i = 0; texts.made() < hostile_count; ++i) {
        expect_harmless(renderer.render(poisoned(samples.at(i % samples.size()), texts)));
    }
}

TEST(HostileTexts, OfTenThousandCharactersInEveryFieldFitOnPages) {
    auto content = tests::sample_invoice(3);
    const std::string endless(10'000, 'W');
    for (auto* text : {&content.seller.name, &content.seller.address, &content.seller.tax_id, &content.buyer.name,
                       &content.buyer.address, &content.buyer.tax_id, &content.number}) {
        *text = endless;
    }
    auto& invoice = std::get<http::InvoiceContent>(content.body);
    for (auto* text : {&invoice.bank_account, &invoice.notes, &invoice.lines[0].description}) *text = endless;
    invoice.pay_url = "https://ledger.example/" + endless;
    content.verify_url = invoice.pay_url;
    expect_harmless(LibharuRenderer().render(content));
}

}  // namespace
}  // namespace suoledger::adapters

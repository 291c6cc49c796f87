// SPDX-License-Identifier: Apache-2.0
// The page behind a document's QR code.
#include "http/pages/verify_page.hpp"

#include <gtest/gtest.h>

namespace suoledger::http {
namespace {

bool has(std::string_view page, std::string_view text) { return page.find(text) != std::string::npos; }

VerifyPage genuine() {
    VerifyPage page;
    page.token = "TOKEN";
    page.what = "Invoice";
    page.shop = "Ada Stores";
    page.number = "INV-000123";
    page.addressee = domain::PersonalText("Ṣadé Adéọlá");
    page.dated = *domain::parse_date("2026-11-23");
    page.amount = domain::Money{9'000'000, domain::Currency::ngn};
    page.standing = {"Paid", "good", "Nothing is left to pay."};
    page.copies = {{std::string(64, 'a'), 23'456, *page.dated}, {std::string(64, 'b'), 23'457, *page.dated}};
    page.has_proof = true;
    return page;
}

TEST(VerifyPage, SaysWhatTheLedgerHoldsToCompareWithThePaper) {
    const auto html = verify_page_html(genuine());
    for (const char* text : {"Genuine", "Invoice", "INV-000123", "Ada Stores", "23 November 2026", "₦90,000.00", "Paid",
                             "Nothing is left to pay.", "23456 bytes", R"(href="/verify/TOKEN/proof")"})
        EXPECT_TRUE(has(html, text)) << text;
    EXPECT_TRUE(has(html, "data-hashes=\"" + std::string(64, 'a') + " " + std::string(64, 'b') + "\""));
}

TEST(VerifyPage, ShortensTheNameOfWhoeverItIsFor) {
    const auto html = verify_page_html(genuine());
    EXPECT_TRUE(has(html, "Ṣ… A…"));
    EXPECT_FALSE(has(html, "Ṣadé"));
    EXPECT_EQ(shortened_name("  Bola   Ade "), "B… A…");
    EXPECT_EQ(shortened_name(""), "");
    auto erased = genuine();
    erased.addressee = domain::PersonalText::erased();
    EXPECT_TRUE(has(verify_page_html(erased), "erased at the person"));
}

TEST(VerifyPage, OffersOnlyWhatIsThere) {
    auto page = genuine();
    page.copies.clear();
    page.has_proof = false;
    page.livemode = false;
    const auto html = verify_page_html(page);
    for (const char* text : {"Download the proof", "compare", "<script"}) EXPECT_FALSE(has(html, text)) << text;
    EXPECT_TRUE(has(html, "test document"));
}

TEST(VerifyPage, TakesNoMarkupFromWhatPeopleWrote) {
    const std::string hostile = "\"><script>alert(1)</script>";
    auto page = genuine();
    page.token = page.shop = page.number = page.edition = page.standing.text = page.standing.badge = hostile;
    page.addressee = domain::PersonalText("<b>Ada");
    const auto html = verify_page_html(page);
    EXPECT_FALSE(has(html, "<script>"));
    EXPECT_FALSE(has(html, "<b>"));
}

}  // namespace
}  // namespace suoledger::http

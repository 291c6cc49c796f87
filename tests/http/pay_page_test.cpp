// SPDX-License-Identifier: Apache-2.0
// The payer's page: what it says in every state of an invoice, that nothing people wrote becomes markup, and its size.
#include "http/pages/pay_page.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "eventstore/crypto.hpp"
#include "http/pages/html.hpp"

namespace suoledger::http {
namespace {

using domain::PersonalText;

constexpr std::size_t most_bytes = 30'000;

bool has(std::string_view page, std::string_view text) { return page.find(text) != std::string::npos; }

domain::InvoiceLine line_of(std::string description, std::int64_t amount) {
    domain::InvoiceLine line;
    line.description = PersonalText(std::move(description));
    line.unit_price = line.amount = amount;
    return line;
}

/// 90 000 naira, issued, nothing paid.
PayPage open_page() {
    PayPage page;
    page.token = "TOKEN";
    page.number = "INV-000123";
    page.document.seller.name = "Ada Stores";
    page.document.seller.bank_account = PersonalText("GTBank 0123456789 Ada Stores Ltd");
    page.document.buyer.name = PersonalText("Ṣadé Adéọlá");
    page.document.lines = {line_of("Rice 50kg bag", 9'000'000)};
    page.document.totals = {8'372'093, 627'907, 9'000'000};
    page.document.issued_on = *domain::parse_date("2026-11-23");
    page.document.due_on = *domain::parse_date("2026-12-07");
    page.figures.total = 9'000'000;
    page.today = *domain::parse_date("2026-11-26");
    page.takes_online_payment = true;
    return page;
}

void expect_unpayable(const std::string& html) {
    EXPECT_FALSE(has(html, "<form")) << html;
    EXPECT_FALSE(has(html, "0123456789"));
}

TEST(PayPage, SaysWhatIsDueAndHowToPayIt) {
    const auto html = pay_page_html(open_page());
    for (const char* text :
         {"Amount due", "₦90,000.00", "To be paid", "due 7 December 2026", "Rice 50kg bag", "Ada Stores", "Ṣadé Adéọlá",
          "INV-000123", "23 November 2026", R"(data-copy="0123456789")", "GTBank", "Ada Stores Ltd",
          R"(action="/pay/TOKEN/checkout")", R"(action="/pay/TOKEN/transfer_claim")", R"(name="revision" value="1")",
          R"(name="amount" value="90000.00")", "VAT in it"})
        EXPECT_TRUE(has(html, text)) << text;
}

TEST(PayPage, AsksForNothingOnceNothingIsDue) {
    auto paid = open_page();
    paid.figures.allocated = paid.figures.total;
    const auto html = pay_page_html(paid);
    EXPECT_TRUE(has(html, "Paid in full"));
    EXPECT_TRUE(has(html, "₦90,000.00"));
    EXPECT_FALSE(has(html, "due 7 December"));
    expect_unpayable(html);

    auto cancelled = open_page();
    cancelled.figures.cancelled = true;
    EXPECT_TRUE(has(pay_page_html(cancelled), "Please do not pay it"));
    expect_unpayable(pay_page_html(cancelled));

    auto credited = open_page();
    credited.figures.credited = credited.figures.total;
    EXPECT_TRUE(has(pay_page_html(credited), "credit note"));
    expect_unpayable(pay_page_html(credited));

    auto written_off = open_page();
    written_off.figures.written_off = written_off.figures.total;
    EXPECT_TRUE(has(pay_page_html(written_off), "closed this invoice"));
    expect_unpayable(pay_page_html(written_off));
}

TEST(PayPage, ShowsHowMuchIsSettledAndWhatIsLeft) {
    auto page = open_page();
    page.figures.allocated = 2'500'000;
    page.figures.withheld = 500'000;
    const auto html = pay_page_html(page);
    for (const char* text :
         {"Left to pay", "₦60,000.00", R"(<progress max="9000000" value="3000000")", "₦30,000.00 of ₦90,000.00",
          "-₦5,000.00", "-₦25,000.00", R"(name="amount" value="6000000")"})
        EXPECT_TRUE(has(html, text)) << text;
}

TEST(PayPage, SaysThatItIsOverdueFromTheDayAfter) {
    auto page = open_page();
    page.today = *page.document.due_on;
    EXPECT_FALSE(has(pay_page_html(page), "Overdue"));
    page.today.days += 1;
    EXPECT_TRUE(has(pay_page_html(page), "Overdue"));
    page.document.due_on.reset();
    EXPECT_FALSE(has(pay_page_html(page), "Overdue"));
}

TEST(PayPage, TellsWhatBecameOfTransfersAsLongAsSomethingIsDue) {
    auto page = open_page();
    page.claims = {{1'000'000, page.today, false}, {2'000'000, std::nullopt, true}};
    const auto html = pay_page_html(page);
    EXPECT_TRUE(has(html, "₦10,000.00 sent on 26 November 2026: the shop has been told"));
    EXPECT_TRUE(has(html, "₦20,000.00 sent: the shop did not find it"));
    page.figures.allocated = page.figures.total;
    EXPECT_FALSE(has(pay_page_html(page), "has been told"));
}

TEST(PayPage, GivesAFormBackWithWhatIsWrongBesideIt) {
    auto page = open_page();
    page.claim_form = {{{"amount", "a lot"}, {"payer_name", "\"Ada\""}}, {{"amount", "must be an amount"}}};
    const auto html = pay_page_html(page);
    EXPECT_TRUE(has(html, "<details open>"));
    EXPECT_TRUE(has(html, R"(value="a lot")"));
    EXPECT_TRUE(has(html, R"(value="&quot;Ada&quot;")"));
    EXPECT_TRUE(has(html, R"(aria-describedby="amount-wrong" aria-invalid="true")"));
    EXPECT_TRUE(has(html, R"(id="amount-wrong">must be an amount)"));
}

TEST(PayPage, AsksForAnAddressOnlyWhereNoneIsKnown) {
    auto page = open_page();
    EXPECT_FALSE(has(pay_page_html(page), R"(type="email")"));
    page.needs_email = true;
    EXPECT_TRUE(has(pay_page_html(page), R"(type="email")"));
    page.takes_online_payment = false;
    EXPECT_FALSE(has(pay_page_html(page), "/checkout"));
}

TEST(PayPage, HasNothingToFollowWithoutALiveStatus) {
    auto page = open_page();
    EXPECT_FALSE(has(pay_page_html(page), "data-events"));
    page.live_status = R"({"status":"open"})";
    EXPECT_TRUE(
        has(pay_page_html(page),
            R"(data-events="/v1/public/invoices/TOKEN/events" data-status="{&quot;status&quot;:&quot;open&quot;}")"));
}

TEST(PayPage, SaysWhatWasErased) {
    auto page = open_page();
    page.document.buyer.name = page.document.notes = page.document.lines[0].description = PersonalText::erased();
    const auto html = pay_page_html(page);
    EXPECT_TRUE(has(html, "erased at the person"));
    EXPECT_TRUE(has(html, "₦90,000.00")) << "the law wants amounts kept";
}

TEST(PayPage, TakesNoMarkupFromWhatPeopleWrote) {
    const std::string hostile = "\"><script>alert(1)</script>'&\xE2\x80\xAE";
    auto page = open_page();
    page.number = page.document.seller.name = page.token = hostile;
    auto& seller = page.document.seller;
    seller.address = seller.tax_id = seller.bank_account = PersonalText(hostile);
    page.document.buyer.name = page.document.notes = page.document.lines[0].description = PersonalText(hostile);
    page.files = {{hostile, hostile}};
    page.live_status = hostile;
    page.claim_form = {{{"amount", hostile}}, {{"amount", hostile}}};
    const auto html = pay_page_html(page);
    EXPECT_FALSE(has(html, "<script>"));
    EXPECT_FALSE(has(html, "\xE2\x80\xAE")) << "nothing turns the text around";
    EXPECT_TRUE(has(html, "&lt;script&gt;"));
}

TEST(PayPage, StaysSmallWhateverTheInvoiceHolds) {
    auto page = open_page();
    const auto longest = [](std::size_t characters) { return PersonalText(std::string(characters, '"')); };
    page.document.lines.assign(500, line_of(std::string(200, '"'), 100));
    page.document.notes = longest(1000);
    page.document.seller.name = std::string(200, '"');
    page.document.seller.address = page.document.buyer.name = longest(200);
    page.document.seller.bank_account = longest(200);
    page.claims.assign(3, {100, page.today, false});
    const auto html = pay_page_html(page);
    EXPECT_LT(html.size(), most_bytes);
    EXPECT_TRUE(has(html, "more in the document"));
    std::size_t shown = 0;
    for (auto at = html.find("<li><span>"); at != std::string::npos; at = html.find("<li><span>", at + 1)) ++shown;
    EXPECT_GT(shown, 0U);
    const auto left = static_cast<std::int64_t>(500 - shown);
    EXPECT_TRUE(has(html, "and " + std::to_string(left) + " more"));
    EXPECT_TRUE(has(html, ">" + shown_money({left * 100, domain::Currency::ngn}) + "<"));
}

TEST(PayPage, RunsUnderAPolicyThatNamesItsStyleAndAllowsNothingInline) {
    const auto response = html_response(200, pay_page_html(open_page()));
    const auto begin = response.body.find("<style>") + 7;
    const auto style = response.body.substr(begin, response.body.find("</style>") - begin);
    auto hash = eventstore::base64url(eventstore::sha256({eventstore::bytes_of(style)})) + "=";
    std::ranges::replace(hash, '-', '+');
    std::ranges::replace(hash, '_', '/');
    const std::map<std::string, std::string> headers(response.headers.begin(), response.headers.end());
    const auto& policy = headers.at("Content-Security-Policy");
    EXPECT_TRUE(policy.starts_with("default-src 'none'"));
    EXPECT_TRUE(has(policy, "style-src 'sha256-" + hash + "'")) << policy;
    EXPECT_FALSE(has(policy, "unsafe"));
    EXPECT_EQ(headers.at("Referrer-Policy"), "no-referrer") << "the address is a capability";
    for (const char* inline_code : {" style=", " onclick", " onload", "javascript:"})
        EXPECT_FALSE(has(response.body, inline_code)) << inline_code;
}

TEST(BankAccountOf, FindsTheOneNumberOfTenDigits) {
    const auto account = bank_account_of("GTBank, 0123456789 - Ada Stores");
    EXPECT_EQ(account.bank, "GTBank");
    EXPECT_EQ(account.number, "0123456789");
    EXPECT_EQ(account.name, "Ada Stores");
    EXPECT_EQ(bank_account_of("0123456789").number, "0123456789");
    for (const char* text : {"Zenith 01234567890 Ada", "GTB 0123456789 or UBA 9876543210", "cash only", "", "123"}) {
        EXPECT_EQ(bank_account_of(text).bank, text) << "shown as it was written";
        EXPECT_TRUE(bank_account_of(text).number.empty()) << text;
    }
}

TEST(ShownMoney, GroupsThousandsAndKeepsTwoDigits) {
    using domain::Currency;
    EXPECT_EQ(shown_money({123'456'789, Currency::ngn}), "₦1,234,567.89");
    EXPECT_EQ(shown_money({-5, Currency::usd}), "-$0.05");
    EXPECT_EQ(shown_money({100'000, Currency::usd}), "$1,000.00");
    EXPECT_EQ(shown_money({0, Currency::ngn}), "₦0.00");
}

TEST(Notice, TellsAPersonWhatAProblemMeans) {
    Request request;
    request.path = "/pay/AAAA";
    const auto page = problem_response(
        {.status = 503, .code = "overloaded", .detail = "Too much is in progress.", .headers = {{"Retry-After", "1"}}},
        request);
    EXPECT_EQ(page.status, 503);
    EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
    EXPECT_TRUE(has(page.body, "Please try again in a moment"));
    const std::map<std::string, std::string> headers(page.headers.begin(), page.headers.end());
    EXPECT_EQ(headers.at("Retry-After"), "1");
    EXPECT_EQ(headers.at("Cache-Control"), "no-store");
    request.path = "/v1/invoices";
    EXPECT_EQ(problem_response({.status = 404, .code = "not_found", .detail = ""}, request).content_type,
              "application/problem+json");
}

}  // namespace
}  // namespace suoledger::http

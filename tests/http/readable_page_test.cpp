// SPDX-License-Identifier: Apache-2.0
// A document as a page: every member is there, nothing of it is markup, money reads as money.
#include "http/readable_page.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "eventstore/crypto.hpp"
#include "http/accept.hpp"

namespace suoledger::http {
namespace {

std::string page_of(const char* document) {
    return readable_page("Title", "Introduction", boost::json::parse(document).as_object());
}
bool has(const std::string& page, std::string_view text) { return page.find(text) != std::string::npos; }

TEST(ReadablePage, ShowsEveryMemberByItsLabel) {
    const auto page =
        page_of(R"({"object":"thing","tax_id":null,"ok":true,"parts":[{"name":"a","size_count":2},{"name":"b"}],
        "inner":{"held":["x","y"],"at":"2026-11-23T09:00:00.000000Z"},"none":[],"gone":{"erased":true}})");
    for (const char* text :
         {"<th scope=\"row\">Tax id</th><td><span class=\"q\">—</span>", "<td>yes</td>", "<td>a</td>", "<td>b</td>",
          "x, y", "2026-11-23 09:00:00 UTC", ">none<", ">erased<", "<h2>Parts</h2>"})
        EXPECT_TRUE(has(page, text)) << text << " in " << page;
}

TEST(ReadablePage, TakesNoMarkupFromWhatPeopleWrote) {
    const auto page = page_of(R"({"<b>name":"<script>alert(\"1\")</script> & so on"})");
    EXPECT_FALSE(has(page, "<script>"));
    EXPECT_FALSE(has(page, "<b>"));
    EXPECT_TRUE(has(page, "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; so on"));
}

TEST(ReadablePage, LeavesOutWhatWouldReorderTheTextAroundIt) {
    EXPECT_TRUE(has(page_of("{\"name\":\"a\u202e100\u2066b\"}"), "a100b"));
}

TEST(ReadablePage, WritesMinorUnitsAsMoneyBesideACurrencyAndCountsAsNumbers) {
    const auto page = page_of(R"({"invoice":{"currency":"NGN","total":123456789,"due":-5,"version":3,
        "lines":[{"unit_price":107500}]},"number":1000})");
    for (const char* text : {"NGN 1,234,567.89", "NGN -0.05", "NGN 1,075.00", "<td>3</td>", "<td>1000</td>"})
        EXPECT_TRUE(has(page, text)) << text << " in " << page;
}

TEST(ReadablePage, IsShownUnderAPolicyThatNamesItsOwnStyleAndNothingElse) {
    const Response response = page_answer(7, "Title", "Introduction", {});
    EXPECT_EQ(response.content_type, "text/html; charset=utf-8");
    const auto begin = response.body.find("<style>") + 7;
    const auto style = response.body.substr(begin, response.body.find("</style>") - begin);
    auto hash = eventstore::base64url(eventstore::sha256({eventstore::bytes_of(style)})) + "=";
    for (char& c : hash) c = c == '-' ? '+' : c == '_' ? '/' : c;
    std::string policy;
    for (const auto& [name, value] : response.headers)
        if (name == "Content-Security-Policy") policy = value;
    EXPECT_TRUE(has(policy, "default-src 'none'"));
    EXPECT_TRUE(has(policy, "'sha256-" + hash + "'")) << policy;
}

TEST(Accept, PrefersAPageOnlyWhereItIsNamedAndNotLess) {
    const auto page = [](const char* accept) {
        Request request;
        request.headers = {{"accept", accept}};
        return prefers_html(request);
    };
    EXPECT_TRUE(page("text/html"));
    EXPECT_TRUE(page("text/html,application/xhtml+xml;q=0.9,*/*;q=0.8")) << "a browser";
    EXPECT_TRUE(page("application/json;q=0.5, TEXT/HTML;q=0.6"));
    EXPECT_FALSE(page("application/json, text/html"));
    EXPECT_FALSE(page("text/html;q=0"));
    EXPECT_FALSE(page("*/*"));
    EXPECT_FALSE(prefers_html(Request{}));
}

}  // namespace
}  // namespace suoledger::http

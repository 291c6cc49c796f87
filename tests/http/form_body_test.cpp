// SPDX-License-Identifier: Apache-2.0
// Forms: amounts as people write them, and nothing that a browser would not send.
#include "http/form_body.hpp"

#include <gtest/gtest.h>

namespace suoledger::http {
namespace {

using domain::Currency;

std::expected<FormFields, Problem> form_of(std::string body, const char* type = "application/x-www-form-urlencoded") {
    Request request;
    request.headers = {{"content-type", type}};
    request.body = std::move(body);
    return parse_form(request);
}

TEST(ParseForm, DecodesWhatBrowsersEncode) {
    const auto form = form_of("payer_name=+%E1%B9%A2ad%C3%A9+Ade%0D%0A&amount=%E2%82%A61%2C500&reference=");
    ASSERT_TRUE(form);
    EXPECT_EQ(form->at("payer_name"), "Ṣadé Ade");
    EXPECT_EQ(form->at("amount"), "₦1,500");
    EXPECT_EQ(form->at("reference"), "");
    EXPECT_TRUE(form_of("", "Application/X-WWW-Form-Urlencoded;charset=utf-8")->empty());
}

TEST(ParseForm, RefusesWhatIsNoForm) {
    for (const char* body : {"a=1&a=2", "a=%FF", "a=%0", "a=%00", "a=%C0%80", "a=1#b"})
        EXPECT_EQ(form_of(body).error().status, 400) << body;
    for (const char* type : {"application/json", "", "multipart/form-data", "text/plain"})
        EXPECT_EQ(form_of("a=1", type).error().status, 415) << type;
}

TEST(ParseAmount, TakesWhatPeopleWrite) {
    for (const char* text : {"90000", "90,000", "90 000.00", "₦90,000.0", "NGN 90,000.00"})
        EXPECT_EQ(parse_amount(text, Currency::ngn), 9'000'000) << text;
    EXPECT_EQ(parse_amount("$0.05", Currency::usd), 5);
}

TEST(ParseAmount, TakesNothingThatCouldMeanAnother) {
    for (const char* text :
         {"", "-5", "1.234", "1.", ".5", "1e5", "$5", "five", "1.2.3", "99999999999999999999", "0x10"})
        EXPECT_EQ(parse_amount(text, Currency::ngn), std::nullopt) << text;
}

}  // namespace
}  // namespace suoledger::http

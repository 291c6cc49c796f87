// SPDX-License-Identifier: Apache-2.0
// The tax profile and the bank account of a business: whole values, shown and printed from then on.
#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "tests/http/live_server.hpp"

namespace suoledger::http::test {
namespace {

using Pointers = std::set<std::string>;

const std::string tax_profile = "/v1/business/tax_profile", bank_account = "/v1/business/bank_account";
const std::string main_account = R"({"bank_name":"GTBank","account_number":"0123456789","account_name":"Ada Stores"})";

TEST(BusinessSettings, AreWholeValuesThatAReadShows) {
    SmallService service;
    const Answer taxed = service.put(tax_profile, R"({"vat_registered":false,"tax_id":"12345678-0001"})");
    ASSERT_EQ(taxed.status, 200) << taxed.code;
    EXPECT_EQ(taxed.json().at("vat_registered"), false);
    EXPECT_EQ(taxed.text("tax_id"), "12345678-0001");
    EXPECT_EQ(service.get("/v1/business").json(), taxed.json());
    const Answer cleared = service.put(tax_profile, R"({"vat_registered":true})");
    EXPECT_TRUE(cleared.json().at("tax_id").is_null());
    const Answer banked = service.put(bank_account, main_account);
    ASSERT_EQ(banked.status, 200) << banked.code;
    EXPECT_EQ(banked.text("bank_account"), "GTBank 0123456789 Ada Stores");
    EXPECT_EQ(banked.text("address"), "12 Allen Avenue");
    EXPECT_EQ(service.get("/v1/business").json(), banked.json());
}

TEST(BusinessSettings, SayWhenTheAccountingYearEnds) {
    SmallService service;
    const std::string year = "/v1/business/accounting_year";
    EXPECT_EQ(service.get("/v1/business").text("accounting_year_end"), "12-31");
    const Answer changed = service.put(year, R"({"year_end":"03-31"})");
    ASSERT_EQ(changed.status, 200) << changed.code;
    EXPECT_EQ(changed.text("accounting_year_end"), "03-31");
    EXPECT_EQ(service.get("/v1/business").json(), changed.json());
    for (const auto* wrong : {R"({"year_end":"02-30"})", R"({"year_end":"13-01"})", R"({"year_end":"3-31"})",
                              R"({"year_end":"03/31"})", R"({"year_end":"+3-31"})", R"({"year_end":331})", "{}"})
        EXPECT_EQ(service.put(year, wrong).pointers(), Pointers{"/year_end"}) << wrong;
    EXPECT_EQ(service.get("/v1/business").json(), changed.json());
}

TEST(BusinessSettings, ClearTheBankAccountByNullAndByNothingLess) {
    SmallService service;
    ASSERT_EQ(service.put(bank_account, main_account).status, 200);
    EXPECT_EQ(
        service.put(bank_account, R"({"bank_name":null,"account_number":null,"account_name":"Ada Stores"})").pointers(),
        (Pointers{"/bank_name", "/account_number"}));
    EXPECT_EQ(service.put(bank_account, R"({"bank_name":null,"account_number":null})").pointers(),
              (Pointers{"/bank_name", "/account_number", "/account_name"}));
    EXPECT_EQ(service.get("/v1/business").json().at("bank_account"), "GTBank 0123456789 Ada Stores");
    const Answer cleared = service.put(bank_account, R"({"bank_name":null,"account_number":null,"account_name":null})");
    ASSERT_EQ(cleared.status, 200) << cleared.code;
    EXPECT_TRUE(cleared.json().at("bank_account").is_null());
    EXPECT_EQ(service.get("/v1/business").json(), cleared.json());
}

TEST(BusinessSettings, DecideTheVatOfInvoicesFromThenOn) {
    SmallService service;
    const auto vat = [&] {
        return service
            .post("/v1/invoices",
                  R"({"customer":{"name":"Chinedu"},"lines":[{"description":"Soap","unit_price":10750}]})")
            .number("vat");
    };
    EXPECT_EQ(vat(), 750);
    ASSERT_EQ(service.put(tax_profile, R"({"vat_registered":false})").status, 200);
    EXPECT_EQ(vat(), 0);
}

TEST(BusinessSettings, NameEveryWrongField) {
    SmallService service;
    EXPECT_EQ(service.put(tax_profile, R"({"tax_id":"","vat":true})").pointers(),
              (Pointers{"/vat_registered", "/tax_id", "/vat"}));
    EXPECT_EQ(service.put(tax_profile, R"({"vat_registered":"yes"})").pointers(), Pointers{"/vat_registered"});
    EXPECT_EQ(service.put(bank_account, "{}").pointers(), (Pointers{"/bank_name", "/account_number", "/account_name"}));
    for (const char* number : {"012345678", "01234567890", "O123456789", "+123456789"})
        EXPECT_EQ(service
                      .put(bank_account, R"({"bank_name":"GTBank","account_name":"Ada","account_number":")" +
                                             std::string(number) + "\"}")
                      .pointers(),
                  Pointers{"/account_number"})
            << number;
}

TEST(BusinessSettings, TakeAnIdempotencyKeyButNeedNone) {
    LiveServer live;
    RawClient client(live.address());
    const auto put = [&](const std::vector<std::string>& more) {
        std::vector<std::string> headers{live.business_key, "Content-Type: application/json"};
        headers.insert(headers.end(), more.begin(), more.end());
        return client.exchange(request_text("PUT", bank_account, headers, main_account));
    };
    const Reply first = put({});
    ASSERT_EQ(first.status, 200) << first.body;
    const Reply second = put({"Idempotency-Key: account-1"});
    EXPECT_NE(second.body, first.body) << "another version";
    const Reply again = put({"Idempotency-Key: account-1"});
    EXPECT_EQ(again.body, second.body);
    EXPECT_EQ(again.header("idempotent-replayed"), "true");
    EXPECT_EQ(put({"If-Match: \"v1\""}).code(), "version_conflict");
}

}  // namespace
}  // namespace suoledger::http::test

// SPDX-License-Identifier: Apache-2.0
// What handlers refuse, find, page through and open.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json/object.hpp>
#include <set>

#include "tests/http/small_service.hpp"

namespace suoledger::http::test {
namespace {

const std::string one_line = R"("lines":[{"description":"Soap","unit_price":1000}])";

std::set<std::string> pointers_of(const Answer& answer) {
    std::set<std::string> pointers;
    for (const auto& error : answer.errors) pointers.insert(error.pointer);
    return pointers;
}

class Handlers : public ::testing::Test {
protected:
    std::string issue(const std::string& name = "Chinedu") {
        const Answer answer =
            service_.post("/v1/invoices", R"({"customer":{"name":")" + name + "\"}," + one_line + "}");
        EXPECT_EQ(answer.status, 201) << answer.code;
        return answer.text("id");
    }
    SmallService service_;
};

TEST_F(Handlers, NameEveryWrongFieldOfAnInvoice) {
    const Answer answer = service_.post(
        "/v1/invoices",
        R"({"customer":{"name":"","phone":"12","nick":"x"},"currency":"EUR","draft":true,"due_on":"31.12.2026",)"
        R"("lines":[{"description":"","unit_price":1.0,"quantity":"1.2345"},7],"metadata":{"":"x","n":5},"extra":1})");
    EXPECT_EQ(answer.status, 422);
    EXPECT_EQ(answer.code, "invalid_fields");
    EXPECT_EQ(pointers_of(answer),
              (std::set<std::string>{"/customer/name", "/customer/phone", "/customer/nick", "/currency", "/due_on",
                                     "/lines/0/description", "/lines/0/unit_price", "/lines/0/quantity", "/lines/1",
                                     "/metadata/", "/metadata/n", "/extra"}));
}

TEST_F(Handlers, RefuseDryRunsInsteadOfIgnoringThem) {
    const std::string body = R"({"customer":{"name":"A"},)" + one_line;
    EXPECT_EQ(service_.post("/v1/invoices?dry_run=true", body + "}").code, "unknown_parameter");
}

TEST_F(Handlers, DateATrialBalanceByTheLastEventItKnows) {
    issue();
    const Answer first = service_.get("/v1/reports/trial_balance");
    const auto events = service_.services.store.read_log({first.json().at("position").as_int64() - 1});
    EXPECT_EQ(first.text("as_of"), domain::to_string(events.at(0).recorded_at));
    EXPECT_EQ(service_.get("/v1/reports/trial_balance").body, first.body) << "the clock is no part of it";
}

TEST_F(Handlers, TakeIdsInEitherCaseAndCallMalformedOnesNotFound) {
    std::string id = issue();
    std::transform(id.begin(), id.end(), id.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    EXPECT_EQ(service_.get("/v1/invoices/" + id).status, 200);
    for (const char* wrong : {"inv_0", "x", "cus_01kb2q4v5ve1tbq0n6w6m3kz5d", "inv_01kb2q4v5ve1tbq0n6w6m3kz5d"})
        EXPECT_EQ(service_.get(std::string("/v1/invoices/") + wrong).code, "invoice_not_found") << wrong;
    EXPECT_EQ(service_.post("/v1/invoices", R"({"customer":"cus_zz",)" + one_line + "}").status, 422);
}

TEST_F(Handlers, HideEverythingFromOtherBusinesses) {
    const std::string id = issue();
    service_.principal.tenant = domain::Uuid{{9}};
    EXPECT_EQ(service_.get("/v1/invoices/" + id).code, "invoice_not_found");
    EXPECT_EQ(service_.get("/v1/invoices/" + id + "/events").code, "invoice_not_found");
    EXPECT_EQ(service_.post("/v1/invoices/" + id + "/cancel", "{}").code, "invoice_not_found");
    EXPECT_EQ(service_.get("/v1/invoices").body, R"({"data":[],"next_cursor":null})");
    EXPECT_EQ(service_.get("/v1/events").body, R"({"data":[],"next_after":null})");
}

TEST_F(Handlers, FindACustomerByAnySpellingOfPhoneOrEmail) {
    const std::string id =
        service_.post("/v1/customers", R"({"name":"Bisi","phone":"+2348099887766","email":"b@x.ng"})").text("id");
    const std::string other = service_.post("/v1/customers", R"({"name":"Ola","phone":"08011112222"})").text("id");
    for (const char* query :
         {"phone=08099887766", "phone=%2B234%20809%20988%207766", "email=B@X.NG", "phone=08099887766&email=b@x.ng"}) {
        const auto found = service_.get(std::string("/v1/customers?") + query).json().at("data").as_array();
        ASSERT_EQ(found.size(), 1U) << query;
        EXPECT_EQ(found[0].at("id"), boost::json::value(id)) << query;
    }
    for (const char* query : {"phone=08033334444", "email=a@x.ng", "phone=08011112222&email=b@x.ng"})
        EXPECT_EQ(service_.get(std::string("/v1/customers?") + query).body, R"({"data":[],"next_cursor":null})")
            << query;
    EXPECT_EQ(service_.get("/v1/customers?phone=12").code, "invalid_parameter");
    EXPECT_EQ(service_.post("/v1/customers", R"({"name":"C","phone":"08011112222"})").code, "customer_phone_taken");
}

TEST_F(Handlers, PageThroughAListWithoutGapOrRepeat) {
    std::vector<std::string> issued;
    for (int i = 0; i < 5; ++i) issued.push_back(issue());
    std::reverse(issued.begin(), issued.end());
    std::vector<std::string> seen;
    std::string cursor;
    do {
        const auto page = service_.get("/v1/invoices?limit=2" + (cursor.empty() ? "" : "&cursor=" + cursor)).json();
        for (const auto& invoice : page.at("data").as_array()) seen.emplace_back(invoice.at("id").as_string());
        cursor = page.at("next_cursor").is_null() ? "" : std::string(page.at("next_cursor").as_string());
    } while (!cursor.empty());
    EXPECT_EQ(seen, issued);
}

TEST_F(Handlers, RefuseACursorUnderAnotherFilter) {
    for (int i = 0; i < 3; ++i) issue();
    const std::string cursor = service_.get("/v1/invoices?limit=1").text("next_cursor");
    EXPECT_EQ(service_.get("/v1/invoices?limit=2&cursor=" + cursor).status, 200);
    EXPECT_EQ(service_.get("/v1/invoices?status=open&cursor=" + cursor).code, "cursor_mismatch");
    EXPECT_EQ(service_.get("/v1/payments?cursor=" + cursor).code, "cursor_mismatch");
    EXPECT_EQ(service_.get("/v1/invoices?cursor=" + cursor + "A").code, "invalid_cursor");
}

TEST_F(Handlers, FindAnInvoiceByItsNumberHoweverItIsWritten) {
    issue();
    const std::string id = issue();
    for (const char* number : {"2", "INV-000002"}) {
        const auto found = service_.get(std::string("/v1/invoices?number=") + number).json().at("data").as_array();
        ASSERT_EQ(found.size(), 1U) << number;
        EXPECT_EQ(found[0].at("id"), boost::json::value(id));
    }
    EXPECT_EQ(service_.get("/v1/invoices?number=CN-000002").json().at("data").as_array().size(), 0U);
    EXPECT_EQ(service_.get("/v1/invoices?number=INV").code, "invalid_parameter");
}

TEST_F(Handlers, ExpandCustomersOnReadsOnly) {
    const std::string id = issue("Zainab");
    EXPECT_EQ(service_.get("/v1/invoices/" + id + "?expand=customer").json().at("customer").at("name"), "Zainab");
    EXPECT_EQ(service_.get("/v1/invoices/" + id).body.find("Zainab"), std::string::npos);
    EXPECT_EQ(service_.get("/v1/invoices/" + id + "?expand=lines").code, "invalid_parameter");
}

TEST_F(Handlers, ShowEventsSealedUnlessAskedToOpenThem) {
    const std::string id = issue("Zainab");
    const auto sealed = service_.get("/v1/events?stream=" + id);
    EXPECT_EQ(sealed.body.find("Soap"), std::string::npos);
    const auto opened = service_.get("/v1/events?open=true&type=invoice_issued");
    EXPECT_NE(opened.body.find("Soap"), std::string::npos);
    EXPECT_EQ(sealed.json().at("data").as_array().size(), 1U);
    EXPECT_EQ(sealed.json().at("data").at(0).at("series_number").as_int64(), 1);
    EXPECT_EQ(service_.get("/v1/invoices/" + id + "/events").json().at("data"), sealed.json().at("data"));
}

TEST_F(Handlers, ReadTheLogInPagesToItsHead) {
    for (int i = 0; i < 4; ++i) issue();
    std::vector<std::int64_t> positions;
    std::string after = "0";
    while (!after.empty()) {
        const auto page = service_.get("/v1/events?limit=3&after=" + after).json();
        for (const auto& event : page.at("data").as_array()) positions.push_back(event.at("position").as_int64());
        after = page.at("next_after").is_null() ? "" : std::to_string(page.at("next_after").as_int64());
    }
    ASSERT_EQ(positions.size(), 10U);  // the business and its key, four customers, four invoices
    EXPECT_TRUE(std::is_sorted(positions.begin(), positions.end()));
}

TEST_F(Handlers, WriteTheJournalForHledger) {
    issue();
    const std::string text = service_.get("/v1/reports/journal?format=hledger").body;
    EXPECT_NE(text.find("(invoice 1) invoice_issued"), std::string::npos) << text;
    EXPECT_NE(text.find("NGN 10.00\n"), std::string::npos) << text;
    EXPECT_NE(text.find("NGN -0.70\n"), std::string::npos) << text;
    EXPECT_EQ(service_.get("/v1/reports/journal?format=xml").code, "invalid_parameter");
    EXPECT_EQ(service_.get("/v1/reports/journal?format=hledger&after=1").code, "unknown_parameter");
    EXPECT_EQ(service_.get("/v1/reports/journal").json().at("data").as_array().size(), 1U);
}

TEST_F(Handlers, NeverMakeAKeyWithAScopeThatIsNotHeld) {
    service_.principal.scopes = {};
    service_.principal.scopes.add(domain::Scope::manage);
    EXPECT_EQ(service_.post("/v1/api_keys", R"({"scopes":["write"]})").code, "scope_not_held");
    EXPECT_EQ(pointers_of(service_.post("/v1/api_keys", R"({"scopes":["operate","read",1]})")),
              (std::set<std::string>{"/scopes/0", "/scopes/2"}));
}

}  // namespace
}  // namespace suoledger::http::test

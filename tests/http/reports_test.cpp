// SPDX-License-Identifier: Apache-2.0
// Reports by their parameters, and reads of the past through handlers.
#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "tests/http/small_service.hpp"

namespace suoledger::http::test {
namespace {

namespace json = boost::json;

class ReportsOverHttp : public ::testing::Test {
protected:
    std::string issue(const std::string& rest, std::int64_t price = 107'500) {
        const Answer answer = service_.post(
            "/v1/invoices", R"({"customer":{"name":"Chinedu","phone":"08011112222"},"lines":[{"description":"Soap",)"
                            R"("unit_price":)" +
                                std::to_string(price) + "}]" + rest + "}");
        EXPECT_EQ(answer.status, 201) << answer.code;
        return answer.text("id");
    }
    void pay(const std::string& invoice, std::int64_t amount) {
        const Answer answer = service_.post("/v1/payments", R"({"amount":)" + std::to_string(amount) +
                                                                R"(,"method":"cash","invoice":")" + invoice + "\"}");
        EXPECT_EQ(answer.status, 201) << answer.code;
    }
    json::object get(const std::string& target) {
        const Answer answer = service_.get(target);
        EXPECT_EQ(answer.status, 200) << target << " " << answer.code;
        return answer.json().as_object();
    }
    std::int64_t head() { return service_.services.store.head().position; }

    SmallService service_;
};

TEST_F(ReportsOverHttp, SumUpThisMonthWhenNoWindowIsGiven) {
    pay(issue(""), 100'000);
    const auto summary = get("/v1/reports/summary");
    EXPECT_EQ(summary.at("invoiced"), 107'500);
    EXPECT_EQ(summary.at("collected"), 100'000);
    EXPECT_EQ(summary.at("revenue").at("amount"), 107'500);
    EXPECT_EQ(summary.at("outstanding").at("amount"), 7'500);
    EXPECT_EQ(summary.at("cohort").at("collection_rate_bps"), 9'302);
    EXPECT_EQ(get("/v1/reports/summary?basis=cash").at("revenue").at("amount"), 100'000);
    EXPECT_EQ(get("/v1/reports/summary?currency=USD").at("invoiced"), 0);
    EXPECT_EQ(get("/v1/reports/vat").at("vat_due"), 7'500);
    EXPECT_EQ(get("/v1/reports/cash_position").at("closing_balance"), 100'000);
}

TEST_F(ReportsOverHttp, KeepToTheirWindowAndListEveryMonthOfIt) {
    issue(R"(,"issued_on":"2026-01-15","due_on":"2026-01-31")");
    const auto january = get("/v1/reports/summary?from=2026-01-01&to=2026-01-31");
    EXPECT_EQ(january.at("invoiced"), 107'500);
    EXPECT_EQ(get("/v1/reports/summary?from=2026-02-01&to=2026-02-28").at("invoiced"), 0);
    EXPECT_EQ(get("/v1/reports/summary?from=2026-02-01&to=2026-03-03").at("revenue").at("growth_bps"), -10'000);
    const auto months = get("/v1/reports/revenue_by_month?from=2025-12-10&to=2026-03-01").at("months").as_array();
    ASSERT_EQ(months.size(), 4U);
    EXPECT_EQ(months[0].at("month"), "2025-12");
    EXPECT_EQ(months[1].at("revenue"), 107'500);
    EXPECT_EQ(months[2].at("revenue"), 0);
    EXPECT_EQ(get("/v1/reports/vat?to=2026-01-20").at("from"), "2026-01-01") << "the month of its end";
}

TEST_F(ReportsOverHttp, AgeWhatIsOwedByItsDueDateOnTheDayAsked) {
    issue(R"(,"issued_on":"2026-01-15","due_on":"2026-01-31")");
    const auto buckets = get("/v1/reports/ageing").at("buckets").as_array();
    std::int64_t sum = 0;
    for (const auto& bucket : buckets) sum += bucket.at("amount").as_int64();
    EXPECT_EQ(buckets.size(), 5U);
    EXPECT_EQ(sum, 107'500);
    EXPECT_EQ(buckets[0].at("amount"), 0);
}

TEST_F(ReportsOverHttp, RankCustomersByAmount) {
    const auto small = issue("", 1'000);
    const auto ranked = get("/v1/reports/top_customers").at("data").as_array();
    ASSERT_EQ(ranked.size(), 1U);
    EXPECT_EQ(ranked[0].at("amount"), 1'000);
    EXPECT_TRUE(get("/v1/reports/top_customers?basis=cash").at("data").as_array().empty());
    pay(small, 400);
    EXPECT_EQ(get("/v1/reports/top_customers?basis=cash").at("data").at(0).at("amount"), 400);
}

TEST_F(ReportsOverHttp, WalkAnAccountWithItsBalance) {
    pay(issue(""), 100'000);
    const auto first = get("/v1/reports/accounts/1100?limit=1");
    EXPECT_EQ(first.at("closing_balance"), 7'500);
    EXPECT_EQ(first.at("data").at(0).at("balance"), 107'500);
    const auto rest = get("/v1/reports/accounts/1100?after=" + std::to_string(first.at("next_after").as_int64()));
    ASSERT_EQ(rest.at("data").as_array().size(), 1U);
    EXPECT_EQ(rest.at("data").at(0).at("balance"), 7'500);
    EXPECT_TRUE(rest.at("next_after").is_null());
    EXPECT_EQ(service_.get("/v1/reports/accounts/1100?after=1").code, "invalid_parameter")
        << "nothing was posted there";
    EXPECT_EQ(service_.get("/v1/reports/accounts/9999").code, "account_not_found");
    EXPECT_EQ(service_.get("/v1/reports/accounts/11OO").code, "account_not_found");
}

TEST_F(ReportsOverHttp, RefuseWindowsAndMomentsThatAreNone) {
    for (const char* query : {"from=2026-02-01&to=2026-01-01", "from=2000-01-01&to=2026-01-01", "basis=both",
                              "currency=EUR", "as_of=yesterday", "as_of=2999-01-01T00:00:00Z", "at_position=999999",
                              "at_position=-1", "as_of=2026-01-01T00:00:00Z&at_position=1"})
        EXPECT_EQ(service_.get(std::string("/v1/reports/summary?") + query).code, "invalid_parameter") << query;
    EXPECT_EQ(service_.get("/v1/reports/ageing?from=2026-01-01").code, "unknown_parameter");
    EXPECT_EQ(service_.get("/v1/reports/journal?format=pdf").code, "invalid_parameter");
}

TEST_F(ReportsOverHttp, AnswerOfThePastWhatTheyAnsweredThen) {
    const auto invoice = issue("");
    const auto position = std::to_string(head());
    std::map<std::string, std::string> then;
    for (const std::string path : {"/v1/reports/summary?currency=NGN", "/v1/reports/trial_balance?currency=NGN",
                                   "/v1/reports/journal?format=hledger", "/v1/reports/accounts/1100?limit=5"})
        then[path] = service_.get(path).body;
    const std::string path = "/v1/invoices/" + invoice + "?";
    then[path + "expand=customer"] = service_.get(path + "expand=customer").body;
    pay(invoice, 107'500);
    for (const auto& [target, body] : then) {
        EXPECT_NE(service_.get(target).body, body) << target;
        EXPECT_EQ(service_.get(target + "&at_position=" + position).body, body) << target;
    }
    EXPECT_EQ(service_.get(path + "at_position=0").code, "invoice_not_found");
    EXPECT_TRUE(get("/v1/reports/trial_balance?as_of=1999-01-01T00:00:00Z").at("accounts").as_array().empty());
}

TEST_F(ReportsOverHttp, ExportTheJournalInEveryForm) {
    issue("");
    EXPECT_TRUE(service_.get("/v1/reports/journal?format=csv").body.starts_with("position,event,"));
    EXPECT_NE(service_.get("/v1/reports/journal?format=beancount").body.find("Assets:Accounts-Receivable  1075.00 NGN"),
              std::string::npos);
    EXPECT_NE(service_.get("/v1/reports/journal?format=hledger").body.find("NGN 1075.00"), std::string::npos);
}

}  // namespace
}  // namespace suoledger::http::test

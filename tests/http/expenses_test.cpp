// SPDX-License-Identifier: Apache-2.0
// Expenses over HTTP: recorded, corrected, voided, listed, refused.
#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "tests/http/small_service.hpp"

namespace suoledger::http::test {
namespace {

using Pointers = std::set<std::string>;

class Expenses : public ::testing::Test {
protected:
    Answer record(const std::string& more = "") {
        return service_.post("/v1/expenses", R"({"amount":1075,"vat":75,"category":"fuel_and_power","method":"cash",)"
                                             R"("description":"Diesel","supplier":"Balogun Fuels")" +
                                                 more + "}");
    }
    std::string recorded(const std::string& more = "") {
        const Answer answer = record(more);
        EXPECT_EQ(answer.status, 201) << answer.code;
        return "/v1/expenses/" + answer.text("id");
    }
    SmallService service_;
};

TEST_F(Expenses, AreShownAsTheyWereRecorded) {
    const Answer answer = record(R"(,"spent_on":"2026-03-02")");
    ASSERT_EQ(answer.status, 201) << answer.code;
    EXPECT_EQ(answer.number("net"), 1000);
    EXPECT_EQ(answer.text("status"), "recorded");
    EXPECT_EQ(answer.text("supplier"), "Balogun Fuels");
    EXPECT_EQ(answer.text("spent_on"), "2026-03-02");
    EXPECT_EQ(service_.get("/v1/expenses/" + answer.text("id")).json(), answer.json());
}

TEST_F(Expenses, KeepWhatACorrectionLeavesOut) {
    const std::string expense = recorded();
    const Answer corrected = service_.patch(expense, R"({"amount":2150,"supplier":null})");
    ASSERT_EQ(corrected.status, 200) << corrected.code;
    EXPECT_EQ(corrected.number("amount"), 2150);
    EXPECT_EQ(corrected.number("vat"), 75);
    EXPECT_EQ(corrected.text("description"), "Diesel");
    EXPECT_TRUE(corrected.json().at("supplier").is_null());
    EXPECT_EQ(corrected.number("version"), 2);
    EXPECT_EQ(service_.get(expense).json(), corrected.json());
}

TEST_F(Expenses, AreVoidedOnceAndNeverCorrectedAgain) {
    const std::string expense = recorded();
    const Answer voided = service_.post(expense + "/void", R"({"reason":"Entered twice"})");
    ASSERT_EQ(voided.status, 200) << voided.code;
    EXPECT_EQ(voided.text("status"), "void");
    EXPECT_EQ(service_.get(expense).json(), voided.json());
    EXPECT_EQ(service_.post(expense + "/void", "").code, "expense_is_void");
    EXPECT_EQ(service_.patch(expense, R"({"amount":5,"vat":0})").code, "expense_is_void");
}

TEST_F(Expenses, NameEveryWrongField) {
    EXPECT_EQ(service_.post("/v1/expenses", R"({"amount":0,"vat":-1,"category":"gifts","method":"provider","tax":1})")
                  .pointers(),
              (Pointers{"/amount", "/vat", "/category", "/method", "/description", "/tax"}));
    EXPECT_EQ(record(R"(,"spent_on":"9999-01-01")").pointers(), Pointers{"/spent_on"});
    const std::string expense = recorded();
    EXPECT_EQ(service_.patch(expense, "{}").pointers(), Pointers{""});
    EXPECT_EQ(service_.patch(expense, R"({"description":null})").pointers(), Pointers{"/description"});
    EXPECT_EQ(service_.patch(expense, R"({"vat":76,"currency":"USD"})").pointers(), Pointers{"/currency"});
    EXPECT_EQ(service_.patch(expense, R"({"vat":76})").pointers(), Pointers{"/vat"}) << "more than the amount contains";
    EXPECT_EQ(service_.post(expense + "/void", R"({"reason":""})").pointers(), Pointers{"/reason"});
}

TEST_F(Expenses, ClaimNoVatForABusinessThatIsNotRegistered) {
    ASSERT_EQ(service_.put("/v1/business/tax_profile", R"({"vat_registered":false})").status, 200);
    EXPECT_EQ(record().pointers(), Pointers{"/vat"});
}

TEST_F(Expenses, AreListedByCategoryCurrencyAndDay) {
    const Answer rent = service_.post("/v1/expenses", R"({"amount":5,"category":"rent","method":"cash",)"
                                                      R"("description":"Shop","spent_on":"2026-03-02"})");
    const Answer dollars = service_.post("/v1/expenses", R"({"amount":5,"category":"equipment","method":"card",)"
                                                         R"("description":"Scale","currency":"USD"})");
    const auto only = [&](const std::string& query) {
        const Answer page = service_.get("/v1/expenses?" + query);
        EXPECT_EQ(page.status, 200) << page.code;
        const auto data = page.json().at("data").as_array();
        EXPECT_EQ(data.size(), 1U) << query;
        return data.empty() ? boost::json::value() : data[0];
    };
    EXPECT_EQ(only("category=rent"), rent.json());
    EXPECT_EQ(only("currency=USD"), dollars.json());
    EXPECT_EQ(only("to=2026-03-02"), rent.json());
    EXPECT_EQ(only("from=2026-03-03"), dollars.json());
    EXPECT_EQ(only("limit=1"), dollars.json());
    EXPECT_EQ(service_.get("/v1/expenses?category=gifts").code, "invalid_parameter");
    EXPECT_EQ(service_.get("/v1/expenses/exp_01kb2q4v5ve1tbq0n6w6m3kz76").code, "expense_not_found");
    EXPECT_EQ(service_.post("/v1/expenses/exp_x/void", "").code, "expense_not_found");
    EXPECT_EQ(service_.patch("/v1/expenses/exp_01kb2q4v5ve1tbq0n6w6m3kz76", R"({"amount":5})").code,
              "expense_not_found");
}

}  // namespace
}  // namespace suoledger::http::test

// SPDX-License-Identifier: Apache-2.0
// Consents and statements of customers.
#include <gtest/gtest.h>

#include <boost/json/object.hpp>
#include <set>

#include "tests/http/small_service.hpp"

namespace suoledger::http::test {
namespace {

class CustomerAccount : public ::testing::Test {
protected:
    CustomerAccount() { customer_ = service_.post("/v1/customers", R"({"name":"Sade Obi"})").text("id"); }
    [[nodiscard]] std::string path() const { return "/v1/customers/" + customer_; }
    std::string invoice(const std::string& members) {
        const Answer answer =
            service_.post("/v1/invoices", R"({"customer":")" + customer_ + "\"," + members +
                                              R"(,"lines":[{"description":"Soap","unit_price":1000}]})");
        EXPECT_EQ(answer.status, 201) << answer.code;
        return answer.text("id");
    }
    boost::json::object statement(const std::string& query = "") {
        const Answer answer = service_.get(path() + "/statement" + query);
        EXPECT_EQ(answer.status, 200) << answer.code;
        return answer.json().as_object();
    }
    static std::vector<std::pair<std::string, std::int64_t>> movements_of(const boost::json::object& statement) {
        std::vector<std::pair<std::string, std::int64_t>> movements;
        for (const auto& movement : statement.at("movements").as_array())
            movements.emplace_back(movement.at("type").as_string(), movement.at("amount").as_int64());
        return movements;
    }
    SmallService service_;
    std::string customer_;
};

TEST_F(CustomerAccount, KeepsTheLatestWordOnEveryPurpose) {
    const auto give = [&](const std::string& purpose, const std::string& wording) {
        return service_.post(path() + "/consents", R"({"purpose":")" + purpose + R"(","wording_version":")" + wording +
                                                       R"(","channel":"whatsapp"})");
    };
    const Answer given = give("payment_reminders", "2026-01");
    ASSERT_EQ(given.status, 201) << given.code;
    EXPECT_EQ(service_.get(path()).json().at("consents").at(0), given.json());
    ASSERT_EQ(give("offers", "1").status, 201);
    ASSERT_EQ(give("payment_reminders", "2026-02").status, 201);
    const Answer withdrawn = service_.call(Method::del, path() + "/consents/payment_reminders?channel=phone");
    ASSERT_EQ(withdrawn.status, 200) << withdrawn.code;
    EXPECT_EQ(withdrawn.text("channel"), "phone");
    const auto consents = service_.get(path()).json().at("consents").as_array();
    ASSERT_EQ(consents.size(), 2U);
    EXPECT_EQ(consents[0].at("purpose"), "offers");
    EXPECT_EQ(consents[1].at("wording_version"), "2026-02");
    EXPECT_EQ(consents[1].at("withdrawn_at"), withdrawn.json().at("withdrawn_at"));
    EXPECT_EQ(service_.get(path()).text("name"), "Sade Obi") << "the details are still those registered";
    ASSERT_EQ(give("payment_reminders", "2026-03").status, 201);
    EXPECT_TRUE(service_.get(path()).json().at("consents").at(1).at("withdrawn_at").is_null());
}

TEST_F(CustomerAccount, RefusesAConsentThatIsNone) {
    const auto pointers = [](const Answer& answer) {
        std::set<std::string> found;
        for (const auto& error : answer.errors) found.insert(error.pointer);
        return found;
    };
    EXPECT_EQ(pointers(service_.post(path() + "/consents", R"({"purpose":"","channel":"dream","why":1})")),
              (std::set<std::string>{"/purpose", "/wording_version", "/channel", "/why"}));
    EXPECT_EQ(pointers(service_.post(path() + "/consents",
                                     R"({"purpose":"No blanks","wording_version":"1","channel":"web"})")),
              std::set<std::string>{"/purpose"});
    EXPECT_EQ(service_.call(Method::del, path() + "/consents/offers").code, "consent_not_in_force");
    EXPECT_EQ(service_.call(Method::del, path() + "/consents/offers?channel=dream").code, "invalid_parameter");
    EXPECT_EQ(service_.call(Method::del, path() + "/consents/offers?min_position=1").code, "invalid_parameter");
    EXPECT_EQ(service_.call(Method::del, "/v1/customers/cus_x/consents/offers").code, "customer_not_found");
}

TEST_F(CustomerAccount, StatesEveryMovementWithTheBalanceAfterIt) {
    const std::string first = invoice(R"("issued_on":"2026-01-10")");
    const std::string second = invoice(R"("issued_on":"2026-01-05","due_on":"2026-02-01")");
    ASSERT_EQ(
        service_.post("/v1/invoices/" + second + "/withholding_tax", R"({"amount":50,"withheld_on":"2026-01-20"})")
            .status,
        201);
    ASSERT_EQ(service_
                  .post("/v1/payments", R"({"amount":1200,"method":"cash","received_at":"2026-01-15T09:00:00Z",)"
                                        R"("invoice":")" +
                                            first + "\"}")
                  .status,
              201);
    ASSERT_EQ(
        service_.post("/v1/invoices/" + second + "/revise", R"({"lines":[{"description":"Rice","unit_price":1}]})")
            .code,
        "invoice_has_movements");
    const auto all = statement();
    using Movements = std::vector<std::pair<std::string, std::int64_t>>;
    EXPECT_EQ(movements_of(all), (Movements{{"invoice_issued", 1000},
                                            {"invoice_issued", 1000},
                                            {"payment_received", -1200},
                                            {"withholding_tax_recorded", -50}}));
    EXPECT_EQ(all.at("movements").at(0).at("stream"), boost::json::value(second));
    EXPECT_EQ(all.at("movements").at(2).at("balance").as_int64(), 800);
    EXPECT_EQ(all.at("movements").at(2).at("number"), "RCT-000001");
    EXPECT_EQ(all.at("movements").at(3).at("number"), "INV-000002");
    EXPECT_EQ(all.at("closing_balance").as_int64(), 750);
    const auto balance = service_.get("/v1/reports/trial_balance");
    EXPECT_EQ(balance.status, 200);
    const auto part = statement("?from=2026-01-06&to=2026-01-15");
    EXPECT_EQ(part.at("opening_balance").as_int64(), 1000);
    EXPECT_EQ(movements_of(part), (Movements{{"invoice_issued", 1000}, {"payment_received", -1200}}));
    EXPECT_EQ(part.at("closing_balance").as_int64(), 800);
    EXPECT_EQ(part.at("from"), "2026-01-06");
}

TEST_F(CustomerAccount, StatesOneCurrencyOfACustomerThatIsThere) {
    invoice(R"("currency":"USD")");
    EXPECT_TRUE(movements_of(statement()).empty());
    EXPECT_EQ(statement("?currency=USD").at("closing_balance").as_int64(), 1000);
    EXPECT_EQ(service_.get(path() + "/statement?from=2026-01-02&to=2026-01-01").code, "invalid_parameter");
    EXPECT_EQ(service_.get(path() + "/statement?since=2026-01-02").code, "unknown_parameter");
    EXPECT_EQ(service_.get("/v1/customers/cus_01kb2q4v5ve1tbq0n6w6m3kz5d/statement").code, "customer_not_found");
}

TEST_F(CustomerAccount, StatesNothingOfDraftsAndEveryCorrectionOfInvoices) {
    const std::string draft = invoice(R"("draft":true)");
    EXPECT_TRUE(movements_of(statement()).empty());
    ASSERT_EQ(service_.post("/v1/invoices/" + draft + "/issue", "{}").status, 200);
    ASSERT_EQ(
        service_.post("/v1/invoices/" + draft + "/revise", R"({"lines":[{"description":"Oil","unit_price":700}]})")
            .status,
        200);
    ASSERT_EQ(service_.post("/v1/invoices/" + draft + "/write_off", "{}").status, 200);
    ASSERT_EQ(service_.post("/v1/invoices/" + draft + "/credit_notes", R"({"lines":[{"line":0,"amount":200}]})").status,
              201);
    const auto found = statement();
    EXPECT_EQ(movements_of(found),
              (std::vector<std::pair<std::string, std::int64_t>>{{"invoice_issued", 1000},
                                                                 {"invoice_revised", -300},
                                                                 {"invoice_written_off", -700},
                                                                 {"invoice_write_off_reversed", 700},
                                                                 {"credit_note_issued", -200}}));
    EXPECT_EQ(found.at("movements").at(4).at("number"), "CN-000001");
    EXPECT_EQ(found.at("closing_balance").as_int64(), 500);
}

}  // namespace
}  // namespace suoledger::http::test

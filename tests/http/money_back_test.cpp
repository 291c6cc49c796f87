// SPDX-License-Identifier: Apache-2.0
// Refunds and disputes over HTTP: what they do to a payment, and everything that is refused.
#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "tests/http/small_service.hpp"

namespace suoledger::http::test {
namespace {

namespace json = boost::json;
using WrongPointers = std::set<std::string>;

class MoneyBack : public ::testing::Test {
protected:
    std::string pay(const std::string& more = "") {
        const Answer answer = service_.post("/v1/payments", R"({"amount":10000,"method":"card")" + more + "}");
        EXPECT_EQ(answer.status, 201) << answer.code;
        return "/v1/payments/" + answer.text("id");
    }
    /// The id of the last refund or chargeback that the payment shows.
    static std::string last(const Answer& answer, const char* list) {
        return std::string(answer.json().at(list).as_array().back().at("id").as_string());
    }
    std::string refund(const std::string& payment, const std::string& body = R"({"amount":4000,"reason":"Torn"})") {
        const Answer answer = service_.post(payment + "/refund", body);
        EXPECT_EQ(answer.status, 201) << answer.code;
        return payment + "/refunds/" + last(answer, "refunds");
    }
    std::string dispute(const std::string& payment, const std::string& body = R"({"amount":4000})") {
        const Answer answer = service_.post(payment + "/chargebacks", body);
        EXPECT_EQ(answer.status, 201) << answer.code;
        return payment + "/chargebacks/" + last(answer, "chargebacks");
    }
    std::string today() const { return domain::to_string(domain::date_in(domain::Zone{}, service_.services.now())); }
    std::string tomorrow() const {
        const auto day = domain::date_in(domain::Zone{}, service_.services.now());
        return domain::to_string(domain::Date{day.days + 1});
    }
    SmallService service_;
};

TEST_F(MoneyBack, ReservesARefundAndMovesItWhenItIsSettled) {
    const std::string payment = pay();
    const Answer requested = service_.post(payment + "/refund", R"({"amount":4000,"reason":"Torn"})");
    ASSERT_EQ(requested.status, 201) << requested.code;
    EXPECT_EQ(requested.number("amount_reserved"), 4000);
    EXPECT_EQ(requested.number("amount_unallocated"), 6000);
    const json::value shown = requested.json().at("refunds").at(0);
    EXPECT_EQ(shown.at("status"), "requested");
    EXPECT_EQ(shown.at("reason"), "Torn");
    EXPECT_TRUE(shown.at("settled_on").is_null());

    const Answer settled =
        service_.post(payment + "/refunds/" + last(requested, "refunds") + "/settle", R"({"fee":50})");
    ASSERT_EQ(settled.status, 200) << settled.code;
    EXPECT_EQ(settled.number("amount_reserved"), 0);
    EXPECT_EQ(settled.number("amount_refunded"), 4000);
    EXPECT_EQ(settled.number("amount_unallocated"), 6000);
    EXPECT_EQ(settled.json().at("refunds").at(0).at("settled_on"), json::value(today()));
    EXPECT_EQ(settled.json().at("refunds").at(0).at("fee"), 50);
    EXPECT_EQ(service_.get(payment).json(), settled.json()) << "a read shows what the command answered";
}

TEST_F(MoneyBack, SetsTheMoneyFreeAgainWhenARefundFails) {
    const std::string payment = pay();
    const Answer failed = service_.post(refund(payment) + "/fail", R"({"reason":"The account is closed"})");
    ASSERT_EQ(failed.status, 200) << failed.code;
    EXPECT_EQ(failed.number("amount_reserved"), 0);
    EXPECT_EQ(failed.number("amount_unallocated"), 10000);
    EXPECT_EQ(failed.json().at("refunds").at(0).at("failure_reason"), "The account is closed");
    EXPECT_EQ(service_.get(payment).json(), failed.json());
}

TEST_F(MoneyBack, TakesARefundOutOfAnInvoiceThatIsOpenAgain) {
    const Answer invoice = service_.post(
        "/v1/invoices", R"({"customer":{"name":"Chinedu"},"lines":[{"description":"Soap","unit_price":10000}]})");
    const std::string payment = pay(R"(,"invoice":")" + invoice.text("id") + "\"");
    EXPECT_EQ(service_.get(payment).number("amount_allocated"), 10000);
    const Answer all = service_.post(payment + "/refund", "");
    ASSERT_EQ(all.status, 201) << all.code;
    EXPECT_EQ(all.number("amount_reserved"), 10000);
    EXPECT_EQ(all.number("amount_allocated"), 0);
    EXPECT_EQ(service_.get("/v1/invoices/" + invoice.text("id")).number("amount_due"), 10000);
}

TEST_F(MoneyBack, RefusesARefundThatThePaymentCannotGive) {
    const std::string payment = pay();
    EXPECT_EQ(service_.post(payment + "/refund", R"({"amount":10001})").code, "amount_exceeds_refundable");
    EXPECT_EQ(service_.post(payment + "/refund", R"({"amount":0,"reason":"","why":1})").pointers(),
              (WrongPointers{"/amount", "/reason", "/why"}));
    refund(payment, "{}");
    EXPECT_EQ(service_.post(payment + "/refund", "{}").code, "nothing_to_refund");
}

TEST_F(MoneyBack, RefusesWhatCannotBecomeOfARefund) {
    const std::string payment = pay();
    const std::string one = refund(payment);
    EXPECT_EQ(service_.post(one + "/settle", R"({"fee":-1,"reason":"x"})").pointers(),
              (WrongPointers{"/fee", "/reason"}));
    EXPECT_EQ(service_.post(one + "/fail", R"({"fee":1,"settled_on":"2026-01-01"})").pointers(),
              (WrongPointers{"/fee", "/settled_on"}));
    EXPECT_EQ(service_.post(one + "/settle", R"({"settled_on":")" + tomorrow() + "\"}").pointers(),
              WrongPointers{"/settled_on"});
    EXPECT_EQ(service_.post(one + "/settle", R"({"settled_on":"2020-01-01"})").pointers(), WrongPointers{"/settled_on"})
        << "before the payment";
    EXPECT_EQ(service_.post(one + "/settle", "").status, 200);
    EXPECT_EQ(service_.post(one + "/settle", "").code, "refund_not_pending");
    EXPECT_EQ(service_.post(one + "/fail", "").code, "refund_not_pending");
    const std::string other = pay();
    EXPECT_EQ(service_.post(other + one.substr(one.find("/refunds/")) + "/settle", "").code, "refund_not_found");
    EXPECT_EQ(service_.post(payment + "/refunds/rfd_x/settle", "").code, "refund_not_found");
    EXPECT_EQ(service_.post("/v1/payments/pay_x/refunds/rfd_x/fail", "").code, "payment_not_found");
}

TEST_F(MoneyBack, KeepsTheMoneyUntilADisputeIsLost) {
    const std::string payment = pay();
    const Answer opened =
        service_.post(payment + "/chargebacks", R"({"amount":4000,"amount_taken":4000,"reason":"No"})");
    ASSERT_EQ(opened.status, 201) << opened.code;
    EXPECT_EQ(opened.number("amount_charged_back"), 0);
    EXPECT_EQ(opened.json().at("chargebacks").at(0).at("stage"), "opened");
    EXPECT_EQ(opened.json().at("chargebacks").at(0).at("opened_on"), json::value(today()));
    const std::string one = payment + "/chargebacks/" + last(opened, "chargebacks");
    const Answer lost = service_.post(one + "/lose", R"({"fee":700})");
    ASSERT_EQ(lost.status, 200) << lost.code;
    EXPECT_EQ(lost.number("amount_charged_back"), 4000);
    EXPECT_EQ(lost.number("amount_unallocated"), 6000);
    EXPECT_EQ(lost.json().at("chargebacks").at(0).at("fee"), 700);
    EXPECT_EQ(lost.json().at("chargebacks").at(0).at("closed_on"), json::value(today()));
    EXPECT_EQ(service_.get(payment).json(), lost.json());
}

TEST_F(MoneyBack, LeavesThePaymentAloneWhenADisputeIsWon) {
    const std::string payment = pay();
    const Answer won = service_.post(dispute(payment) + "/win", "");
    ASSERT_EQ(won.status, 200) << won.code;
    EXPECT_EQ(won.number("amount_unallocated"), 10000);
    EXPECT_EQ(won.json().at("chargebacks").at(0).at("stage"), "won");
    EXPECT_EQ(service_.get(payment).json(), won.json());
}

TEST_F(MoneyBack, ShowsWhatADisputeTookBeyondThePayment) {
    const std::string payment = pay();
    service_.post(refund(payment, R"({"amount":8000})") + "/settle", "");
    const Answer lost = service_.post(payment + "/chargebacks", R"({"amount":5000,"stage":"lost"})");
    ASSERT_EQ(lost.status, 201) << lost.code;
    EXPECT_EQ(lost.number("amount_overdrawn"), 3000);
    EXPECT_EQ(lost.number("amount_unallocated"), 0) << "never below nothing";
    EXPECT_EQ(service_.get(payment).json(), lost.json());
}

TEST_F(MoneyBack, RefusesWhatCannotHappenToADispute) {
    const std::string payment = pay();
    EXPECT_EQ(service_.post(payment + "/chargebacks", "{}").pointers(), WrongPointers{"/amount"});
    EXPECT_EQ(service_.post(payment + "/chargebacks", R"({"amount":5,"amount_taken":6})").pointers(),
              WrongPointers{"/amount_taken"});
    EXPECT_EQ(service_.post(payment + "/chargebacks", R"({"amount":5,"fee":1})").pointers(), WrongPointers{"/fee"});
    EXPECT_EQ(service_.post(payment + "/chargebacks", R"({"amount":5,"on":")" + tomorrow() + "\"}").pointers(),
              WrongPointers{"/on"});
    EXPECT_EQ(service_.post(payment + "/chargebacks", R"({"amount":5,"stage":"asked","by":"x"})").pointers(),
              (WrongPointers{"/stage", "/by"}));
    const std::string one = dispute(payment);
    EXPECT_EQ(service_.post(one + "/win", R"({"fee":1})").pointers(), WrongPointers{"/fee"});
    EXPECT_EQ(service_.post(one + "/lose", R"({"on":"2020-01-01"})").pointers(), WrongPointers{"/on"});
    EXPECT_EQ(service_.post(one + "/lose", "{}").status, 200);
    EXPECT_EQ(service_.post(one + "/win", "").code, "chargeback_not_open");
    EXPECT_EQ(service_.post(one + "/lose", "").code, "chargeback_not_open");
    EXPECT_EQ(service_.post(pay() + one.substr(one.find("/chargebacks/")) + "/win", "").code, "chargeback_not_found");
    EXPECT_EQ(service_.post(payment + "/chargebacks/chb_x/lose", "").code, "chargeback_not_found");
}

}  // namespace
}  // namespace suoledger::http::test

// SPDX-License-Identifier: Apache-2.0
// Beginning an online payment: one open attempt of a payer, in the log before the provider hears of it.
#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "domain/provider_reference.hpp"
#include "tests/http/small_service.hpp"

namespace suoledger::http::test {
namespace {

namespace json = boost::json;
using Pointers = std::set<std::string>;

class Checkout : public ::testing::Test {
protected:
    Checkout() {
        const Answer issued = service_.post(
            "/v1/invoices",
            R"({"customer":{"name":"Bola","email":"bola@example.com"},"lines":[{"description":"Rice","unit_price":10000}]})");
        EXPECT_EQ(issued.status, 201) << issued.code;
        invoice_ = issued.text("id");
        pay_url_ = issued.text("pay_url");
    }
    Answer begin(const std::string& body = "") { return service_.post("/v1/invoices/" + invoice_ + "/checkout", body); }
    json::value payment_of(const Answer& checkout) {
        return service_.get("/v1/payments/" + checkout.text("payment")).json();
    }
    domain::Uuid payment_id(const Answer& checkout) {
        return domain::parse_type_id(domain::payment_prefix, checkout.text("payment")).value();
    }
    Answer record(domain::Command command) {
        return service_.submit({service_.principal.tenant, std::move(command),
                                [](const eventstore::Appended&) { return eventstore::Reply{200, "{}", "{}"}; }});
    }
    domain::RecordProviderFailure failure_of(const Answer& checkout) {
        return {.payment_id = payment_id(checkout), .provider = "paystack", .code = "declined", .failed_at = {}};
    }
    domain::RecordProviderCharge charge_of(const Answer& checkout, std::int64_t amount = 10'000) {
        domain::RecordProviderCharge command;
        command.attempt_id = payment_id(checkout);
        command.payment_id = eventstore::new_uuid_v7(service_.services.now());
        command.provider = "paystack";
        command.provider_payment_id = "4099260516";
        command.provider_reference = checkout.text("provider_reference");
        command.channel = "card";
        command.amount = {amount, domain::Currency::ngn};
        command.fee = 150;
        return command;
    }
    SmallService service_;
    std::string invoice_, pay_url_;
};

TEST_F(Checkout, OpensAPageForAllThatIsDue) {
    const Answer opened = begin(R"({"email":" Ada@Example.com "})");
    ASSERT_EQ(opened.status, 201) << opened.code;
    EXPECT_EQ(opened.text("status"), "open");
    EXPECT_EQ(opened.text("invoice"), invoice_);
    EXPECT_EQ(opened.number("revision"), 1);
    EXPECT_EQ(opened.number("amount"), 10000);
    EXPECT_EQ(opened.text("currency"), "NGN");
    EXPECT_EQ(opened.text("provider"), "paystack");
    EXPECT_EQ(opened.text("url"), "https://checkout.example/page-1");
    EXPECT_EQ(opened.text("access_code"), "page-1");
    EXPECT_EQ(opened.kept_body, opened.body);
    ASSERT_EQ(service_.desk.orders().size(), 1U);
    const CheckoutOrder order = service_.desk.orders().front();
    EXPECT_EQ(order.reference, domain::provider_reference(service_.principal.tenant, payment_id(opened)));
    EXPECT_EQ(order.reference, opened.text("provider_reference"));
    EXPECT_EQ(order.amount, (domain::Money{10'000, domain::Currency::ngn}));
    EXPECT_EQ(order.email, "ada@example.com");
    EXPECT_EQ(order.callback_url, pay_url_ + "/return");

    const json::value payment = payment_of(opened);
    EXPECT_EQ(payment.at("status"), "open");
    EXPECT_EQ(payment.at("amount"), 0);
    EXPECT_EQ(payment.at("method"), "provider");
    EXPECT_EQ(payment.at("provider"), "paystack");
    EXPECT_EQ(payment.at("provider_reference"), json::value(order.reference));
    EXPECT_TRUE(payment.at("provider_payment_id").is_null());
    EXPECT_TRUE(payment.at("receipt_number").is_null());
    EXPECT_TRUE(payment.at("received_at").is_null());
    EXPECT_EQ(payment.at("attempt").at("invoice"), json::value(invoice_));
    EXPECT_EQ(payment.at("attempt").at("amount"), 10000);
    EXPECT_EQ(payment.at("attempt").at("checkout_url"), "https://checkout.example/page-1");
    EXPECT_TRUE(payment.at("attempt").at("failure").is_null());
    EXPECT_EQ(service_.get("/v1/invoices/" + invoice_).number("amount_due"), 10000);
}

TEST_F(Checkout, AskedForAgainIsTheSamePage) {
    const Answer opened = begin();
    ASSERT_EQ(opened.status, 201) << opened.code;
    EXPECT_EQ(service_.desk.orders().front().email, "bola@example.com") << "the customer's own";
    const Answer again = begin();
    EXPECT_EQ(again.status, 200) << again.code;
    EXPECT_EQ(again.json(), opened.json());
    EXPECT_EQ(begin(R"({"email":"BOLA@example.com"})").json(), opened.json()) << "the same payer";
    EXPECT_EQ(service_.desk.orders().size(), 1U);
    const Answer other = begin(R"({"email":"ngozi@example.com"})");
    EXPECT_EQ(other.status, 201) << other.code;
    EXPECT_NE(other.text("payment"), opened.text("payment")) << "another payer";
}

TEST_F(Checkout, IsAnotherOneWhenWhatIsDueHasChanged) {
    const Answer whole = begin();
    ASSERT_EQ(service_.post("/v1/payments", R"({"amount":4000,"method":"cash","invoice":")" + invoice_ + "\"}").status,
              201);
    const Answer rest = begin();
    EXPECT_EQ(rest.status, 201) << rest.code;
    EXPECT_EQ(rest.number("amount"), 6000);
    EXPECT_NE(rest.text("payment"), whole.text("payment"));
}

TEST_F(Checkout, IsAnotherOneWhenTheLastHasFailed) {
    const Answer first = begin();
    ASSERT_EQ(record(failure_of(first)).status, 200);
    const json::value failed = payment_of(first);
    EXPECT_EQ(failed.at("status"), "failed");
    EXPECT_EQ(failed.at("attempt").at("failure").at("code"), "declined");
    EXPECT_TRUE(failed.at("attempt").at("checkout_url").is_null()) << "of no use any more";
    const Answer second = begin();
    EXPECT_EQ(second.status, 201) << second.code;
    EXPECT_NE(second.text("payment"), first.text("payment"));
    EXPECT_EQ(begin().json(), second.json());
}

TEST_F(Checkout, IsBegunBeforeTheProviderAnswersAndGoesOnFromThere) {
    service_.desk.fault = CheckoutFault::not_now;
    const Answer begun = begin();
    EXPECT_EQ(begun.status, 202) << begun.code;
    EXPECT_EQ(begun.text("status"), "initiated");
    EXPECT_TRUE(begun.json().at("url").is_null());
    EXPECT_EQ(payment_of(begun).at("status"), "initiated");
    service_.desk.fault.reset();
    const Answer opened = begin();
    EXPECT_EQ(opened.status, 201) << opened.code;
    EXPECT_EQ(opened.text("payment"), begun.text("payment")) << "the same attempt";
    EXPECT_EQ(service_.desk.orders()[0].reference, service_.desk.orders()[1].reference);
}

TEST_F(Checkout, WhoseAnswerWasLostIsNotFailedWhileSomebodyMayStillHearIt) {
    service_.desk.loses_answers = true;
    const Answer lost = begin();
    EXPECT_EQ(lost.status, 202) << lost.code;
    service_.desk.loses_answers = false;
    const Answer again = begin();
    EXPECT_EQ(again.status, 202) << "the reference is taken, maybe by another request";
    EXPECT_EQ(payment_of(lost).at("status"), "initiated");

    const auto now = service_.services.now();
    service_.services.now = [now] { return domain::Timestamp{now.microseconds + 61'000'000}; };
    EXPECT_EQ(begin().status, 202);
    EXPECT_EQ(payment_of(lost).at("status"), "failed");
    EXPECT_EQ(payment_of(lost).at("attempt").at("failure").at("code"), "checkout_lost");
    const Answer fresh = begin();
    EXPECT_EQ(fresh.status, 201) << fresh.code;
    EXPECT_NE(fresh.text("payment"), lost.text("payment"));
}

TEST_F(Checkout, ThatTheProviderRefusesIsFailed) {
    service_.desk.fault = CheckoutFault::refused;
    const Answer refused = begin();
    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(refused.code, "checkout_refused");
    const json::value attempts = service_.get("/v1/payments?status=failed").json();
    ASSERT_EQ(attempts.at("data").as_array().size(), 1U);
    EXPECT_EQ(attempts.at("data").at(0).at("attempt").at("failure").at("code"), "checkout_refused");
}

TEST_F(Checkout, SaysWhatItRefuses) {
    EXPECT_EQ(service_.post("/v1/invoices/inv_x/checkout", "").code, "invoice_not_found");
    EXPECT_EQ(begin(R"({"email":"nobody","why":1})").pointers(), (Pointers{"/email", "/why"}));
    EXPECT_EQ(service_.post("/v1/invoices/" + invoice_ + "/checkout?x=1", "").code, "unknown_parameter");
    service_.desk.is_live = false;
    EXPECT_EQ(begin().code, "livemode_differs");
    service_.desk.is_live = true;
    ASSERT_EQ(service_.post("/v1/payments", R"({"amount":10000,"method":"cash","invoice":")" + invoice_ + "\"}").status,
              201);
    EXPECT_EQ(begin().code, "nothing_to_pay");
    service_.services.checkout = nullptr;
    EXPECT_EQ(begin().code, "checkout_not_configured");
}

TEST_F(Checkout, IsNotForAnInvoiceThatIsNotOpen) {
    const std::string lines = R"("lines":[{"description":"Rice","unit_price":10000}])";
    const Answer drafted =
        service_.post("/v1/invoices", R"({"draft":true,"customer":{"name":"Chinedu"},)" + lines + "}");
    EXPECT_EQ(service_.post("/v1/invoices/" + drafted.text("id") + "/checkout", R"({"email":"c@example.com"})").code,
              "invoice_not_open");
    EXPECT_EQ(service_.post("/v1/invoices/" + drafted.text("id") + "/checkout", "").pointers(), Pointers{"/email"})
        << "no address of the customer is known";
    ASSERT_EQ(service_.post("/v1/invoices/" + invoice_ + "/cancel", "").status, 200);
    EXPECT_EQ(begin().code, "invoice_not_open");
    EXPECT_TRUE(service_.desk.orders().empty());
}

TEST_F(Checkout, IsPaidByTheChargeUnderItsReference) {
    const Answer opened = begin();
    ASSERT_EQ(record(charge_of(opened)).status, 200);
    const json::value payment = payment_of(opened);
    EXPECT_EQ(payment.at("status"), "received");
    EXPECT_EQ(payment.at("amount"), 10000);
    EXPECT_EQ(payment.at("fee"), 150);
    EXPECT_EQ(payment.at("channel"), "card");
    EXPECT_EQ(payment.at("provider_payment_id"), "4099260516");
    EXPECT_FALSE(payment.at("receipt_number").is_null());
    EXPECT_EQ(payment.at("attempt").at("amount"), 10000);
    EXPECT_EQ(service_.get("/v1/invoices/" + invoice_).text("status"), "paid");
    EXPECT_EQ(begin().code, "nothing_to_pay");
}

TEST_F(Checkout, LeavesAPaymentOnWhichEverythingWorksAsOnAnyOther) {
    const Answer opened = begin();
    const std::string path = "/v1/payments/" + opened.text("payment");
    for (const auto& [target, body] :
         {std::pair<std::string, std::string>{"/allocate", R"({"invoice":")" + invoice_ + "\"}"},
          {"/refund", "{}"},
          {"/chargebacks", R"({"amount":1})"}})
        EXPECT_EQ(service_.post(path + target, body).code, "payment_not_received") << target;
    ASSERT_EQ(record(failure_of(opened)).status, 200);
    ASSERT_EQ(record(charge_of(opened)).status, 200);
    const Answer refunded = service_.post(path + "/refund", R"({"amount":4000})");
    ASSERT_EQ(refunded.status, 201) << refunded.code;
    EXPECT_EQ(refunded.number("amount_reserved"), 4000);
    EXPECT_EQ(refunded.json().at("attempt").at("failure").at("code"), "declined");
    EXPECT_EQ(service_.get(path).json(), refunded.json()) << "a read shows what the command answered";
}

TEST_F(Checkout, ShowsAttemptsInTheListByTheirStatus) {
    const Answer opened = begin();
    const Answer other = begin(R"({"email":"ngozi@example.com"})");
    ASSERT_EQ(record(charge_of(opened, 4'000)).status, 200);
    const auto listed = [&](const std::string& query) {
        std::vector<std::string> ids;
        const auto page = service_.get("/v1/payments" + query).json();
        for (const auto& row : page.at("data").as_array()) ids.emplace_back(row.at("id").as_string());
        return ids;
    };
    EXPECT_EQ(listed("?status=received"), std::vector{opened.text("payment")});
    EXPECT_EQ(listed("?status=open"), std::vector{other.text("payment")});
    EXPECT_EQ(listed(""), (std::vector{other.text("payment"), opened.text("payment")}));
    EXPECT_EQ(listed("?received_from=2020-01-01"), std::vector{opened.text("payment")})
        << "what was never received has no day";
    EXPECT_EQ(listed("?invoice=" + invoice_), std::vector{opened.text("payment")});
}

}  // namespace
}  // namespace suoledger::http::test

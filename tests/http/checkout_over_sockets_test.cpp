// SPDX-License-Identifier: Apache-2.0
// A checkout under its idempotency key: the reply is that of the second append, and no retry does anything twice.
#include <gtest/gtest.h>

#include <boost/json/object.hpp>
#include <thread>

#include "tests/http/live_server.hpp"

namespace suoledger::http::test {
namespace {

class CheckoutOverSockets : public ::testing::Test {
protected:
    CheckoutOverSockets() {
        const Reply issued = live_.post(
            "/v1/invoices",
            R"({"customer":{"name":"Bola","email":"bola@example.com"},"lines":[{"description":"Rice","unit_price":10000}]})",
            "issue");
        EXPECT_EQ(issued.status, 201) << issued.body;
        target_ = "/v1/invoices/" + std::string(issued.json().at("id").as_string()) + "/checkout";
    }
    Reply begin(const std::string& key, const std::string& body = "{}") { return live_.post(target_, body, key); }
    std::int64_t position() { return live_.service.services.store.head().position; }
    CheckoutDesk& desk() { return live_.service.desk; }

    LiveServer live_{test_config()};
    std::string target_;
};

TEST_F(CheckoutOverSockets, IsAnsweredAgainFromItsKeyForEver) {
    const Reply first = begin("k");
    ASSERT_EQ(first.status, 201) << first.body;
    EXPECT_FALSE(first.header("ledger-position").empty());
    const std::int64_t after = position();
    const Reply again = begin("k");
    EXPECT_EQ(again.status, 201);
    EXPECT_EQ(again.body, first.body);
    EXPECT_EQ(again.header("idempotent-replayed"), "true");
    ASSERT_EQ(live_
                  .post("/v1/payments",
                        R"({"amount":10000,"method":"cash","invoice":")" +
                            std::string(first.json().at("invoice").as_string()) + "\"}",
                        "paid")
                  .status,
              201);
    EXPECT_EQ(begin("k").body, first.body) << "also when nothing is due any more";
    EXPECT_EQ(begin("other").code(), "nothing_to_pay");
    EXPECT_EQ(position(), after + 3) << "received, allocated, applied";
    EXPECT_EQ(desk().orders().size(), 1U);
}

TEST_F(CheckoutOverSockets, LooksItsKeyUpBeforeItBeginsAnother) {
    const Reply first = begin("k");
    ASSERT_EQ(first.status, 201) << first.body;
    const auto payment =
        domain::parse_type_id(domain::payment_prefix, std::string(first.json().at("payment").as_string())).value();
    const domain::RecordProviderFailure failed{
        .payment_id = payment, .provider = "paystack", .code = "declined", .failed_at = {}};
    ASSERT_EQ(live_.service
                  .submit({live_.service.principal.tenant, failed,
                           [](const eventstore::Appended&) { return eventstore::Reply{200, "{}", "{}"}; }})
                  .status,
              200);
    const std::int64_t after = position();
    EXPECT_EQ(begin("k").body, first.body);
    EXPECT_EQ(begin("k", R"({"email":"ngozi@example.com"})").code(), "idempotency_key_reused");
    EXPECT_EQ(position(), after);
    EXPECT_EQ(desk().orders().size(), 1U) << "no provider was asked";
    EXPECT_EQ(begin("fresh").status, 201);
    EXPECT_EQ(desk().orders().size(), 2U);
}

TEST_F(CheckoutOverSockets, RemembersNoAnswerThatIsNotThereYet) {
    desk().fault = CheckoutFault::not_now;
    const Reply begun = begin("k");
    EXPECT_EQ(begun.status, 202) << begun.body;
    EXPECT_EQ(begun.header("retry-after"), "1");
    EXPECT_EQ(begun.headers.count("idempotent-replayed"), 0U);
    desk().fault.reset();
    const Reply opened = begin("k");
    EXPECT_EQ(opened.status, 201) << opened.body;
    EXPECT_EQ(opened.headers.count("idempotent-replayed"), 0U);
    EXPECT_EQ(opened.json().at("payment"), begun.json().at("payment"));
    EXPECT_EQ(begin("k").header("idempotent-replayed"), "true");
}

TEST_F(CheckoutOverSockets, ShowsInADryRunWhatItWouldBegin) {
    const std::int64_t before = position();
    const Reply tried = live_.post(target_ + "?dry_run=true", "{}", "");
    ASSERT_EQ(tried.status, 200) << tried.body;
    EXPECT_EQ(tried.json().at("events").at(0).at("type"), "payment_initiated");
    EXPECT_EQ(position(), before);
    EXPECT_TRUE(desk().orders().empty());
}

TEST_F(CheckoutOverSockets, AskedForByManyAtOnceIsOneAttempt) {
    std::vector<std::thread> clients;
    std::vector<int> statuses(8);
    for (std::size_t i = 0; i < statuses.size(); ++i)
        clients.emplace_back([&, i] { statuses[i] = begin("k" + std::to_string(i)).status; });
    for (auto& client : clients) client.join();
    EXPECT_EQ(std::ranges::count(statuses, 201), 1);
    for (const int status : statuses) EXPECT_TRUE(status == 200 || status == 201 || status == 202) << status;
    for (const auto& order : desk().orders()) EXPECT_EQ(order.reference, desk().orders().front().reference);
    EXPECT_EQ(live_.service.get("/v1/payments").json().at("data").as_array().size(), 1U);
}

}  // namespace
}  // namespace suoledger::http::test

// SPDX-License-Identifier: Apache-2.0
// Lists of payments and payouts, and the log of what is neither invoice nor payment.
#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "tests/http/small_service.hpp"

namespace suoledger::http::test {
namespace {

using Ids = std::set<std::string>;

class MoneyLists : public ::testing::Test {
protected:
    std::string pay(const std::string& members) {
        const Answer answer = service_.post("/v1/payments", R"({"amount":10000,)" + members + "}");
        EXPECT_EQ(answer.status, 201) << answer.code;
        return answer.text("id");
    }
    Ids ids_at(const std::string& target) {
        const Answer answer = service_.get(target);
        EXPECT_EQ(answer.status, 200) << target << " " << answer.code;
        Ids ids;
        const auto page = answer.json();
        for (const auto& element : page.at("data").as_array()) ids.insert(std::string(element.at("id").as_string()));
        return ids;
    }
    SmallService service_;
};

TEST_F(MoneyLists, FilterPaymentsByWhatTheyAre) {
    const std::string cash = pay(R"("method":"cash")"), dollars = pay(R"("method":"card","currency":"USD")");
    service_.post("/v1/payments/" + cash + "/refund", "{}");
    EXPECT_EQ(ids_at("/v1/payments"), (Ids{cash, dollars}));
    EXPECT_EQ(ids_at("/v1/payments?method=cash"), Ids{cash});
    EXPECT_EQ(ids_at("/v1/payments?currency=USD"), Ids{dollars});
    EXPECT_EQ(ids_at("/v1/payments?unallocated=true"), Ids{dollars}) << "the other is reserved for a refund";
    EXPECT_EQ(ids_at("/v1/payments?unallocated=false"), Ids{cash});
    EXPECT_EQ(ids_at("/v1/payments?method=cash&currency=USD"), Ids{});
    for (const char* wrong : {"method=cheque", "currency=EUR", "received_from=today", "unallocated=1"})
        EXPECT_EQ(service_.get(std::string("/v1/payments?") + wrong).code, "invalid_parameter") << wrong;
}

TEST_F(MoneyLists, FilterPaymentsByDaysOfTheBusiness) {
    // 23:30 UTC is already the next day in Lagos.
    const std::string late = pay(R"("method":"cash","received_at":"2026-03-01T23:30:00Z")");
    const std::string early = pay(R"("method":"cash","received_at":"2026-03-01T22:30:00Z")");
    EXPECT_EQ(ids_at("/v1/payments?received_from=2026-03-02"), Ids{late});
    EXPECT_EQ(ids_at("/v1/payments?received_to=2026-03-01"), Ids{early});
    EXPECT_EQ(ids_at("/v1/payments?received_from=2026-03-01&received_to=2026-03-02"), (Ids{late, early}));
}

TEST_F(MoneyLists, RecordAndListPayouts) {
    const Answer recorded =
        service_.post("/v1/payouts", R"({"provider":"paystack","net":900,"payment_fees":90,"cleared":1000,)"
                                     R"("reference":"PYT 7","paid_on":"2026-03-02"})");
    ASSERT_EQ(recorded.status, 201) << recorded.code;
    EXPECT_EQ(recorded.number("difference"), 10);
    EXPECT_EQ(service_.get("/v1/payouts/" + recorded.text("id")).json(), recorded.json());
    const Answer second = service_.post("/v1/payouts", R"({"provider":"paystack","net":0,"cleared":5})");
    const auto page = service_.get("/v1/payouts?limit=1").json();
    EXPECT_EQ(page.at("data").at(0), second.json());
    const std::string cursor(page.at("next_cursor").as_string());
    EXPECT_EQ(service_.get("/v1/payouts?limit=1&cursor=" + cursor).json().at("data").at(0), recorded.json());
    EXPECT_EQ(service_.get("/v1/payouts/pyt_01kb2q4v5ve1tbq0n6w6m3kz75").code, "payout_not_found");
}

TEST_F(MoneyLists, RefuseAPayoutThatIsNone) {
    EXPECT_EQ(service_.post("/v1/payouts", R"({"net":-1,"cleared":"5","fees":1})").pointers(),
              (Ids{"/provider", "/net", "/cleared", "/fees"}));
    EXPECT_EQ(service_.post("/v1/payouts", R"({"provider":"Pay Stack","net":0,"cleared":0,"paid_on":"9999-01-01"})")
                  .pointers(),
              (Ids{"/provider", "/net", "/paid_on"}));
}

TEST_F(MoneyLists, ShowEventsOfPayoutsAndExpensesByTheirIds) {
    const std::string payout =
        service_.post("/v1/payouts", R"({"provider":"paystack","net":5,"cleared":5})").text("id");
    const std::string expense =
        service_.post("/v1/expenses", R"({"amount":5,"category":"rent","method":"cash","description":"Shop"})")
            .text("id");
    for (const auto& [id, type] : {std::pair{payout, "provider_payout_recorded"}, {expense, "expense_recorded"}}) {
        const auto events = service_.get("/v1/events?stream=" + id).json().at("data").as_array();
        ASSERT_EQ(events.size(), 1U) << id;
        EXPECT_EQ(events[0].at("type"), type);
        EXPECT_EQ(events[0].at("stream"), boost::json::value(id));
    }
    EXPECT_EQ(service_.get("/v1/events?stream=mem_01kb2q4v5ve1tbq0n6w6m3kz77").code, "invalid_parameter");
}

}  // namespace
}  // namespace suoledger::http::test

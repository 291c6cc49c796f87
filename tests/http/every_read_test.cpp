// SPDX-License-Identifier: Apache-2.0
// What holds on every GET of the table, so that a new one cannot forget it: validators, positions, ids of the request.
#include <gtest/gtest.h>

#include "http/request_ids.hpp"
#include "tests/http/sample_resources.hpp"

namespace suoledger::http::test {
namespace {

class EveryRead : public ::testing::Test {
protected:
    EveryRead() : ids_(make_resources(live_)) { live_.post("/v1/invoices", soap_invoice, "another"); }
    Reply ask(const Route& route, const std::vector<std::string>& more_headers, const std::string& query = "") {
        const bool admin = route.listener == Listener::admin;
        std::vector<std::string> headers{admin ? live_.operator_key : live_.business_key};
        headers.insert(headers.end(), more_headers.begin(), more_headers.end());
        return RawClient(admin ? live_.admin_address() : live_.address())
            .exchange(request_text("GET", sample_target(route, ids_, query), headers));
    }
    template <class Check>
    void on_every_read(Check check) {
        int count = 0;
        for (const Route& route : routes()) {
            // What is itself recorded moves the log it reflects.
            if (route.method != Method::get || route.handler == nullptr || route.effect == Effect::record ||
                is_a_download(route) || asks_a_provider(route) || is_of_a_payer(route))
                continue;
            SCOPED_TRACE(route.pattern);
            check(route);
            ++count;
        }
        EXPECT_GT(count, 18);
    }
    LiveServer live_;
    SampleIds ids_;
};

TEST_F(EveryRead, HasAStrongTagAndIsNotSentAgainUnderIt) {
    on_every_read([&](const Route& route) {
        const Reply full = ask(route, {});
        ASSERT_EQ(full.status, 200) << full.body;
        const std::string tag = full.header("etag");
        ASSERT_TRUE(tag.size() > 2 && tag.starts_with('"') && tag.ends_with('"')) << full.head;
        EXPECT_EQ(ask(route, {}).header("etag"), tag);
        for (const std::string& given : {tag, "\"other\", W/" + tag, std::string("*")}) {
            const Reply same = ask(route, {"If-None-Match: " + given});
            EXPECT_EQ(same.status, 304) << given;
            EXPECT_EQ(same.header("etag"), tag);
            EXPECT_EQ(same.header("ledger-position"), full.header("ledger-position"));
            EXPECT_EQ(same.body, "");
        }
        EXPECT_EQ(ask(route, {"If-None-Match: \"other\""}).status, 200);
    });
}

/// Whatever shows the name of a customer, or words about what they bought, is in the access log or in the log itself.
TEST_F(EveryRead, IsCountedWhereItShowsAPersonInClear) {
    const auto counted = [this] {
        std::int64_t reads = 0;
        const auto page = live_.get("/v1/audit/access_log?customer=" + ids_.customer).json();
        for (const auto& row : page.at("data").as_array()) reads += row.at("reads").as_int64();
        return reads;
    };
    int shown = 0;
    std::int64_t before = counted();
    on_every_read([&](const Route& route) {
        for (const char* query : {"", "expand=customer"}) {
            const Reply reply = ask(route, {}, query);
            const bool shows =
                reply.status == 200 && route.access == Access::business &&
                (reply.body.find("Chinedu") != std::string::npos || reply.body.find("Soap") != std::string::npos);
            const auto after = counted();
            EXPECT_EQ(after - before, shows ? 1 : 0) << query;
            shown += shows ? 1 : 0;
            before = after;
        }
    });
    EXPECT_GE(shown, 6);
    ids_.customer = "cus_01kb2q4v5ve1tbq0n6w6m3kz5d";
    EXPECT_EQ(counted(), 0);
}

TEST_F(EveryRead, HasTheSameTagForTheSamePageOfAList) {
    for (const char* list : {"/v1/invoices?limit=1", "/v1/events?limit=1", "/v1/reports/journal?limit=1"}) {
        const Reply first = live_.get(list), again = live_.get(list);
        EXPECT_EQ(first.header("etag"), again.header("etag")) << list;
        EXPECT_FALSE(first.json()
                         .at(first.body.find("next_cursor") != std::string::npos ? "next_cursor" : "next_after")
                         .is_null())
            << list;
    }
}

/// Read models serve at the last position here, so that nothing waits.
TEST_F(EveryRead, TakesAPositionInBothFormsAndNamesTheOneItReflects) {
    const std::string head = std::to_string(live_.service.services.store.head().position);
    on_every_read([&](const Route& route) {
        if (route.access == Access::open) return;
        for (const std::string& position : {head, "1-" + head}) {
            const Reply by_header = ask(route, {"Ledger-Min-Position: " + position});
            EXPECT_EQ(by_header.status, 200) << by_header.body;
            EXPECT_EQ(by_header.header("ledger-position"), head);
            EXPECT_EQ(ask(route, {}, "min_position=" + position).status, 200) << position;
        }
        EXPECT_EQ(ask(route, {"Ledger-Min-Position: 2-1"}).code(), "projection_behind") << "of an epoch that never was";
        EXPECT_EQ(ask(route, {}, "min_position=1-").code(), "min_position_malformed");
        EXPECT_EQ(ask(route, {}, "min_position=x").code(), "min_position_malformed");
    });
}

TEST_F(EveryRead, EchoesTheIdOfTheRequestAndItsTrace) {
    const std::string trace = "00-0af7651916cd43dd8448eb211c80319c-";
    const std::string parent = "traceparent: " + trace + "b7ad6b7169203331-01";
    on_every_read([&](const Route& route) {
        for (const char* query : {"", "colour=blue"}) {
            const Reply reply = ask(route, {"X-Request-Id: mine-1", parent}, query);
            EXPECT_EQ(reply.status, *query == '\0' ? 200 : 400);
            EXPECT_EQ(reply.header("x-request-id"), "mine-1");
            EXPECT_TRUE(reply.header("traceparent").starts_with(trace)) << reply.head;
            EXPECT_TRUE(reply.header("traceparent").ends_with("-01")) << reply.head;
        }
    });
}

TEST(TraceParent, IsIgnoredAsAWholeWhenAnythingIsWrong) {
    const std::string good = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    EXPECT_TRUE(parse_traceparent(good));
    EXPECT_TRUE(parse_traceparent("cc" + good.substr(2))) << "a later version is read as far as it is known";
    EXPECT_TRUE(parse_traceparent("cc" + good.substr(2) + "-what-else"));
    const std::string zeros(32, '0');
    for (const std::string& wrong :
         {std::string(), good.substr(0, 54), good + "-00", good + "0", "ff" + good.substr(2),
          "cc" + good.substr(2) + "0", "00-" + zeros + good.substr(35), good.substr(0, 36) + zeros.substr(16) + "-01",
          std::string("00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01"), good.substr(0, 53) + "0g"})
        EXPECT_FALSE(parse_traceparent(wrong)) << wrong;
}

}  // namespace
}  // namespace suoledger::http::test

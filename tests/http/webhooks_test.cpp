// SPDX-License-Identifier: Apache-2.0
// Webhooks over sockets: what is genuine is durable before it is answered, and nothing else is kept; dead letters.
#include <gtest/gtest.h>

#include <cctype>
#include <thread>

#include "eventstore/leaf.hpp"
#include "tests/http/live_server.hpp"

namespace suoledger::http::test {
namespace {

using eventstore::InboxOutcome;
using eventstore::InboxState;

class Webhooks : public ::testing::Test {
protected:
    Reply post(const std::string& body, const std::vector<std::string>& headers,
               const std::string& provider = "paystack") {
        return RawClient(live_.address()).exchange(request_text("POST", "/webhooks/" + provider, headers, body));
    }
    Reply post_signed(const std::string& body) {
        return post(body, {"x-paystack-signature: " + webhook_signature(body)});
    }
    SmallInbox& inbox() { return live_.service.inbox(); }
    std::int64_t kept() { return inbox().table.figures().waiting + inbox().table.figures().dead; }
    double refused(const std::string& reason) {
        return inbox().metrics.value("inbox_refused_total{reason=\"" + reason + "\"}");
    }
    /// One that could not be booked; `tenant`: whose money it is about.
    std::string dead_letter(const std::string& body, std::optional<domain::Uuid> tenant) {
        EXPECT_EQ(post_signed(body).status, 200);
        const auto claim = inbox().table.claim(live_.service.services.now(), std::chrono::seconds(1), 1, {}).front();
        inbox().table.settle(claim,
                             {InboxOutcome::Kind::dead, live_.service.services.now(), "livemode_differs", tenant});
        return domain::to_type_id(eventstore::inbox_prefix, claim.entry.id);
    }
    Reply as_operator(const std::string& method, const std::string& target) {
        return RawClient(live_.admin_address())
            .exchange(request_text(method, target, {live_.operator_key, "Idempotency-Key: 1"}));
    }
    Reply as_business(const std::string& method, const std::string& target) {
        return RawClient(live_.address())
            .exchange(request_text(method, target, {live_.business_key, "Idempotency-Key: 1"}));
    }
    static std::size_t listed(const Reply& reply) { return reply.json().at("data").as_array().size(); }

    LiveServer live_;
};

TEST_F(Webhooks, AreKeptSealedBeforeTheyAreAnswered) {
    const std::string body("a1 {\"email\":\"ada@example.com\"}\0", 31);
    const Reply reply = post_signed(body);
    EXPECT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(reply.body, R"({"received":true})");
    const auto claims = inbox().table.claim(live_.service.services.now(), std::chrono::seconds(1), 9, {});
    ASSERT_EQ(claims.size(), 1U);
    EXPECT_EQ(claims.front().entry.body.find("ada@example.com"), std::string::npos);
    EXPECT_EQ(inbox().sealing.open(claims.front().entry), body);
}

TEST_F(Webhooks, TheSameFactAgainIsAnsweredAlikeAndKeptOnce) {
    for (int i = 0; i < 3; ++i) EXPECT_EQ(post_signed("a1 told " + std::to_string(i)).status, 200);
    EXPECT_EQ(kept(), 1);
    EXPECT_EQ(inbox().metrics.value(R"(inbox_received_total{provider="paystack",result="known"})"), 2);
}

TEST_F(Webhooks, WithoutTheOneGoodSignatureAre401AndNotKept) {
    const std::string body = "a1 {}", good = webhook_signature(body);
    std::string flipped = good, upper = good;
    flipped.back() = flipped.back() == '0' ? '1' : '0';
    for (char& c : upper) c = static_cast<char>(std::toupper(c));
    const std::string name = "x-paystack-signature: ";
    const std::vector<std::vector<std::string>> wrong{{},
                                                      {name},
                                                      {name + flipped},
                                                      {name + good.substr(1)},
                                                      {name + good + "0"},
                                                      {name + upper},
                                                      {name + "\xc3\xa9\xff"},
                                                      {name + good, name + good},
                                                      {name + good, name + flipped},
                                                      {name + webhook_signature(body, "withdrawn")},
                                                      {name + webhook_signature(body + " ")}};
    for (const auto& headers : wrong) {
        const Reply reply = post(body, headers);
        EXPECT_EQ(reply.status, 401) << reply.body;
        EXPECT_EQ(reply.code(), "signature_invalid");
    }
    EXPECT_EQ(kept(), 0);
    EXPECT_EQ(refused("signature"), static_cast<double>(wrong.size()));
    EXPECT_EQ(post(body, {name + good}).status, 200);
}

TEST_F(Webhooks, OfUnknownProvidersAre404AndLargeOnes413) {
    EXPECT_EQ(post("a1", {"x-paystack-signature: " + webhook_signature("a1")}, "elsewhere").status, 404);
    const std::string largest(eventstore::max_inbox_body_bytes, 'a');
    EXPECT_EQ(post_signed(largest + "a").status, 413);
    EXPECT_EQ(kept(), 0);
    EXPECT_EQ(post_signed(largest).status, 200);
    EXPECT_EQ(RawClient(live_.admin_address()).exchange(request_text("POST", "/webhooks/paystack", {}, "a1")).status,
              404);
}

TEST_F(Webhooks, ThatCannotBeStoredAre503AndSentAgain) {
    inbox().failing.unavailable = true;
    const Reply reply = post_signed("a1");
    EXPECT_EQ(reply.status, 503);
    EXPECT_EQ(reply.code(), "inbox_unavailable");
    EXPECT_NE(reply.header("retry-after"), "");
    EXPECT_EQ(kept(), 0);
    inbox().failing.unavailable = false;
    EXPECT_EQ(post_signed("a1").status, 200);
    EXPECT_EQ(kept(), 1);
}

TEST_F(Webhooks, NeedNoKeyAndAreNotLimitedByRate) {
    ServerConfig strict = test_config();
    strict.rate_limit_per_address = RateLimit{1, 1};
    LiveServer limited(strict);
    for (int i = 0; i < 20; ++i) {
        const std::string body = "a" + std::to_string(i);
        const auto text =
            request_text("POST", "/webhooks/paystack", {"x-paystack-signature: " + webhook_signature(body)}, body);
        EXPECT_EQ(RawClient(limited.address()).exchange(text).status, 200);
    }
    EXPECT_EQ(limited.service.inbox().table.figures().waiting, 20);
}

TEST_F(Webhooks, OfConcurrentSendersAreEachKeptOnce) {
    constexpr int senders = 8, facts = 10;
    std::vector<std::thread> threads;
    for (int sender = 0; sender < senders; ++sender)
        threads.emplace_back([&] {
            for (int fact = 0; fact < facts; ++fact)
                EXPECT_EQ(post_signed("fact" + std::to_string(fact) + " told").status, 200);
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(kept(), facts);
}

TEST_F(Webhooks, ABusinessSeesItsDeadLettersAndTheOperatorAll) {
    const domain::Uuid own = live_.service.principal.tenant,
                       other = eventstore::new_uuid_v7(live_.service.services.now());
    const auto of_own = dead_letter("a1", own), of_other = dead_letter("b2", other), of_nobody = dead_letter("c3", {});
    EXPECT_EQ(listed(as_business("GET", "/v1/dead_letters")), 1U);
    EXPECT_EQ(listed(as_operator("GET", "/v1/dead_letters")), 3U);
    const auto page = as_operator("GET", "/v1/dead_letters?limit=2").json();
    EXPECT_EQ(page.at("data").as_array().size(), 2U);
    EXPECT_EQ(page.at("data").at(0).at("id").as_string(), of_nobody.c_str());
    const std::string cursor(page.at("next_cursor").as_string());
    EXPECT_EQ(
        as_operator("GET", "/v1/dead_letters?limit=2&cursor=" + cursor).json().at("data").at(0).at("id").as_string(),
        of_own.c_str());
    for (const std::string& hidden : {of_other, of_nobody}) {
        EXPECT_EQ(as_business("GET", "/v1/dead_letters/" + hidden).status, 404);
        EXPECT_EQ(as_business("POST", "/v1/dead_letters/" + hidden + "/requeue").status, 404);
        EXPECT_EQ(as_business("DELETE", "/v1/dead_letters/" + hidden).status, 404);
    }
    EXPECT_EQ(inbox().table.figures().dead, 3);
}

TEST_F(Webhooks, AnInspectedDeadLetterIsInTheLogAndShowsItsBody) {
    const auto letter = dead_letter("a1 {\"email\":\"ada@example.com\"}", live_.service.principal.tenant);
    const auto before = live_.store.head().position;
    const Reply shown = as_business("GET", "/v1/dead_letters/" + letter);
    ASSERT_EQ(shown.status, 200) << shown.body;
    EXPECT_EQ(shown.json().at("body").as_string(), "a1 {\"email\":\"ada@example.com\"}");
    EXPECT_EQ(shown.header("cache-control"), "no-store");
    const auto looks = live_.store.read_log({.after_position = before, .limit = 10});
    ASSERT_EQ(looks.size(), 1U);
    EXPECT_EQ(looks.front().event_type, "personal_data_read");
    EXPECT_EQ(as_business("GET", "/v1/dead_letters").json().at("data").at(0).as_object().contains("body"), false);
}

TEST_F(Webhooks, DeadLettersAreRequeuedAndDiscardedOnce) {
    const auto first = dead_letter("a1", live_.service.principal.tenant), second = dead_letter("b2", {});
    const Reply requeued = as_business("POST", "/v1/dead_letters/" + first + "/requeue");
    EXPECT_EQ(requeued.status, 200) << requeued.body;
    EXPECT_EQ(requeued.json().at("state").as_string(), "waiting");
    EXPECT_EQ(inbox().requeued, 1);
    EXPECT_EQ(as_business("POST", "/v1/dead_letters/" + first + "/requeue").status, 200) << "it waits: told again";
    EXPECT_EQ(as_business("DELETE", "/v1/dead_letters/" + first).code(), "dead_letter_not_open");
    EXPECT_EQ(inbox().table.figures().waiting, 1);
    const Reply discarded = as_operator("DELETE", "/v1/dead_letters/" + second);
    EXPECT_EQ(discarded.status, 200) << discarded.body;
    EXPECT_EQ(discarded.json().at("state").as_string(), "discarded");
    EXPECT_TRUE(as_operator("GET", "/v1/dead_letters/" + second).json().at("body").is_null());
    EXPECT_EQ(listed(as_operator("GET", "/v1/dead_letters")), 0U);
}

}  // namespace
}  // namespace suoledger::http::test

// SPDX-License-Identifier: Apache-2.0
// GET /v1/events as text/event-stream over real sockets: what comes, in which order, and from where it goes on.
#include <gtest/gtest.h>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "tests/http/stream_client.hpp"

namespace suoledger::http::test {
namespace {

using std::chrono::milliseconds;

class LiveEventsTest : public ::testing::Test {
protected:
    LiveEventsTest() { issue_invoices(live_, 3); }
    StreamClient follow(const std::string& target, const std::vector<std::string>& more = {}) {
        return {live_.address(), live_request(live_, target, more)};
    }
    std::int64_t head() { return live_.store.head().position; }

    LiveServer live_;
};

TEST_F(LiveEventsTest, BeginWithTheTimeToWaitBetweenConnections) {
    StreamClient client = follow("/v1/events");
    EXPECT_EQ(client.head().status, 200);
    EXPECT_EQ(client.head().header("content-type"), "text/event-stream");
    EXPECT_EQ(client.head().header("cache-control"), "no-store");
    EXPECT_EQ(client.head().header("ledger-position"), std::to_string(head()));
    EXPECT_EQ(client.next_block()->retry, "1000");
}

TEST_F(LiveEventsTest, HaveThePositionTheTypeAndThePagesObject) {
    StreamClient client = follow("/v1/events?after=0");
    for (const std::string& event : events_of(live_)) {
        const auto sent = client.next_event();
        ASSERT_TRUE(sent);
        EXPECT_EQ(boost::json::serialize(sent->json()), event);
        EXPECT_EQ(sent->position(), sent->json().at("position").as_int64());
        EXPECT_EQ(sent->event, sent->json().at("type").as_string());
    }
}

TEST_F(LiveEventsTest, AreOnlyNewOnesWhenNoPositionIsGiven) {
    const auto before = head();
    StreamClient client = follow("/v1/events");
    issue_invoices(live_, 2);
    const auto expected = positions_of(live_, before);
    EXPECT_EQ(client.next_positions(expected.size()), expected);
}

TEST_F(LiveEventsTest, GoOnFromTheLogToWhatIsAppended) {
    StreamClient client = follow("/v1/events?after=1");
    EXPECT_EQ(client.next_event()->position(), 2);
    issue_invoices(live_, 3);
    const auto expected = positions_of(live_, 2);
    EXPECT_EQ(client.next_positions(expected.size()), expected);
}

TEST_F(LiveEventsTest, ResumeBehindTheLastIdWhateverTheAddressSays) {
    for (const char* last : {"Last-Event-ID: 3", "Last-Event-ID: 1-3"}) {
        StreamClient client = follow("/v1/events?after=0", {last});
        EXPECT_EQ(client.next_event()->position(), 4) << last;
    }
}

TEST_F(LiveEventsTest, RefuseToGoOnFromWhereTheLogIsNot) {
    const auto code = [this](const std::string& last_id) {
        return RawClient(live_.address())
            .exchange(live_request(live_, "/v1/events", {"Last-Event-ID: " + last_id}))
            .code();
    };
    EXPECT_EQ(code("2-3"), "position_not_in_log");
    EXPECT_EQ(code("1000"), "position_not_in_log");
    EXPECT_EQ(code("three"), "invalid_parameter");
}

TEST_F(LiveEventsTest, AreFilteredFromTheLogAndFromTheRing) {
    StreamClient types = follow("/v1/events?after=0&type=payment_received");
    StreamClient customers = follow("/v1/events?after=0&type=customer_registered");
    const auto before = head();
    live_.service.post("/v1/payments", R"({"amount":500,"currency":"NGN","method":"cash"})");
    issue_invoices(live_, 1);
    EXPECT_EQ(types.next_event()->position(), before + 1);
    const auto registered = events_of(live_, "&type=customer_registered");
    for (const auto& event : registered) EXPECT_EQ(boost::json::serialize(customers.next_event()->json()), event);
}

TEST_F(LiveEventsTest, OfOtherBusinessesAreNotSeen) {
    const auto before = head();
    StreamClient client = follow("/v1/events");
    const Reply registered =
        RawClient(live_.admin_address())
            .exchange(request_text("POST", "/v1/businesses",
                                   {live_.operator_key, "Idempotency-Key: x", "Content-Type: application/json"},
                                   R"({"name":"Bola Foods","address":"1 Marina"})"));
    ASSERT_EQ(registered.status, 201);
    issue_invoices(live_, 1);
    const auto expected = positions_of(live_, before);
    EXPECT_GT(expected.front(), before + 1);
    EXPECT_EQ(client.next_positions(expected.size()), expected);
}

TEST_F(LiveEventsTest, AreOpenedForWhoAsks) {
    StreamClient sealed = follow("/v1/events"), opened = follow("/v1/events?open=true");
    StreamClient opened_from_start = follow("/v1/events?open=true&after=0");
    issue_invoices(live_, 1);
    const auto last = head();
    const auto until_last = [last](StreamClient& client) {
        auto event = client.next_event();
        while (event->position() < last) event = client.next_event();
        return event->data;
    };
    EXPECT_EQ(until_last(sealed).find("Soap"), std::string::npos);
    EXPECT_NE(until_last(opened).find("Soap"), std::string::npos);
    EXPECT_NE(until_last(opened_from_start).find("Soap"), std::string::npos);
}

TEST(LiveEvents, OfAnotherProcessComeThoughNobodyTells) {
    ServerConfig config = test_config();
    config.streams.look_every = milliseconds(10);
    LiveServer live(config);
    live.read_models.stand_at(live.store.head().position);
    StreamClient client(live.address(), live_request(live, "/v1/events"));
    issue_invoices(live, 1);
    EXPECT_EQ(client.next_event()->event, "customer_registered");
}

TEST(LiveEvents, WaitForALogThatIsAway) {
    ServerConfig config = test_config();
    config.streams.retry_pause = milliseconds(5);
    LiveServer live(config);
    issue_invoices(live, 2);
    StreamClient client(live.address(), live_request(live, "/v1/events"));
    live.store.unavailable = true;
    issue_invoices(live, 1);
    live.log.wait_for("live streams stand still");
    live.store.unavailable = false;
    EXPECT_EQ(client.next_event()->position(), live.store.head().position - 1);
}

TEST(LiveEvents, OfMoreThanTheRingHoldsAreAllSentOnceAndInOrder) {
    ServerConfig config = test_config();
    config.streams.ring_events = 3;
    config.streams.portion_events = 2;
    LiveServer live(config);
    issue_invoices(live, 5);
    std::vector<std::unique_ptr<StreamClient>> clients;
    for (int i = 0; i < 8; ++i)
        clients.push_back(std::make_unique<StreamClient>(
            live.address(), live_request(live, "/v1/events?after=0" + std::string(i % 2 ? "&open=true" : ""))));
    issue_invoices(live, 20);
    const auto expected = positions_of(live);
    for (const auto& client : clients) EXPECT_EQ(client->next_positions(expected.size()), expected);
}

}  // namespace
}  // namespace suoledger::http::test

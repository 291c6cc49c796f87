// SPDX-License-Identifier: Apache-2.0
// How live streams are kept alive, limited and ended: heartbeats, revoked keys, slow clients, a server that drains.
#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>
#include <thread>

#include "tests/http/stream_client.hpp"

namespace suoledger::http::test {
namespace {

using std::chrono::milliseconds;

ServerConfig impatient() {
    ServerConfig config = test_config();
    config.streams.write_deadline = milliseconds(50);
    config.streams.send_buffer_bytes = small_buffer;
    return config;
}

TEST(LiveStream, ShowsThatItIsAliveWhileNothingHappens) {
    ServerConfig config = test_config();
    config.streams.heartbeat = milliseconds(10);
    LiveServer live(config);
    StreamClient client(live.address(), live_request(live, "/v1/events"));
    EXPECT_EQ(client.next_block()->retry, "1000");
    EXPECT_TRUE(client.next_block()->is_comment);
    EXPECT_TRUE(client.next_block()->is_comment);
    issue_invoices(live, 1);
    EXPECT_EQ(client.next_event()->event, "customer_registered");
}

TEST(LiveStream, EndsInGoodOrderSoonAfterItsKeyIsRevoked) {
    ServerConfig config = test_config();
    config.streams.heartbeat = milliseconds(10);
    LiveServer live(config);
    const auto key = live.issue_key(R"("scopes":["audit"])");
    StreamClient client(live.address(), request_text("GET", "/v1/events", {key.header, "Accept: text/event-stream"}));
    ASSERT_EQ(client.head().status, 200);
    ASSERT_EQ(live.service.call(Method::del, "/v1/api_keys/" + key.id).status, 200);
    while (client.next_block()) continue;
    EXPECT_TRUE(client.is_whole());
    StreamClient again(live.address(), request_text("GET", "/v1/events", {key.header, "Accept: text/event-stream"}));
    EXPECT_EQ(again.head().status, 401);
}

TEST(LiveStream, TellsASlowClientWhereToGoOn) {
    ServerConfig config = impatient();
    config.streams.farewell_deadline = std::chrono::seconds(60);
    LiveServer live(config);
    issue_invoices(live, 6, long_invoice());
    StreamClient client(live.address(), live_request(live, "/v1/events?after=0"), small_buffer);
    live.log.wait_for("a stream is too slow");
    std::vector<std::int64_t> seen;
    auto event = client.next_event();
    for (; event && event->event != "gap"; event = client.next_event()) seen.push_back(event->position());
    ASSERT_TRUE(event) << "no notice";
    auto expected = positions_of(live);
    ASSERT_LT(seen.size(), expected.size());
    expected.resize(seen.size());
    EXPECT_EQ(seen, expected) << "whole and in order up to there";
    EXPECT_EQ(event->json().at("position").as_int64(), seen.back());
    EXPECT_EQ(event->position(), seen.back());
    EXPECT_FALSE(client.next_event());
    EXPECT_TRUE(client.is_whole());
    live.log.wait_for("stream=late_and_told");
}

TEST(LiveStream, DropsAClientThatDoesNotReadAndDisturbsNoOther) {
    ServerConfig config = impatient();
    config.streams.farewell_deadline = milliseconds(50);
    LiveServer live(config);
    StreamClient silent(live.address(), live_request(live, "/v1/events?after=0"), small_buffer);
    StreamClient reader(live.address(), live_request(live, "/v1/events?type=customer_registered"));
    const auto before = live.store.head().position;
    issue_invoices(live, 6, long_invoice());
    live.log.wait_for("stream=late ");
    issue_invoices(live, 2);
    const auto registered = events_of(live, "&type=customer_registered&after=" + std::to_string(before));
    EXPECT_EQ(registered.size(), 8U);
    for (const auto& event : registered) EXPECT_EQ(boost::json::serialize(reader.next_event()->json()), event);
    while (silent.next_event()) continue;
    EXPECT_FALSE(silent.is_whole());
}

TEST(LiveStream, IsOneOfSoManyThatAKeyAndAProcessMayHave) {
    ServerConfig config = test_config();
    config.streams.max_streams_per_key = 2;
    config.streams.max_streams = 3;
    LiveServer live(config);
    const auto key = live.issue_key(R"("scopes":["audit"])");
    const auto request = [](const std::string& header) {
        return request_text("GET", "/v1/events", {header, "Accept: text/event-stream"});
    };
    auto first = std::make_unique<StreamClient>(live.address(), request(key.header));
    const StreamClient second(live.address(), request(key.header));
    const Reply too_many = RawClient(live.address()).exchange(request(key.header));
    EXPECT_EQ(too_many.status, 429);
    EXPECT_EQ(too_many.code(), "too_many_streams");
    EXPECT_EQ(too_many.header("retry-after"), "1");
    const StreamClient third(live.address(), request(live.business_key));
    EXPECT_EQ(third.head().status, 200);
    const Reply full = RawClient(live.address()).exchange(request(live.business_key));
    EXPECT_EQ(full.status, 503);
    EXPECT_EQ(full.code(), "overloaded");
    first.reset();
    live.log.wait_for("stream=gone");
    const StreamClient again(live.address(), request(key.header));
    EXPECT_EQ(again.head().status, 200) << "who leaves makes room at once";
}

TEST(LiveStream, IsCountedWhileItIsOpen) {
    LiveServer live;
    auto first = std::make_unique<StreamClient>(live.address(), live_request(live, "/v1/events"));
    StreamClient second(live.address(), live_request(live, "/v1/events"));
    ASSERT_TRUE(first->next_block() && second.next_block()) << "both have begun";
    EXPECT_EQ(live.metrics.streams, 2);
    first.reset();
    live.log.wait_for("stream=gone");
    EXPECT_EQ(live.metrics.streams, 1);
    StreamClient lines(live.address(),
                       request_text("GET", "/v1/events", {live.business_key, "Accept: application/x-ndjson"}));
    EXPECT_FALSE(lines.rest_of_lines().empty());
    live.log.wait_for("stream=whole");
    EXPECT_EQ(live.metrics.streams, 1) << "one that is over is no more";
}

TEST(LiveStream, EndsInGoodOrderWhenTheServerDrains) {
    LiveServer live;
    StreamClient waiting(live.address(), live_request(live, "/v1/events"));
    StreamClient resumed(live.address(), live_request(live, "/v1/events?after=0"));
    EXPECT_EQ(resumed.next_event()->position(), 1);
    std::thread draining([&] { live.server->drain(); });
    while (waiting.next_block()) continue;
    while (resumed.next_block()) continue;
    EXPECT_TRUE(waiting.is_whole());
    EXPECT_TRUE(resumed.is_whole());
    draining.join();
}

TEST(LiveStream, DoesNotKeepAServerFromStopping) {
    auto live = std::make_unique<LiveServer>();
    StreamClient client(live->address(), live_request(*live, "/v1/events"));
    EXPECT_EQ(client.next_block()->retry, "1000");
    live->server.reset();
    EXPECT_FALSE(client.next_block());
    EXPECT_FALSE(client.is_whole());
}

}  // namespace
}  // namespace suoledger::http::test

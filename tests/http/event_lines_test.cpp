// SPDX-License-Identifier: Apache-2.0
// GET /v1/events as application/x-ndjson over real sockets.
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "tests/http/stream_client.hpp"

namespace suoledger::http::test {
namespace {

using std::chrono::milliseconds;

/// Small portions, so that every stream is made of several.
ServerConfig small_portions() {
    ServerConfig config = test_config();
    config.streams.portion_events = 2;
    return config;
}

std::vector<std::string> serialized(const std::vector<std::string>& lines) {
    std::vector<std::string> same;
    for (const auto& line : lines) same.push_back(boost::json::serialize(boost::json::parse(line)));
    return same;
}

/// That so many events are all there are up to `position`, with the root of the log up to there, signed.
void expect_trailer(LiveServer& live, const std::string& line, std::size_t count, std::int64_t position) {
    const auto trailer = boost::json::parse(line);
    EXPECT_EQ(trailer.at("object"), "trailer") << line;
    EXPECT_EQ(trailer.at("count").as_int64(), static_cast<std::int64_t>(count)) << line;
    EXPECT_EQ(trailer.at("last_position").as_int64(), position) << line;
    eventstore::CompactRange log;
    for (const auto& event : live.store.read_log({.until_position = position})) log.append(event.leaf_hash);
    EXPECT_EQ(trailer.at("root").as_string(), eventstore::base64(eventstore::Bytes(log.root()))) << line;
    const auto verifiers = live.service.services.merkle->verifiers();
    const auto note = eventstore::open_note(std::string(trailer.at("checkpoint").as_string()), verifiers);
    ASSERT_TRUE(note) << line;
    EXPECT_GE(eventstore::parse_checkpoint(note->text).value().size, position);
}

/// Without what the log says of who read it: every look at it adds one.
std::vector<std::string> without_records(std::vector<std::string> events) {
    std::erase_if(events, [](const std::string& event) {
        const auto type = boost::json::parse(event).at("type");
        return type == "history_exported" || type == "personal_data_read";
    });
    return events;
}

class EventLinesTest : public ::testing::Test {
protected:
    EventLinesTest() { issue_invoices(live_, 4); }
    /// The lines of a whole stream but the trailer, which is checked.
    std::vector<std::string> stream(const std::string& target) {
        StreamClient client(live_.address(), lines_request(live_, target));
        EXPECT_EQ(client.head().status, 200) << target;
        auto lines = client.rest_of_lines();
        EXPECT_TRUE(client.is_whole()) << target;
        expect_trailer(live_, lines.back(), lines.size() - 1, std::stoll(client.head().header("ledger-position")));
        lines.pop_back();
        return without_records(serialized(lines));
    }
    std::int64_t head() { return live_.store.head().position; }

    LiveServer live_{small_portions()};
};

TEST_F(EventLinesTest, AreThePagesEventsOneByOneAndATrailer) {
    StreamClient client(live_.address(), lines_request(live_, "/v1/events"));
    EXPECT_EQ(client.head().header("content-type"), "application/x-ndjson");
    EXPECT_EQ(client.head().header("transfer-encoding"), "chunked");
    EXPECT_EQ(client.head().header("cache-control"), "no-store");
    EXPECT_EQ(client.head().header("ledger-position"), std::to_string(head()));
    EXPECT_EQ(client.head().header("content-length"), "");
    EXPECT_EQ(stream("/v1/events"), without_records(events_of(live_)));
}

TEST_F(EventLinesTest, KeepTheConnectionForTheNextRequest) {
    StreamClient client(live_.address(), lines_request(live_, "/v1/events"));
    client.rest_of_lines();
    ASSERT_TRUE(client.is_whole());
    EXPECT_EQ(client.connection().exchange(request_text("GET", "/v1/business", {live_.business_key})).status, 200);
}

TEST_F(EventLinesTest, AreFilteredAsThePageIs) {
    const auto all = events_of(live_);
    const std::string invoice(boost::json::parse(all.back()).at("stream").as_string());
    for (const std::string& filter :
         {std::string("type=invoice_issued"), "stream=" + invoice, std::string("after=3"), std::string("after=1-3"),
          std::string("open=true"), std::string("type=invoice_issued&after=4&open=true")})
        EXPECT_EQ(stream("/v1/events?" + filter), without_records(events_of(live_, "&" + filter))) << filter;
    EXPECT_EQ(stream("/v1/events?type=invoice_issued").size(), 4U);
    EXPECT_NE(stream("/v1/events?open=true"), all) << "opened";
}

TEST_F(EventLinesTest, OfNothingAreATrailer) {
    EXPECT_TRUE(stream("/v1/events?type=payment_received").empty());
    EXPECT_TRUE(stream("/v1/events?after=" + std::to_string(head())).empty());
}

TEST_F(EventLinesTest, AreRecordedOnceWithWhatWasSent) {
    const auto last = head();
    const auto records = [&] { return events_of(live_, "&type=history_exported"); };
    EXPECT_TRUE(records().empty());
    const auto count = stream("/v1/events?after=2").size();
    ASSERT_EQ(records().size(), 1U);
    const auto payload = boost::json::parse(records().front()).at("payload");
    EXPECT_EQ(payload, boost::json::parse(R"({"from_position":2,"to_position":)" + std::to_string(last) +
                                          R"(,"count":)" + std::to_string(count) + R"(,"format":"ndjson"})"));
    stream("/v1/events?after=" + std::to_string(last));
    EXPECT_EQ(records().size(), 1U) << "whoever follows the log by exports reads nothing but the record of the last";
    live_.store.reads_before_fault = 2;
    StreamClient cut(live_.address(), lines_request(live_, "/v1/events"));
    cut.rest_of_lines();
    EXPECT_FALSE(cut.is_whole());
    live_.log.wait_for("stream=cut");
    EXPECT_EQ(boost::json::parse(records().back()).at("payload").at("count"), 4);
}

TEST_F(EventLinesTest, OpenedForOneAreRecordedBefore) {
    const auto before = head();
    StreamClient client(live_.address(), lines_request(live_, "/v1/events?open=true"));
    const auto records = events_of(live_, "&type=personal_data_read");
    ASSERT_EQ(records.size(), 1U);
    const auto record = boost::json::parse(records.front());
    EXPECT_EQ(record.at("position"), before + 1);
    EXPECT_EQ(record.at("payload").at("what"), "events_opened");
    EXPECT_EQ(record.at("payload").at("to_position"), before);
    EXPECT_TRUE(record.at("metadata").at("actor").at("id").as_string().starts_with("key_"));
}

TEST_F(EventLinesTest, EndAtTheHeadOfWhenTheyBegan) {
    const auto before = head();
    const auto events = events_of(live_);
    live_.store.reads_before_block = 1;  // the second portion waits
    StreamClient client(live_.address(), lines_request(live_, "/v1/events"));
    live_.store.wait_for_reader();
    issue_invoices(live_, 1);
    live_.store.release();
    auto lines = client.rest_of_lines();
    expect_trailer(live_, lines.back(), events.size(), before);
    lines.pop_back();
    EXPECT_EQ(serialized(lines), events);
}

TEST_F(EventLinesTest, BreakOffWithoutTrailerAndLastChunkWhenTheLogFails) {
    live_.store.reads_before_fault = 2;
    StreamClient client(live_.address(), lines_request(live_, "/v1/events"));
    const auto lines = client.rest_of_lines();
    EXPECT_EQ(client.head().status, 200) << "there was no fault yet";
    EXPECT_FALSE(client.is_whole());
    ASSERT_EQ(lines.size(), 4U);
    EXPECT_EQ(boost::json::parse(lines.back()).at("object").as_string(), "event");
    live_.log.wait_for("stream=cut");
    EXPECT_TRUE(live_.log.mention("something unforeseen"));
}

TEST_F(EventLinesTest, BreakOffWhenTheLogIsAwayToo) {
    live_.store.reads_before_fault = 1;
    live_.store.fault_is_absence = true;
    StreamClient client(live_.address(), lines_request(live_, "/v1/events"));
    EXPECT_EQ(client.rest_of_lines().size(), 2U);
    EXPECT_FALSE(client.is_whole());
}

TEST_F(EventLinesTest, EndWithTheConnectionForAClientOfTheOldProtocol) {
    std::string request = lines_request(live_, "/v1/events");
    request.replace(request.find("HTTP/1.1"), 8, "HTTP/1.0");
    StreamClient client(live_.address(), request);
    EXPECT_EQ(client.head().header("transfer-encoding"), "");
    EXPECT_EQ(client.head().header("connection"), "close");
    auto lines = client.rest_of_lines();
    ASSERT_FALSE(lines.empty());
    expect_trailer(live_, lines.back(), lines.size() - 1, std::stoll(client.head().header("ledger-position")));
    lines.pop_back();
    EXPECT_EQ(serialized(lines), without_records(events_of(live_)));
}

TEST_F(EventLinesTest, AreOnlyAnnouncedToHead) {
    std::string request = lines_request(live_, "/v1/events");
    request.replace(0, 3, "HEAD");
    RawClient client(live_.address());
    client.send(request + request_text("GET", "/v1/business", {live_.business_key}));
    const auto head = client.read_reply(true);
    ASSERT_TRUE(head);
    EXPECT_EQ(head->header("content-type"), "application/x-ndjson");
    EXPECT_EQ(client.read_reply()->status, 200) << "nothing lies between";
}

TEST(EventLines, DropAClientThatDoesNotRead) {
    ServerConfig config = test_config();
    config.streams.write_deadline = milliseconds(50);
    LiveServer live(config);
    issue_invoices(live, 4, long_invoice());
    StreamClient client(live.address(), lines_request(live, "/v1/events"), small_buffer);
    live.log.wait_for("stream=late");
    client.rest_of_lines();
    EXPECT_FALSE(client.is_whole());
}

TEST_F(EventLinesTest, RefuseWhatOnlyAPageHasAndPositionsOfOtherLogs) {
    const auto code = [this](const std::string& target) {
        return RawClient(live_.address()).exchange(lines_request(live_, target)).code();
    };
    EXPECT_EQ(code("/v1/events?limit=5"), "invalid_parameter");
    EXPECT_EQ(code("/v1/events?after=x"), "invalid_parameter");
    EXPECT_EQ(code("/v1/events?after=7-1"), "position_not_in_log");
    EXPECT_EQ(code("/v1/events?after=1000"), "position_not_in_log");
    EXPECT_EQ(live_.get("/v1/events?after=7-1").code(), "position_not_in_log");
    EXPECT_EQ(live_.get("/v1/events?after=1000").status, 200) << "an empty page";
}

}  // namespace
}  // namespace suoledger::http::test

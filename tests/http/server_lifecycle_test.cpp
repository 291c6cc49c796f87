// SPDX-License-Identifier: Apache-2.0
// Peers that vanish, stall or come in crowds, and the two ways in which a server ends.
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <boost/json/array.hpp>
#include <future>
#include <string_view>
#include <thread>
#include <vector>

#include "http/body_budget.hpp"
#include "tests/http/live_server.hpp"
#include "tests/support/threads_named.hpp"

namespace suoledger::http::test {
namespace {

using std::chrono::milliseconds;

const std::string live_request = "GET /live HTTP/1.1\r\nHost: test\r\n\r\n";

bool can_connect(const std::string& address) {
    try {
        const RawClient client(address);
        return true;
    } catch (const std::runtime_error&) {
        return false;
    }
}

std::string post_invoice(const LiveServer& live, const std::string& key) {
    return request_text("POST", "/v1/invoices", live.post_headers(key), soap_invoice);
}

TEST(ServerLifecycle, RefusesAnAddressThatIsTakenAndNamesIt) {
    const LiveServer live;
    ServerConfig config = test_config();
    config.listen = live.address();
    try {
        const LiveServer second(config);
        FAIL() << "two servers on " << config.listen;
    } catch (const std::runtime_error& fault) {
        EXPECT_NE(std::string(fault.what()).find(config.listen), std::string::npos) << fault.what();
    }
}

TEST(ServerLifecycle, EndsAConnectionWhoseHeadDoesNotComeToAnEnd) {
    ServerConfig config = test_config();
    config.header_timeout = milliseconds(50);
    const LiveServer live(config);
    for (const char* piece : {"G", "GET /live HTTP/1.1\r\n", "GET /live HTTP/1.1\r\nHost: test\r\nX-A: "}) {
        RawClient client(live.address());
        client.send(live_request + piece);
        const auto replies = client.read_all();
        ASSERT_EQ(replies.size(), 2U) << piece;
        EXPECT_EQ(replies[0].status, 200);
        EXPECT_EQ(replies[1].status, 408);
        EXPECT_EQ(replies[1].code(), "request_timeout");
    }
}

TEST(ServerLifecycle, EndsAConnectionWhoseBodyDoesNotComeToAnEnd) {
    ServerConfig config = test_config();
    config.body_timeout = milliseconds(50);
    const LiveServer live(config);
    for (const char* piece : {"Content-Length: 100\r\n\r\n{", "Transfer-Encoding: chunked\r\n\r\n5\r\n{"}) {
        RawClient client(live.address());
        client.send(std::string("POST /v1/customers HTTP/1.1\r\nHost: test\r\n") + piece);
        const auto replies = client.read_all();
        ASSERT_EQ(replies.size(), 1U) << piece;
        EXPECT_EQ(replies[0].code(), "request_timeout");
    }
}

TEST(ServerLifecycle, ClosesIdleConnectionsWithoutAWord) {
    ServerConfig config = test_config();
    config.idle_timeout = milliseconds(500);
    const LiveServer live(config);
    RawClient fresh(live.address());
    EXPECT_TRUE(fresh.read_all().empty());
    std::vector<Reply> replies;
    for (int tries = 0; replies.empty() && tries < 60; ++tries) {  // its time may be over before a request is sent
        RawClient used(live.address());
        used.send(live_request);
        replies = used.read_all();
    }
    EXPECT_EQ(replies.size(), 1U);
}

TEST(ServerLifecycle, GivesUpOnAPeerThatDoesNotRead) {
    ServerConfig config = test_config();
    config.body_timeout = milliseconds(200);
    LiveServer live(config);
    RawClient client(live.address());
    std::string many;
    for (int i = 0; i < 400; ++i) many += request_text("GET", "/openapi.json");
    client.send(many);
    live.log.wait_for("unread=true");
}

TEST(ServerLifecycle, TurnsPeersAwayWhenTooManyAreConnected) {
    ServerConfig config = test_config();
    config.max_connections = 2;
    const LiveServer live(config);
    auto first = std::make_unique<RawClient>(live.address());
    RawClient second(live.address());
    EXPECT_EQ(first->exchange(live_request).status, 200);
    EXPECT_EQ(second.exchange(live_request).status, 200);
    RawClient third(live.address());
    const auto replies = third.read_all();
    ASSERT_EQ(replies.size(), 1U);
    EXPECT_EQ(replies[0].status, 503);
    EXPECT_EQ(replies[0].code(), "overloaded");
    EXPECT_EQ(replies[0].header("retry-after"), "1");
    EXPECT_EQ(RawClient(live.admin_address()).exchange(live_request).status, 200) << "operators still get in";
    first.reset();
    int status = 503;
    while (status == 503) {
        RawClient next(live.address());
        const auto reply = next.exchange(live_request);
        status = reply.status;
    }
    EXPECT_EQ(status, 200);
}

TEST(ServerLifecycle, AcceptsAgainOnceThereAreDescriptorsAgain) {
    LiveServer live;
    EXPECT_EQ(RawClient(live.address()).exchange(live_request).status, 200);
    rlimit limit{};
    ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &limit), 0);
    const int next_free = dup(0);
    ASSERT_GE(next_free, 0);
    close(next_free);
    rlimit only_one_more = limit;
    only_one_more.rlim_cur = static_cast<rlim_t>(next_free) + 1;
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &only_one_more), 0);
    auto client = std::make_unique<RawClient>(live.address());  // takes the last one
    live.log.wait_for("a connection could not be accepted");
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &limit), 0);
    EXPECT_EQ(client->exchange(live_request).status, 200);
}

TEST(ServerLifecycle, RefusesWhatItCannotHandleSoon) {
    ServerConfig config = test_config();
    config.handler_threads = 1;
    config.max_queued_requests = 0;
    LiveServer live(config);
    live.store.block_reads();
    RawClient first(live.address());
    first.send(request_text("GET", "/v1/events", {live.business_key}));
    live.store.wait_for_reader();
    const Reply refused = live.get("/v1/events");
    EXPECT_EQ(refused.status, 503);
    EXPECT_EQ(refused.code(), "overloaded");
    EXPECT_EQ(refused.header("retry-after"), "1");
    EXPECT_EQ(live.get("/live").status, 200);
    live.store.release();
    EXPECT_EQ(first.read_reply()->status, 200);
}

/// Policies of this process' threads of a name.
std::vector<int> policies_of(std::string_view name) {
    std::vector<int> policies;
    for (const auto thread : tests::threads_named(name)) policies.push_back(sched_getscheduler(thread));
    return policies;
}

TEST(ServerLifecycle, LetsNobodyWaitForReportsNorReportsForReads) {
    ServerConfig config = test_config();
    config.handler_threads = 1;
    config.heavy_threads = 3;
    LiveServer live(config);
    const std::vector<int> idle(3, SCHED_IDLE);
    for (int i = 0; i < 1000 && policies_of("reports") != idle; ++i) std::this_thread::sleep_for(milliseconds(5));
    EXPECT_EQ(policies_of("reports"), idle) << "once they have begun";
    live.store.block_reads();
    RawClient first(live.address());
    first.send(request_text("GET", "/v1/events", {live.business_key}));  // has the only thread for reads
    live.store.wait_for_reader();
    EXPECT_EQ(live.get("/v1/reports/journal").status, 200);
    EXPECT_EQ(live.get("/v1/reports/accounts/1100").status, 200);
    live.store.release();
    EXPECT_EQ(first.read_reply()->status, 200);
}

TEST(ServerLifecycle, BoundsTheBodiesThatItHoldsAtOnce) {
    ServerConfig config = test_config();
    config.max_body_bytes = BodyBudget::max_bytes / 4;
    LiveServer live(config);
    const std::string most(config.max_body_bytes - 1, ' ');
    std::vector<std::unique_ptr<RawClient>> senders;
    for (int i = 0; i < 5; ++i) {  // one more than there is room for; none of them ends
        senders.push_back(std::make_unique<RawClient>(live.address()));
        auto headers = live.post_headers("b" + std::to_string(i));
        headers.push_back("Content-Length: " + std::to_string(config.max_body_bytes));
        senders.back()->send(request_text("POST", "/v1/customers", headers) + most);
    }
    live.log.wait_for("route=/v1/customers status=503");
    EXPECT_EQ(live.get("/v1/business").status, 200) << "requests without a body are served";
    senders.clear();
    auto post = [&] { return live.post("/v1/customers", R"({"name":"Ada"})", "small"); };
    Reply reply = post();
    while (reply.status == 503) reply = post();  // until the server has seen them go
    EXPECT_EQ(reply.status, 201);
}

TEST(ServerLifecycle, AnswersAReadThatTakesTooLong) {
    ServerConfig config = test_config();
    config.request_deadline = milliseconds(50);
    LiveServer live(config);
    live.store.block_reads();
    EXPECT_EQ(live.get("/v1/events").code(), "overloaded");
    live.store.release();
}

TEST(ServerLifecycle, FinishesTheCommandOfAClientThatLeft) {
    LiveServer live;
    live.store.hold();
    auto client = std::make_unique<RawClient>(live.address());
    client->send(post_invoice(live, "left"));
    live.store.wait_for_held(1);
    client.reset();
    live.store.release();
    const Reply again = live.post("/v1/invoices", soap_invoice, "left");
    EXPECT_EQ(again.status, 201);
    EXPECT_EQ(again.header("idempotent-replayed"), "true");
}

TEST(ServerLifecycle, SurvivesClientsThatLeaveAnywhereInARequest) {
    const LiveServer live;
    const std::string whole = post_invoice(live, "cut");
    for (std::size_t length = 0; length < whole.size(); length += 7) {
        RawClient client(live.address());
        client.send(std::string_view(whole).substr(0, length));
        if (length % 2 == 0) continue;
        client.finish_sending();
        EXPECT_TRUE(client.read_all().empty()) << length;
    }
    EXPECT_EQ(RawClient(live.address()).exchange(live_request).status, 200);
}

TEST(ServerLifecycle, StopsAtOnceWithACommandOnItsWay) {
    LiveServer live;
    live.store.hold();
    RawClient waiting(live.address()), idle(live.address());
    waiting.send(post_invoice(live, "k"));
    live.store.wait_for_held(1);
    live.server.reset();
    EXPECT_TRUE(waiting.read_all().empty());
    EXPECT_TRUE(idle.read_all().empty());
    live.store.release();  // the outcome finds nobody
}

TEST(ServerLifecycle, DrainsWhatIsOnItsWayAndRefusesTheRest) {
    LiveServer live;
    live.store.hold();
    auto beginning = std::make_unique<RawClient>(live.address());
    auto busy = std::make_unique<RawClient>(live.address());
    RawClient idle(live.address());
    EXPECT_EQ(idle.exchange(live_request).status, 200);
    busy->send(post_invoice(live, "k") + live_request);
    live.store.wait_for_held(1);
    auto headers = live.post_headers("new");
    headers.insert(headers.end(), {"Content-Length: 2", "Expect: 100-continue"});
    EXPECT_EQ(beginning->exchange(request_text("POST", "/v1/invoices", headers)).status, 100);
    auto drained = std::async(std::launch::async, [&] { live.server->drain(); });
    EXPECT_TRUE(idle.read_all().empty()) << "idle connections are closed";
    const Reply not_ready = RawClient(live.admin_address()).exchange(request_text("GET", "/ready"));
    EXPECT_EQ(not_ready.status, 503);
    EXPECT_EQ(not_ready.json().at("reasons"), boost::json::value({"draining"}));
    EXPECT_FALSE(can_connect(live.address()));
    EXPECT_EQ(beginning->exchange("{}").code(), "draining");
    beginning.reset();
    live.store.release();
    const auto replies = busy->read_all();
    busy.reset();
    ASSERT_EQ(replies.size(), 1U);
    EXPECT_EQ(replies[0].status, 201) << replies[0].body;
    EXPECT_EQ(replies[0].header("connection"), "close");
    drained.get();
    EXPECT_FALSE(can_connect(live.admin_address()));
}

TEST(ServerLifecycle, DrainsNoLongerThanItMay) {
    ServerConfig config = test_config();
    config.drain_timeout = milliseconds(50);
    LiveServer live(config);
    live.store.hold();
    RawClient busy(live.address());
    busy.send(post_invoice(live, "k"));
    live.store.wait_for_held(1);
    live.server->drain();
    EXPECT_TRUE(busy.read_all().empty());
    live.store.release();
}

}  // namespace
}  // namespace suoledger::http::test

// SPDX-License-Identifier: Apache-2.0
// The server over real sockets: connections, validators, routes and what every response carries.
#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "http/documents.hpp"
#include "tests/http/live_server.hpp"

namespace suoledger::http::test {
namespace {

class ServerOverSockets : public ::testing::Test {
protected:
    std::string issue(const std::string& key) {
        const Reply issued = live_.post("/v1/invoices", soap_invoice, key);
        EXPECT_EQ(issued.status, 201) << issued.body;
        return std::string(issued.json().at("id").as_string());
    }
    LiveServer live_;
};

TEST_F(ServerOverSockets, AnswersACommandAndTheReadOfIt) {
    const Reply issued = live_.post("/v1/invoices", soap_invoice, "k1");
    ASSERT_EQ(issued.status, 201) << issued.body;
    EXPECT_FALSE(issued.header("ledger-position").empty());
    const Reply read = live_.get("/v1/invoices/" + std::string(issued.json().at("id").as_string()),
                                 {"Ledger-Min-Position: " + issued.header("ledger-position")});
    EXPECT_EQ(read.status, 200);
    EXPECT_EQ(read.body, issued.body);
    EXPECT_EQ(read.header("ledger-position"), issued.header("ledger-position"));
}

TEST_F(ServerOverSockets, KeepsAConnectionForManyRequests) {
    RawClient client(live_.address());
    for (int i = 0; i < 50; ++i) {
        const auto headers = live_.post_headers("many-" + std::to_string(i));
        EXPECT_EQ(client.exchange(request_text("POST", "/v1/customers", headers, R"({"name":"Ada"})")).status, 201);
        EXPECT_EQ(client.exchange(request_text("GET", "/live")).status, 200);
    }
    EXPECT_EQ(client.exchange(request_text("GET", "/live", {"Connection: close"})).header("connection"), "close");
    EXPECT_FALSE(client.read_reply());
}

TEST_F(ServerOverSockets, AnswersCommandsThatWereSentTogetherInTheirOrder) {
    RawClient client(live_.address());
    std::string bytes;
    for (int i = 0; i < 20; ++i) {
        const std::string name = R"({"name":"Customer )" + std::to_string(i) + "\"}";
        bytes += request_text("POST", "/v1/customers", live_.post_headers("p-" + std::to_string(i)), name);
    }
    client.send(bytes);
    client.finish_sending();
    const auto replies = client.read_all();
    ASSERT_EQ(replies.size(), 20U);
    std::int64_t before = 0;
    for (int i = 0; i < 20; ++i) {
        const Reply& reply = replies[static_cast<std::size_t>(i)];
        EXPECT_EQ(reply.json().at("name"), boost::json::value("Customer " + std::to_string(i)));
        EXPECT_GT(std::stoll(reply.header("ledger-position")), before);
        before = std::stoll(reply.header("ledger-position"));
    }
}

TEST_F(ServerOverSockets, AnswersHeadAsGetWithoutTheBody) {
    const std::string target = "/v1/invoices/" + issue("k1");
    const Reply full = live_.get(target);
    RawClient client(live_.address());
    client.send(request_text("HEAD", target, {live_.business_key}) + request_text("GET", "/live"));
    const auto head = client.read_reply(true);
    ASSERT_TRUE(head);
    EXPECT_EQ(head->status, 200);
    for (const char* name : {"content-length", "content-type", "etag", "ledger-position"})
        EXPECT_EQ(head->header(name), full.header(name)) << name;
    const auto next = client.read_reply();
    ASSERT_TRUE(next);
    EXPECT_EQ(next->body, R"({"status":"live"})");
    client.send(request_text("HEAD", "/v1/invoices/inv_x", {live_.business_key}) + request_text("GET", "/live"));
    EXPECT_EQ(client.read_reply(true)->status, 404);
    EXPECT_EQ(client.read_reply()->status, 200);
}

TEST_F(ServerOverSockets, AnswersNotModifiedWhileTheRepresentationIsTheSame) {
    const std::string target = "/v1/invoices/" + issue("k1");
    const Reply full = live_.get(target);
    const std::string tag = full.header("etag");
    ASSERT_TRUE(tag.starts_with('"') && tag.ends_with('"')) << tag;
    for (const std::string& given : {tag, "W/" + tag, "\"other\", " + tag, std::string("*")}) {
        const Reply same = live_.get(target, {"If-None-Match: " + given});
        EXPECT_EQ(same.status, 304) << given;
        EXPECT_EQ(same.header("etag"), tag);
        EXPECT_EQ(same.headers.count("content-length"), 0U);
        EXPECT_EQ(same.headers.count("content-type"), 0U);
    }
    EXPECT_EQ(live_.get(target, {"If-None-Match: \"other\""}).status, 200);
    EXPECT_EQ(live_.post(target + "/cancel", "{}", "k2").status, 200);
    const Reply changed = live_.get(target, {"If-None-Match: " + tag});
    EXPECT_EQ(changed.status, 200);
    EXPECT_NE(changed.header("etag"), tag);
}

TEST_F(ServerOverSockets, NamesTheMethodsOfAPathThatHasOthers) {
    RawClient client(live_.address());
    const auto refused = [&](const char* method, const char* target) {
        return client.exchange(request_text(method, target, {live_.business_key}));
    };
    const Reply other = refused("DELETE", "/v1/customers");
    EXPECT_EQ(other.status, 405);
    EXPECT_EQ(other.code(), "method_not_allowed");
    EXPECT_EQ(other.header("allow"), "POST, GET, HEAD");
    EXPECT_EQ(refused("OPTIONS", "/v1/business").header("allow"), "GET, HEAD, PATCH");
    EXPECT_EQ(refused("BREW", "/live").code(), "method_not_allowed");
    for (const char* target : {"/", "/v1", "/v1/", "/v1/nothing", "/v1/customers/", "/V1/customers", "//v1/customers",
                               "/v1/invoices/a/b/c", "/metrics", "/v1/businesses", "/v1/projections"})
        EXPECT_EQ(refused("GET", target).code(), "not_found") << target;
    EXPECT_EQ(client.exchange(request_text("GET", "/live")).status, 200) << "the connection goes on";
}

TEST_F(ServerOverSockets, ClosesInsteadOfReadingABodyThatNoRouteTakes) {
    RawClient client(live_.address());
    client.send(request_text("POST", "/v1/nothing", {}, "hello") + request_text("GET", "/live"));
    const auto replies = client.read_all();
    ASSERT_EQ(replies.size(), 1U);
    EXPECT_EQ(replies[0].code(), "not_found");
}

TEST_F(ServerOverSockets, TellsEveryClientTheSameThingsAboutItsAnswer) {
    const std::string parent = "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    for (const char* target : {"/v1/business", "/v1/nothing", "/live", "/v1/invoices?limit=x"}) {
        const Reply reply = live_.get(target, {"X-Request-Id: mine-1", parent});
        EXPECT_EQ(reply.header("x-request-id"), "mine-1") << target;
        EXPECT_TRUE(reply.header("traceparent").starts_with("00-0af7651916cd43dd8448eb211c80319c-")) << target;
        EXPECT_EQ(reply.header("traceparent").find("b7ad6b7169203331"), std::string::npos) << "a span of its own";
        EXPECT_TRUE(reply.header("date").ends_with(" GMT")) << target;
        EXPECT_EQ(reply.header("x-content-type-options"), "nosniff") << target;
        EXPECT_EQ(reply.header("cache-control"), "no-store") << target;
        EXPECT_EQ(reply.headers.count("server"), 0U) << target;
        if (reply.status >= 400) {
            EXPECT_EQ(reply.json().at("request_id"), "mine-1");
        }
    }
    const Reply made = live_.get("/v1/business", {"X-Request-Id: not <safe>"});
    EXPECT_TRUE(made.header("x-request-id").starts_with("req_")) << made.head;
}

TEST_F(ServerOverSockets, AnswersProbesAndFigures) {
    EXPECT_EQ(live_.get("/ready").body, R"({"status":"ready"})");
    EXPECT_EQ(RawClient(live_.admin_address()).exchange(request_text("GET", "/ready")).status, 200);
    const Reply figures = RawClient(live_.admin_address()).exchange(request_text("GET", "/metrics"));
    EXPECT_EQ(figures.body, "# HELP suoledger_up x\n");
    EXPECT_TRUE(figures.header("content-type").starts_with("text/plain; version=0.0.4"));
    {
        const std::lock_guard lock(live_.reasons_mutex);
        live_.reasons = {"projections_behind"};
    }
    const Reply not_ready = live_.get("/ready");
    EXPECT_EQ(not_ready.status, 503);
    EXPECT_EQ(not_ready.code(), "not_ready");
    EXPECT_EQ(not_ready.json().at("reasons"), boost::json::value({"projections_behind"}));
    EXPECT_EQ(not_ready.header("retry-after"), "1");
    EXPECT_EQ(live_.get("/live").status, 200);
}

TEST_F(ServerOverSockets, ServesItsContractToAnybody) {
    RawClient client(live_.address());
    const Reply contract = client.exchange(request_text("GET", "/openapi.json"));
    EXPECT_EQ(contract.status, 200);
    EXPECT_EQ(contract.body, openapi_json());
    EXPECT_EQ(contract.header("cache-control"), "no-cache");
    EXPECT_EQ(
        client.exchange(request_text("GET", "/openapi.json", {"If-None-Match: " + contract.header("etag")})).status,
        304);
}

TEST_F(ServerOverSockets, ShowsItsPagesUnderAPolicyThatLetsNothingRunAndNothingLoad) {
    for (const char* path : {"/docs", "/problems/not_found"}) {
        const Reply page = live_.get(path);
        EXPECT_EQ(page.status, 200) << path;
        EXPECT_EQ(page.header("content-security-policy"), content_security_policy()) << path;
    }
    EXPECT_TRUE(content_security_policy().starts_with("default-src 'none'; style-src 'sha256-"));
    EXPECT_EQ(content_security_policy().find("unsafe"), std::string_view::npos);
}

TEST_F(ServerOverSockets, LogsEachRequestWithoutItsTargetItsBodyOrAKey) {
    const std::string id = issue("log-key-1");
    live_.get("/v1/invoices/" + id + "?expand=customer");
    live_.get("/v1/customers?phone=08031234567");
    live_.get("/nowhere/secret-token");
    live_.server.reset();
    EXPECT_TRUE(live_.log.mention("info request method=GET route=/v1/invoices/{id} status=200 ms="));
    EXPECT_TRUE(live_.log.mention("info request method=POST route=/v1/invoices status=201 ms="));
    EXPECT_TRUE(live_.log.mention("route=none status=404"));
    EXPECT_TRUE(live_.log.mention(" key=key_"));
    for (const char* kept_out : {"Chinedu", "Soap", "08031234567", "sk_live_", "secret-token", "log-key-1"})
        EXPECT_FALSE(live_.log.mention(kept_out)) << kept_out;
    EXPECT_FALSE(live_.log.mention(id));
    EXPECT_EQ(live_.metrics.started, live_.metrics.finished);
    EXPECT_EQ(live_.metrics.started, 4);
}

TEST_F(ServerOverSockets, SurvivesFaultsOfWhatIsBehindIt) {
    live_.store.unavailable = true;
    const Reply gone = live_.get("/v1/events");
    EXPECT_EQ(gone.code(), "store_unavailable");
    EXPECT_EQ(gone.header("retry-after"), "1");
    live_.store.unavailable = false;
    live_.store.faulty = true;
    const Reply broken = live_.get("/v1/events");
    EXPECT_EQ(broken.status, 500);
    EXPECT_EQ(broken.code(), "internal_error");
    EXPECT_EQ(broken.body.find("unforeseen"), std::string::npos);
    live_.store.faulty = false;
    EXPECT_EQ(live_.get("/v1/events").status, 200);
    EXPECT_TRUE(live_.log.mention("error request failed route=/v1/events"));
    EXPECT_TRUE(live_.log.mention("fault=something unforeseen"));
}

}  // namespace
}  // namespace suoledger::http::test

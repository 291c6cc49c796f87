// SPDX-License-Identifier: Apache-2.0
// What a read node asks its primary, and how it passes the answer on: over real sockets, with a scripted primary.
#include "http/primary_reads.hpp"

#include <gtest/gtest.h>

#include <set>

#include "tests/http/live_server.hpp"
#include "tests/http/scripted_primary.hpp"

namespace suoledger::http::test {
namespace {

using End = PrimaryAnswer::Piece::End;

constexpr const char* left = "/v1/audit/access_log";  // to the primary

class PrimaryReadsTest : public ::testing::Test {
protected:
    explicit PrimaryReadsTest(ServerConfig config = test_config()) : live_(std::move(config), &primary_) {}
    Reply get(const std::string& target, const std::vector<std::string>& more = {}) { return live_.get(target, more); }
    Reply head(const std::string& target) {
        RawClient client(live_.address());
        client.send(request_text("HEAD", target, {live_.business_key}));
        return client.read_reply(true).value();
    }
    ScriptedPrimary primary_;
    LiveServer live_;
};

TEST_F(PrimaryReadsTest, PassesOnTheAnswerAndNothingOfItsConnection) {
    auto answer = text_answer(R"({"data":[]})");
    for (const auto& header : HeaderLines{{"ETag", "\"x\""},
                                          {"Cache-Control", "private, max-age=7"},
                                          {"Ledger-Position", "41"},
                                          {"Set-Cookie", "a=1"},
                                          {"Location", "/elsewhere"},
                                          {"RateLimit", "\"key\";r=0;t=1"},
                                          {"Connection", "close, X-Hop"},
                                          {"x-hop", "gone"},
                                          {"Keep-Alive", "timeout=5"},
                                          {"Transfer-Encoding", "gzip, chunked"},
                                          {"Upgrade", "h2c"},
                                          {"Trailer", "X-Sum"},
                                          {"Proxy-Authenticate", "Basic"},
                                          {"X-Request-Id", "another"},
                                          {"X-Split", "a\rSet-Cookie: c=3"}})
        answer.head->headers.push_back(header);
    primary_.answer_with(answer);
    RawClient client(live_.address());
    const Reply reply = client.exchange(request_text("GET", left, {live_.business_key, "X-Request-Id: mine-1"}));
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.body, R"({"data":[]})");
    EXPECT_EQ(reply.header("etag"), "\"x\"");
    EXPECT_EQ(reply.header("cache-control"), "private, max-age=7");
    EXPECT_EQ(reply.header("ledger-position"), "41");
    EXPECT_EQ(reply.header("location"), "/elsewhere");
    EXPECT_EQ(reply.header("ratelimit"), "\"key\";r=0;t=1");
    EXPECT_EQ(reply.header("set-cookie"), "a=1");
    EXPECT_EQ(reply.header("x-request-id"), "mine-1");
    for (const char* name : {"connection", "x-hop", "keep-alive", "transfer-encoding", "upgrade", "trailer",
                             "proxy-authenticate", "x-split"})
        EXPECT_EQ(reply.header(name), "") << name;
    EXPECT_EQ(client.exchange(request_text("GET", "/v1/business", {live_.business_key})).status, 200);
}

TEST(HeadersToPass, KeepsRepeatedOnesAndTheirOrder) {
    const HeaderLines cookies{{"Set-Cookie", "a=1"}, {"ETag", "x"}, {"set-cookie", "b=2"}};
    EXPECT_EQ(headers_to_pass({200, cookies, std::nullopt}), cookies);
}

TEST_F(PrimaryReadsTest, AsksAsTheClientDidAndSaysWhoItIs) {
    primary_.answer_with(text_answer("{}"));
    get("http://other.example/v1/audit/access_log?limit=2&cursor=%41+b",
        {"Accept: application/json", "If-None-Match: \"x\"", "Ledger-Min-Position: 999999", "X-Request-Id: mine-2",
         "traceparent: 00-0123456789abcdef0123456789abcdef-0123456789abcdef-01", "Cookie: a=1",
         "X-Forwarded-For: 192.0.2.7", "Forwarded: for=192.0.2.7", "TE: trailers", "Keep-Alive: 5"});
    const auto asked = primary_.questions();
    ASSERT_EQ(asked.size(), 1U);
    const PrimaryQuestion& question = asked.front();
    EXPECT_EQ(question.target, "/v1/audit/access_log?limit=2&cursor=%41+b");
    EXPECT_FALSE(question.head_only);
    EXPECT_EQ(question.listener, Listener::api);
    std::set<std::string> names;
    for (const auto& header : question.headers) names.insert(header.first);
    EXPECT_EQ(names, (std::set<std::string>{"accept", "authorization", "if-none-match", "ledger-min-position",
                                            "traceparent", "x-forwarded-for", "x-request-id"}));
    EXPECT_EQ("Authorization: " + value_of(question.headers, "authorization").value(), live_.business_key);
    EXPECT_EQ(value_of(question.headers, "ledger-min-position"), "999999");
    EXPECT_EQ(value_of(question.headers, "x-forwarded-for"), "127.0.0.1");
    EXPECT_EQ(value_of(question.headers, "x-request-id"), "mine-2");
    EXPECT_TRUE(value_of(question.headers, "traceparent").value().starts_with("00-0123456789abcdef0123456789abcdef-"));
}

TEST_F(PrimaryReadsTest, AnswersOfUnknownLengthAreChunkedAndEmptyPiecesEndNothing) {
    ScriptedAnswer answer;
    answer.head = PrimaryHead{200, {{"Content-Type", "application/x-tar"}}, std::nullopt};
    answer.pieces = {"one", "", "two"};
    primary_.answer_with(answer);
    RawClient client(live_.address());
    client.send(request_text("GET", "/v1/audit/bundle", {live_.business_key}));
    ASSERT_EQ(client.read_head()->header("transfer-encoding"), "chunked");
    std::string bytes;
    while (!bytes.ends_with("0\r\n\r\n")) bytes += client.read_some();
    EXPECT_EQ(bytes, "3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n");
    client.send("GET /v1/audit/bundle HTTP/1.0\r\nHost: x\r\n" + live_.business_key + "\r\n\r\n");
    EXPECT_EQ(client.read_head()->header("transfer-encoding"), "");
    bytes.clear();
    for (auto more = client.read_some(); !more.empty(); more = client.read_some()) bytes += more;
    EXPECT_EQ(bytes, "onetwo");
}

TEST_F(PrimaryReadsTest, ToAHeadAndOf304ThereIsNoBody) {
    primary_.answer_with(text_answer("{\"n\":1}"));
    EXPECT_EQ(head(left).header("content-length"), "7");
    EXPECT_TRUE(primary_.questions().back().head_only);
    primary_.answer_with({PrimaryHead{304, {{"ETag", "\"x\""}}, std::nullopt}, {"no body"}});
    RawClient client(live_.address());
    client.send(request_text("GET", left, {live_.business_key, "If-None-Match: \"x\""}));
    const Reply reply = client.read_head().value();
    EXPECT_EQ(reply.status, 304);
    EXPECT_EQ(reply.header("etag"), "\"x\"");
    EXPECT_EQ(reply.header("transfer-encoding") + reply.header("content-length"), "");
    EXPECT_EQ(client.exchange(request_text("GET", "/v1/business", {live_.business_key})).status, 200);
}

TEST_F(PrimaryReadsTest, ProblemsOfThePrimaryAreItsOwn) {
    auto answer = text_answer(R"({"code":"store_unavailable","detail":"of the primary"})");
    answer.head->status = 503;
    answer.head->headers[0].second = "application/problem+json";
    answer.head->headers.emplace_back("Retry-After", "9");
    answer.head->headers.emplace_back("WWW-Authenticate", "Bearer");
    primary_.answer_with(answer);
    const Reply reply = get(left);
    EXPECT_EQ(reply.status, 503);
    EXPECT_EQ(reply.body, answer.pieces.front());
    EXPECT_EQ(reply.header("content-type"), "application/problem+json");
    EXPECT_EQ(reply.header("retry-after"), "9");
    EXPECT_EQ(reply.header("www-authenticate"), "Bearer");
}

TEST_F(PrimaryReadsTest, LooksUpExportsAndOpenedEventsAreAskedThere) {
    primary_.answer_with(text_answer("{}"));
    EXPECT_EQ(get("/v1/customers?phone=%2B2348012345678").status, 200);
    EXPECT_EQ(get("/v1/events", {"Accept: application/x-ndjson"}).status, 200);
    EXPECT_EQ(get("/v1/events?open=true").status, 200);
    EXPECT_EQ(primary_.questions().size(), 3U);
}

TEST_F(PrimaryReadsTest, NothingElseIsAskedThere) {
    EXPECT_EQ(get("/v1/business").status, 200);
    EXPECT_EQ(get("/v1/events").status, 200);
    EXPECT_EQ(get("/v1/audit/acces_log").status, 404);
    EXPECT_EQ(live_.post("/v1/invoices", soap_invoice, "one").code(), "read_only_node");
    EXPECT_EQ(live_.post("/v1/invoices?dry_run=true", soap_invoice, "two").code(), "read_only_node");
    const auto unknown = "Authorization: Bearer sk_live_" + std::string(16, '0') + std::string(43, '1');
    for (const std::string& key : {unknown, std::string("Authorization: Basic eA==")})
        EXPECT_EQ(RawClient(live_.address()).exchange(request_text("GET", left, {key})).status, 401);
    // A proxy or a library on the way would make another path of it.
    for (const char* path : {"/tile/../key_service/secrets/cursor", "/tile/%2e%2e/key_service/secrets/cursor",
                             "/tile/0/./1", "/tile/0/..%5c1", "/tile/.."})
        EXPECT_EQ(get(path).status, 404) << path;
    EXPECT_TRUE(primary_.questions().empty());
}

TEST_F(PrimaryReadsTest, OperatorsReadsAreAskedOnlyWhereTheNodeKnowsTheAddress) {
    primary_.answer_with(text_answer("{}"));
    const auto request = request_text("GET", "/v1/dead_letters", {live_.operator_key});
    EXPECT_EQ(RawClient(live_.admin_address()).exchange(request).code(), "read_only_node");
    EXPECT_TRUE(primary_.questions().empty());
    primary_.has_admin = true;
    EXPECT_EQ(RawClient(live_.admin_address()).exchange(request).status, 200);
    EXPECT_EQ(primary_.questions().back().listener, Listener::admin);
}

TEST_F(PrimaryReadsTest, SaysWhenThePrimaryIsNotReachedOrTooBusy) {
    primary_.answer_with({});
    Reply reply = get(left);
    EXPECT_EQ(reply.status, 503);
    EXPECT_EQ(reply.code(), "primary_unavailable");
    EXPECT_EQ(reply.header("retry-after"), "1");
    auto of_a_proxy = text_answer("Bad Gateway");
    for (const int status : {502, 504}) {
        of_a_proxy.head->status = status;
        primary_.answer_with(of_a_proxy);
        EXPECT_EQ(get(left).code(), "primary_unavailable") << status;
    }
    primary_.is_full = true;
    reply = get(left);
    EXPECT_EQ(reply.status, 503);
    EXPECT_EQ(reply.code(), "overloaded");
    EXPECT_EQ(reply.header("retry-after"), "1");
    EXPECT_EQ(get("/v1/business").status, 200);
}

TEST_F(PrimaryReadsTest, ABodyThatIsCutLooksLikeOne) {
    ScriptedAnswer answer;
    answer.head = PrimaryHead{200, {}, std::nullopt};
    answer.pieces = {"half"};
    answer.end = End::cut;
    primary_.answer_with(answer);
    for (const char* protocol : {"1.0", "1.1"}) {
        RawClient client(live_.address());
        client.send(std::string("GET /v1/audit/bundle HTTP/") + protocol + "\r\nHost: x\r\n" + live_.business_key +
                    "\r\n\r\n");
        client.read_head();
        std::string bytes;
        for (auto more = client.read_some(); !more.empty(); more = client.read_some()) bytes += more;
        EXPECT_EQ(bytes.find("0\r\n\r\n"), std::string::npos);
        EXPECT_TRUE(client.was_reset()) << protocol;  // of the old one the end of the connection is that of the body
    }
    live_.log.wait_for("of_primary=cut");
}

TEST_F(PrimaryReadsTest, IsGivenUpWhenTheClientLeaves) {
    ScriptedAnswer answer;
    answer.head = PrimaryHead{200, {}, std::nullopt};
    answer.pieces = {std::string(100'000, 'x')};
    answer.never_ends = true;
    primary_.answer_with(answer);
    {
        RawClient client(live_.address());
        client.send(request_text("GET", "/v1/audit/bundle", {live_.business_key}));
        ASSERT_EQ(client.read_head()->status, 200);
    }
    primary_.wait_until_idle();
}

ServerConfig one_thread() {
    ServerConfig config = test_config();
    config.handler_threads = config.io_threads = 1;
    return config;
}
struct SilentPrimaryTest : PrimaryReadsTest {
    explicit SilentPrimaryTest(ServerConfig config = one_thread()) : PrimaryReadsTest(std::move(config)) {
        primary_.hold();
        primary_.answer_with(text_answer("{}"));
    }
};

TEST_F(SilentPrimaryTest, KeepsNobodyElseWaiting) {
    std::vector<std::unique_ptr<RawClient>> waiting;
    for (std::size_t i = 0; i < 20; ++i) {
        waiting.push_back(std::make_unique<RawClient>(live_.address()));
        waiting.back()->send(request_text("GET", left, {live_.business_key}));
    }
    primary_.wait_until_asked(waiting.size());
    EXPECT_EQ(get("/v1/business").status, 200);
    EXPECT_EQ(get("/v1/events").status, 200);
    primary_.release();
    for (const auto& client : waiting) EXPECT_EQ(client->read_reply()->status, 200);
}

ServerConfig impatient() {
    ServerConfig config = one_thread();
    config.request_deadline = std::chrono::milliseconds(1000);
    return config;
}
struct ImpatientNodeTest : SilentPrimaryTest {
    ImpatientNodeTest() : SilentPrimaryTest(impatient()) {}
};

TEST_F(ImpatientNodeTest, GivesUpAPrimaryThatNeverAnswers) {
    const Reply reply = get(left);
    EXPECT_EQ(reply.status, 503);
    EXPECT_EQ(reply.code(), "primary_unavailable");
    EXPECT_EQ(reply.header("retry-after"), "1");
    primary_.wait_until_idle();
    // The deadline is short: on a busy machine it may pass again.
    Reply other = get("/v1/business");
    for (int tries = 0; other.status == 503 && tries < 60; ++tries) other = get("/v1/business");
    EXPECT_EQ(other.status, 200);
    primary_.release();  // a late answer meets nobody
}

ServerConfig impatient_with_bodies() {
    ServerConfig config = test_config();
    config.primary_silence = std::chrono::milliseconds(200);
    return config;
}
/// Says a head and no more.
struct MutePrimary final : PrimaryReads {
    struct Mute final : PrimaryAnswer {
        void head(std::function<void(std::optional<PrimaryHead>)> on_head) override {
            on_head(PrimaryHead{200, {}, 7});
        }
        void next(std::function<void(Piece)>) override {}
    };
    [[nodiscard]] bool reaches(Listener) const override { return true; }
    std::shared_ptr<PrimaryAnswer> ask(const PrimaryQuestion&) override { return std::make_shared<Mute>(); }
};

TEST(MutePrimaryTest, EndsTheConnectionOfABodyThatDoesNotGoOn) {
    MutePrimary primary;
    LiveServer live(impatient_with_bodies(), &primary);
    RawClient client(live.address());
    client.send(request_text("GET", left, {live.business_key}));
    EXPECT_EQ(client.read_head()->header("content-length"), "7");
    EXPECT_EQ(client.read_some(), "");
    live.log.wait_for("of_primary=cut");
}

}  // namespace
}  // namespace suoledger::http::test

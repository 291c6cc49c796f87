// SPDX-License-Identifier: Apache-2.0
// Commands over real sockets: idempotency, preconditions, positions, and every kind of malformed body.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <thread>

#include "tests/http/live_server.hpp"

namespace suoledger::http::test {
namespace {

class CommandsOverSockets : public ::testing::Test {
protected:
    LiveServer& start(ServerConfig config = test_config()) {
        live_ = std::make_unique<LiveServer>(std::move(config));
        return *live_;
    }
    std::string position() { return std::to_string(live_->service.services.store.head().position); }
    std::unique_ptr<LiveServer> live_;
};

TEST_F(CommandsOverSockets, AnswerARepeatedCommandWithTheSameBytes) {
    LiveServer& live = start();
    const Reply first = live.post("/v1/invoices", soap_invoice, "order-17");
    ASSERT_EQ(first.status, 201) << first.body;
    EXPECT_EQ(first.headers.count("idempotent-replayed"), 0U);
    const std::string after_first = position();
    for (const char* key : {"order-17", "\"order-17\""}) {
        const Reply again = live.post("/v1/invoices", soap_invoice, key);
        EXPECT_EQ(again.status, 201);
        EXPECT_EQ(again.body, first.body);
        EXPECT_EQ(again.header("idempotent-replayed"), "true");
        EXPECT_EQ(again.header("ledger-position"), first.header("ledger-position"));
    }
    EXPECT_EQ(position(), after_first);
    EXPECT_NE(live.post("/v1/invoices", soap_invoice, "order-18").body, first.body);
}

TEST_F(CommandsOverSockets, RefuseAKeyThatAnotherRequestUsed) {
    LiveServer& live = start();
    const Reply first = live.post("/v1/invoices", soap_invoice, "k");
    const std::string target = "/v1/invoices/" + std::string(first.json().at("id").as_string());
    const Reply other_body = live.post("/v1/invoices", std::string(soap_invoice) + " ", "k");
    EXPECT_EQ(other_body.status, 422);
    EXPECT_EQ(other_body.code(), "idempotency_key_reused");
    EXPECT_EQ(live.post("/v1/customers", R"({"name":"Ada"})", "k").status, 201) << "another route has keys of its own";
    ASSERT_EQ(live.post(target + "/cancel", "{}", "c", {"If-Match: \"v1\""}).status, 200);
    EXPECT_EQ(live.post(target + "/cancel", "{}", "c", {"If-Match: \"v1\""}).status, 200);
    EXPECT_EQ(live.post(target + "/cancel", "{}", "c").code(), "idempotency_key_reused");
    const Reply other = live.post("/v1/invoices", soap_invoice, "k2");
    const std::string other_target = "/v1/invoices/" + std::string(other.json().at("id").as_string());
    EXPECT_EQ(live.post(other_target + "/cancel", "{}", "c", {"If-Match: \"v1\""}).code(), "idempotency_key_reused");
}

TEST_F(CommandsOverSockets, RememberNoRefusal) {
    LiveServer& live = start();
    const Reply refused = live.post("/v1/payments", R"({"amount":0,"method":"cash"})", "k");
    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(live.post("/v1/payments", R"({"amount":5,"method":"cash"})", "k").status, 201);
}

TEST_F(CommandsOverSockets, NeedNoKeyForAPatchOrADelete) {
    LiveServer& live = start();
    RawClient client(live.address());
    const auto patch = [&](const std::string& name) {
        return client.exchange(request_text("PATCH", "/v1/business",
                                            {live.business_key, "Content-Type: application/json"},
                                            R"({"name":")" + name + "\"}"));
    };
    EXPECT_EQ(patch("One").status, 200);
    EXPECT_EQ(patch("Two").status, 200);
    EXPECT_EQ(live.get("/v1/business").json().at("name"), "Two");
    const auto key = live.issue_key(R"("scopes":["read"])");
    const std::string target = "/v1/api_keys/" + key.id;
    EXPECT_EQ(client.exchange(request_text("DELETE", target, {live.business_key})).status, 200);
    EXPECT_EQ(client.exchange(request_text("DELETE", target, {live.business_key})).code(), "api_key_already_revoked");
}

TEST_F(CommandsOverSockets, RegisterABusinessOncePerKey) {
    LiveServer& live = start();
    const auto registering = [&](const std::string& key) {
        return RawClient(live.admin_address())
            .exchange(request_text("POST", "/v1/businesses",
                                   {live.operator_key, "Content-Type: application/json", "Idempotency-Key: " + key},
                                   R"({"name":"Bola Foods"})"));
    };
    const Reply first = registering("b1");
    ASSERT_EQ(first.status, 201) << first.body;
    const Reply again = registering("b1");
    EXPECT_EQ(again.header("idempotent-replayed"), "true");
    EXPECT_EQ(again.json().at("business"), first.json().at("business"));
    EXPECT_TRUE(again.json().at("api_key").is_null());
    EXPECT_NE(registering("b2").json().at("business").at("id"), first.json().at("business").at("id"));
    const std::string key = "Authorization: Bearer " + std::string(first.json().at("api_key").as_string());
    const Reply business = RawClient(live.address()).exchange(request_text("GET", "/v1/business", {key}));
    EXPECT_EQ(business.json().at("name"), "Bola Foods");
}

TEST_F(CommandsOverSockets, RefuseAVersionThatIsNotTheCurrentOne) {
    LiveServer& live = start();
    const Reply issued = live.post("/v1/invoices", soap_invoice, "k");
    const std::string cancel = "/v1/invoices/" + std::string(issued.json().at("id").as_string()) + "/cancel";
    const Reply conflict = live.post(cancel, "{}", "c1", {"If-Match: \"v7\""});
    EXPECT_EQ(conflict.status, 412);
    EXPECT_EQ(conflict.code(), "version_conflict");
    EXPECT_EQ(conflict.json().at("current_version").as_int64(), 1);
    for (const char* malformed : {"v1", "W/\"v1\"", "\"1\"", "\"v1\", \"v2\"", "\"v\"", "\"v-1\""})
        EXPECT_EQ(live.post(cancel, "{}", "c2", {std::string("If-Match: ") + malformed}).code(), "if_match_malformed");
    EXPECT_EQ(live.post(cancel, "{}", "c3", {"If-Match: \"v1\""}).status, 200);
}

TEST_F(CommandsOverSockets, TakeABodyInChunks) {
    LiveServer& live = start();
    auto headers = live.post_headers("chunks");
    headers.emplace_back("Transfer-Encoding: chunked");
    RawClient client(live.address());
    client.send(request_text("POST", "/v1/invoices", headers));
    for (const char c : std::string(soap_invoice)) client.send("1\r\n" + std::string(1, c) + "\r\n");
    EXPECT_EQ(client.exchange("0\r\n\r\n").status, 201);
    EXPECT_EQ(live.post("/v1/invoices", soap_invoice, "chunks").header("idempotent-replayed"), "true");
}

TEST_F(CommandsOverSockets, TakeTheLargestBodyAndRefuseALargerOne) {
    ServerConfig config = test_config();
    config.max_body_bytes = 200'000;
    LiveServer& live = start(config);
    std::string body = soap_invoice;
    body.resize(config.max_body_bytes, ' ');
    EXPECT_EQ(live.post("/v1/invoices", body, "k1").status, 201);
    const Reply refused = live.post("/v1/invoices", body + " ", "k2");
    EXPECT_EQ(refused.status, 413);
    EXPECT_EQ(refused.code(), "payload_too_large");
}

struct Malformed {
    const char* name;
    std::string body;
    int status;
    const char* code;
    const char* pointer = nullptr;
};

std::string with_price(const std::string& price) {
    return R"({"customer":{"name":"A"},"lines":[{"description":"Soap","unit_price":)" + price + "}]}";
}

std::vector<Malformed> malformed_bodies() {
    const auto named = [](const std::string& name) { return R"({"customer":{"name":")" + name + "\"}}"; };
    const std::string price = "/lines/0/unit_price";
    return {
        {"no JSON", "name=Ada", 400, "not_json"},
        {"blanks", "  ", 400, "not_json"},
        {"half an object", R"({"customer":)", 400, "not_json"},
        {"something behind it", with_price("1") + "x", 400, "not_json"},
        {"a comma too many", R"({"lines":[],})", 400, "not_json"},
        {"NaN", with_price("NaN"), 400, "not_json"},
        {"a member twice", R"({"notes":"a","notes":"b"})", 400, "duplicate_key"},
        {"a member twice by an escape", R"({"notes":"a","\u006eotes":"b"})", 400, "duplicate_key"},
        {"NUL", named(R"(A\u0000B)"), 400, "nul_character"},
        {"bad UTF-8", named("\xff"), 400, "bad_utf8"},
        {"an overlong slash", named("\xc0\xaf"), 400, "bad_utf8"},
        {"a surrogate in UTF-8", named("\xed\xa0\x80"), 400, "bad_utf8"},
        {"half a pair", named(R"(\ud83d)"), 400, "lone_surrogate"},
        {"a pair the wrong way round", named(R"(\ude00\ud83d)"), 400, "lone_surrogate"},
        {"a hundred arrays", std::string(100, '[') + std::string(100, ']'), 400, "too_deep"},
        {"an array", "[]", 422, "invalid_fields", ""},
        {"a text", "\"x\"", 422, "invalid_fields", ""},
        {"1.0", with_price("1.0"), 422, "invalid_fields", "/lines/0/unit_price"},
        {"1e2", with_price("1e2"), 422, "invalid_fields", "/lines/0/unit_price"},
        {"2^63", with_price("9223372036854775808"), 422, "invalid_fields", "/lines/0/unit_price"},
        {"1e400", with_price("1e400"), 422, "invalid_fields", "/lines/0/unit_price"},
        {"30 digits", with_price(std::string(30, '9')), 422, "invalid_fields", "/lines/0/unit_price"},
        {"a text for a number", with_price("\"5\""), 422, "invalid_fields", "/lines/0/unit_price"},
        {"an unknown member", R"({"customer":{"name":"A"},"lines":[{"description":"S","unit_price":1}],"x":1})", 422,
         "invalid_fields", "/x"},
    };
}

TEST_F(CommandsOverSockets, NameWhatIsWrongWithABody) {
    LiveServer& live = start();
    const std::string before = position();
    for (const auto& malformed : malformed_bodies()) {
        const Reply reply = live.post("/v1/invoices", malformed.body, malformed.name);
        EXPECT_EQ(reply.status, malformed.status) << malformed.name << reply.body;
        EXPECT_EQ(reply.code(), malformed.code) << malformed.name;
        if (malformed.pointer == nullptr) continue;
        ASSERT_TRUE(reply.json().as_object().contains("errors")) << malformed.name;
        EXPECT_EQ(reply.json().at("errors").at(0).at("pointer"), boost::json::value(malformed.pointer));
    }
    EXPECT_EQ(position(), before);
}

TEST_F(CommandsOverSockets, TakeJsonOnly) {
    LiveServer& live = start();
    RawClient client(live.address());
    for (const char* type : {"Content-Type: text/plain", "Content-Type: application/json-patch+json", "X-None: 1"}) {
        const Reply reply = client.exchange(
            request_text("POST", "/v1/invoices", {live.business_key, "Idempotency-Key: t", type}, soap_invoice));
        EXPECT_EQ(reply.status, 415) << type;
        EXPECT_EQ(reply.code(), "unsupported_media_type");
    }
    EXPECT_EQ(client
                  .exchange(request_text(
                      "POST", "/v1/invoices",
                      {live.business_key, "Idempotency-Key: t", "Content-Type: Application/JSON; charset=utf-8"},
                      soap_invoice))
                  .status,
              201);
}

TEST_F(CommandsOverSockets, AreSeenByAReadThatNamesTheirPosition) {
    LiveServer& live = start();
    live.read_models.stand_at(2);
    RawClient client(live.address());
    client.send(request_text("GET", "/v1/business", {live.business_key, "Ledger-Min-Position: 3"}));
    live.read_models.wait_for_waiters(1);
    live.read_models.reach(3);
    const auto reply = client.read_reply();
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status, 200);
    EXPECT_EQ(reply->header("ledger-position"), "3");
    EXPECT_EQ(live.get("/v1/business?min_position=3").status, 200);
    EXPECT_EQ(live.get("/v1/business", {"Ledger-Min-Position: 1-2"}).status, 200);
}

TEST_F(CommandsOverSockets, TakeAKeyThatAnotherProcessMadeAMomentAgo) {
    LiveServer& live = start();
    const std::int64_t before = live.store.head().position;
    const auto fresh = live.issue_key(R"("scopes":["read"])");
    live.read_models.stand_with_rows_at(before);
    RawClient client(live.address());
    client.send(request_text("GET", "/v1/business", {fresh.header}));
    live.read_models.wait_for_waiters(1);
    live.read_models.reach(before + 1);
    const auto reply = client.read_reply();
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status, 200) << reply->body;
}

TEST_F(CommandsOverSockets, DoNotRefuseAKeyBeforeTheReadModelsCouldKnowIt) {
    ServerConfig config = test_config();
    config.projection_wait = std::chrono::milliseconds(20);
    LiveServer& live = start(config);
    const std::int64_t before = live.store.head().position;
    const auto fresh = live.issue_key(R"("scopes":["read"])");
    live.read_models.stand_with_rows_at(before);
    const auto get_with = [&live](const std::string& key) {
        return RawClient(live.address()).exchange(request_text("GET", "/v1/business", {key}));
    };
    EXPECT_EQ(get_with(fresh.header).code(), "projection_behind");
    live.read_models.reach(before + 1);
    EXPECT_EQ(get_with(fresh.header).status, 200);
    std::string unknown = fresh.header;
    std::ranges::fill(unknown.begin() + static_cast<std::ptrdiff_t>(unknown.rfind('_') + 1), unknown.end(), 'x');
    EXPECT_EQ(get_with(unknown).code(), "api_key_invalid") << "there is nothing to wait for";
}

TEST_F(CommandsOverSockets, AreNotWaitedForWithoutEnd) {
    ServerConfig config = test_config();
    config.projection_wait = std::chrono::milliseconds(20);
    LiveServer& live = start(config);
    live.read_models.stand_at(2);
    for (const char* header : {"Ledger-Min-Position: 3", "Ledger-Min-Position: 2-1", "Ledger-Min-Position: 0-1"}) {
        const Reply behind = live.get("/v1/business", {header});
        EXPECT_EQ(behind.status, 503) << header;
        EXPECT_EQ(behind.code(), "projection_behind");
        EXPECT_EQ(behind.header("retry-after"), "1");
    }
    for (const char* malformed : {"x", "-1", "1-", "1-2-3", "01", "9223372036854775808", ""})
        EXPECT_EQ(live.get("/v1/business", {std::string("Ledger-Min-Position: ") + malformed}).code(),
                  "min_position_malformed");
    EXPECT_EQ(live.get("/v1/business?min_position=1", {"Ledger-Min-Position: 2"}).code(), "min_position_malformed");
    EXPECT_EQ(live.post("/v1/api_keys", R"({"scopes":["read"]})", "late").status, 201) << "it is recorded all the same";
}

TEST_F(CommandsOverSockets, ThatMakeAKeyAnswerOnceItWorks) {
    LiveServer& live = start();
    const auto head = live.service.services.store.head().position;
    live.read_models.stand_at(head);
    RawClient client(live.address());
    client.send(request_text("POST", "/v1/api_keys", live.post_headers("k"), R"({"scopes":["read"]})"));
    live.read_models.wait_for_waiters(1);
    live.read_models.reach(head + 1);
    const auto reply = client.read_reply();
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status, 201) << reply->body;
}

TEST_F(CommandsOverSockets, WhoseOutcomeIsNotKnownInTimeAreNeverGuessed) {
    ServerConfig config = test_config();
    config.request_deadline = std::chrono::milliseconds(1000);
    LiveServer& live = start(config);
    live.store.hold();
    const Reply unknown = live.post("/v1/invoices", soap_invoice, "k");
    EXPECT_EQ(unknown.status, 503);
    EXPECT_EQ(unknown.code(), "outcome_unknown");
    EXPECT_EQ(unknown.header("retry-after"), "1");
    live.store.release();
    // The deadline is short: on a busy machine it may pass again.
    Reply again = live.post("/v1/invoices", soap_invoice, "k");
    while (again.status == 503) again = live.post("/v1/invoices", soap_invoice, "k");
    EXPECT_EQ(again.status, 201);
    EXPECT_EQ(again.header("idempotent-replayed"), "true");
}

}  // namespace
}  // namespace suoledger::http::test

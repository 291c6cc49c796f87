// SPDX-License-Identifier: Apache-2.0
// ?dry_run=true over sockets: what every command route does with it, and that the log never moves.
#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "http/dry_run.hpp"
#include "http/method.hpp"
#include "tests/http/sample_resources.hpp"

namespace suoledger::http::test {
namespace {

namespace json = boost::json;

class DryRun : public ::testing::Test {
protected:
    /// Without an Idempotency-Key.
    Reply ask(const std::string& method, const std::string& target, const std::string& body = {},
              const std::vector<std::string>& more_headers = {}) {
        std::vector<std::string> headers{live_.business_key};
        if (!body.empty()) headers.emplace_back("Content-Type: application/json");
        headers.insert(headers.end(), more_headers.begin(), more_headers.end());
        return RawClient(live_.address()).exchange(request_text(method, target, headers, body));
    }
    std::int64_t head() { return live_.service.services.store.head().position; }
    std::string invoice(const char* key) {
        const Reply reply = live_.post("/v1/invoices", soap_invoice, key);
        EXPECT_EQ(reply.status, 201) << reply.body;
        return std::string(reply.json().at("id").as_string());
    }
    LiveServer live_;
};

TEST_F(DryRun, TellsTheEventsAndTheReplyAndWritesNothing) {
    invoice("first");
    const auto before = head();
    const Reply reply = ask("POST", "/v1/invoices?dry_run=true", soap_invoice);
    ASSERT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(head(), before);
    EXPECT_EQ(reply.header("ledger-position"), std::to_string(before));
    EXPECT_EQ(reply.headers.count("idempotent-replayed"), 0U);
    const json::value body = reply.json();
    EXPECT_EQ(body.at("object"), "dry_run");
    ASSERT_EQ(body.at("events").as_array().size(), 2U);
    const json::object& registered = body.at("events").at(0).as_object();
    EXPECT_EQ(registered.at("type"), "customer_registered");
    EXPECT_EQ(registered.at("payload").at("details").at("name"), "Chinedu") << "as the client gave it";
    const json::object& issued = body.at("events").at(1).as_object();
    EXPECT_EQ(issued.at("type"), "invoice_issued");
    EXPECT_EQ(issued.at("stream"), body.at("reply").at("body").at("id"));
    EXPECT_EQ(issued.at("stream_version"), 1);
    EXPECT_EQ(issued.at("series"), "invoice");
    EXPECT_EQ(issued.at("series_number"), 2);
    EXPECT_EQ(issued.at("payload").at("lines").at(0).at("description"), "Soap");
    EXPECT_FALSE(issued.at("payload").as_object().contains("sealed"));
    EXPECT_EQ(body.at("reply").at("status"), 201);
    EXPECT_EQ(body.at("reply").at("body").at("number"), "INV-000002");
    EXPECT_EQ(ask("GET", "/v1/invoices/" + std::string(issued.at("stream").as_string())).status, 404);
}

/// But for ids and times, which are made anew.
TEST_F(DryRun, PromisesWhatTheCommandThenAnswers) {
    const std::string target = "/v1/invoices/" + invoice("sold");
    for (const auto& [path, body] : std::vector<std::pair<std::string, std::string>>{
             {target + "/credit_notes", R"({"lines":[{"line":0,"amount":400}],"reason":"Wet"})"},
             {"/v1/payments", R"({"amount":900,"method":"cash","invoice":")" + target.substr(13) + "\"}"}}) {
        const Reply promised = ask("POST", path + "?dry_run=true", body);
        ASSERT_EQ(promised.status, 200) << promised.body;
        const Reply done = live_.post(path, body, path);
        const json::value reply = promised.json().at("reply");
        EXPECT_EQ(reply.at("status"), done.status);
        const auto without_ids = [](const json::value& value) {
            json::object object = value.as_object();
            for (json::object* one : {&object, object["credit_note"].if_object(), object["invoice"].if_object()})
                for (const char* made : {"id", "created_at", "updated_at", "received_at"})
                    if (one != nullptr) one->erase(made);
            return json::serialize(object);
        };
        EXPECT_EQ(without_ids(reply.at("body")), without_ids(done.json()));
    }
}

TEST_F(DryRun, OfEveryCommandRouteMovesNothing) {
    const SampleIds ids = make_resources(live_);
    const std::string of_logo = "Content-Type: image/png";
    RawClient(live_.address())
        .exchange(request_text("PUT", "/v1/business/logo", {live_.business_key, of_logo}, "logoAAA"));
    const auto before = head();
    int commands = 0, done = 0;
    for (const Route& route : routes()) {
        const bool reads = route.method == Method::get || route.method == Method::head;
        if (reads || !route.pattern.starts_with("/v1/")) continue;
        SCOPED_TRACE(std::string(to_string(route.method)) + " " + std::string(route.pattern));
        // Payers have no key, and are not asked for one.
        const bool business = route.access == Access::business || route.access == Access::open;
        RawClient client(business ? live_.address() : live_.admin_address());
        std::vector<std::string> headers{business ? live_.business_key : live_.operator_key};
        const std::string body = sample_body(route, ids);
        if (!body.empty())
            headers.push_back(route.pattern.ends_with("/logo") ? of_logo : "Content-Type: application/json");
        const auto answer = [&](const std::string& query) {
            return client.exchange(
                request_text(std::string(to_string(route.method)), sample_path(route, ids) + query, headers, body));
        };
        const Reply reply = answer("?dry_run=true");
        if (!takes_dry_run(route)) {
            EXPECT_EQ(reply.status, 400) << reply.body;
            continue;
        }
        ++commands;
        if (reply.status == 200) {
            ++done;
            EXPECT_EQ(reply.json().at("object"), "dry_run") << reply.body;
        } else {  // what this sample's state does not allow, as it would be refused without the parameter
            EXPECT_TRUE(reply.status == 404 || reply.status == 409 || reply.status == 422) << reply.body;
        }
        for (const char* wrong : {"?dry_run=", "?dry_run", "?dry_run=1", "?dry_run=TRUE", "?dry_run=true&dry_run=true"})
            EXPECT_EQ(answer(wrong).code(), "invalid_parameter") << wrong;
        for (const char* unknown : {"?dry_run=true&colour=blue", "?colour=x&dry_run=true", "?dry_run=true&Dry_run="})
            EXPECT_EQ(answer(unknown).code(), "unknown_parameter") << unknown;
        EXPECT_EQ(head(), before);
    }
    EXPECT_GE(commands, 36);
    EXPECT_GE(done, 24) << "most samples are refused: little is tried";
}

TEST_F(DryRun, IsNoParameterOfWhatReads) {
    for (const Route& route : routes()) {
        if (route.method != Method::get || route.access != Access::business) continue;
        const Reply reply = ask("GET", sample_path(route) + "?dry_run=true");
        EXPECT_EQ(reply.code(), "unknown_parameter") << route.pattern;
    }
}

TEST_F(DryRun, IsRefusedAsTheCommandWouldBe) {
    const std::string target = "/v1/invoices/" + invoice("sold");
    const auto before = head();
    const Reply wrong = ask("POST", "/v1/payments?dry_run=true", R"({"amount":0,"method":"gold","colour":1})");
    EXPECT_EQ(wrong.status, 422);
    EXPECT_EQ(wrong.json().at("errors").as_array().size(), 3U) << wrong.body;
    EXPECT_EQ(ask("POST", "/v1/payments?dry_run=true", "{").status, 400);
    EXPECT_EQ(ask("POST", "/v1/invoices/inv_01kb2q4v5ve1tbq0n6w6m3kz5e/cancel?dry_run=true", "{}").code(),
              "invoice_not_found");
    const Reply conflict = ask("POST", target + "/cancel?dry_run=true", "{}", {"If-Match: \"v7\""});
    EXPECT_EQ(conflict.status, 412);
    EXPECT_EQ(conflict.json().at("current_version"), 1);
    EXPECT_EQ(ask("POST", target + "/cancel?dry_run=true", "{}", {"If-Match: \"v1\""}).status, 200);
    EXPECT_EQ(RawClient(live_.address()).exchange(request_text("POST", "/v1/invoices?dry_run=true")).status, 401);
    const auto reader = live_.issue_key(R"("scopes":["read"])");
    EXPECT_EQ(
        RawClient(live_.address()).exchange(request_text("POST", "/v1/invoices?dry_run=true", {reader.header})).code(),
        "scope_missing");
    EXPECT_EQ(head(), before + 1) << "the key's";
}

TEST_F(DryRun, LeavesTheIdempotencyKeyForTheCommand) {
    const std::vector<std::string> key{"Idempotency-Key: order-17"};
    const Reply other = ask("POST", "/v1/invoices?dry_run=true", R"({"customer":{"name":"Bisi"},"lines":[]})", key);
    EXPECT_EQ(other.status, 422);
    EXPECT_EQ(ask("POST", "/v1/invoices?dry_run=true", soap_invoice, key).status, 200);
    const Reply done = live_.post("/v1/invoices", soap_invoice, "order-17");
    EXPECT_EQ(done.status, 201) << done.body;
    EXPECT_EQ(done.headers.count("idempotent-replayed"), 0U);
    const Reply again = ask("POST", "/v1/invoices?dry_run=true", soap_invoice, key);
    EXPECT_EQ(again.json().at("reply").at("body").at("number"), "INV-000002") << "a new decision, no replay";
    EXPECT_EQ(ask("POST", "/v1/invoices?dry_run=false", soap_invoice).code(), "idempotency_key_missing");
}

TEST_F(DryRun, ShowsNoSecret) {
    const Reply key = ask("POST", "/v1/api_keys?dry_run=true", R"({"scopes":["read"],"label":"Till"})");
    ASSERT_EQ(key.status, 200) << key.body;
    EXPECT_TRUE(key.json().at("reply").at("body").at("secret").is_null());
    EXPECT_EQ(key.body.find("sk_live_"), std::string::npos);
    EXPECT_EQ(key.json().at("events").at(0).at("payload").at("key").at("label"), "Till");
    const Reply business =
        RawClient(live_.admin_address())
            .exchange(request_text("POST", "/v1/businesses?dry_run=true",
                                   {live_.operator_key, "Content-Type: application/json"}, R"({"name":"Bola Foods"})"));
    ASSERT_EQ(business.status, 200) << business.body;
    EXPECT_TRUE(business.json().at("reply").at("body").at("api_key").is_null());
    EXPECT_EQ(business.body.find("sk_live_"), std::string::npos);
}

/// A command that may be recorded is unknown; of a dry run it is known that it is not.
TEST(LateDryRun, IsNotSaidToBePerhapsRecorded) {
    ServerConfig config = test_config();
    config.request_deadline = std::chrono::milliseconds(1000);
    LiveServer live(config);
    live.store.hold();
    EXPECT_EQ(live.post("/v1/invoices", soap_invoice, "late").code(), "outcome_unknown");
    EXPECT_EQ(live.post("/v1/invoices?dry_run=true", soap_invoice, "late too").code(), "overloaded");
    live.store.release();
}

}  // namespace
}  // namespace suoledger::http::test

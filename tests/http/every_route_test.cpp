// SPDX-License-Identifier: Apache-2.0
// What holds on every route of the table, so that a new one cannot forget it: keys, scopes, listeners.
#include <gtest/gtest.h>

#include "http/method.hpp"
#include "tests/http/live_server.hpp"
#include "tests/http/route_samples.hpp"

namespace suoledger::http::test {
namespace {

constexpr std::int64_t hour_us = std::int64_t{3600} * 1'000'000;
const std::string all_scopes = R"("scopes":["read","write","audit","manage"])";

domain::Scopes scopes_without(domain::Scope scope) {
    domain::Scopes scopes;
    for (const auto other : {domain::Scope::read, domain::Scope::write, domain::Scope::audit, domain::Scope::manage,
                             domain::Scope::operate})
        if (other != scope) scopes.add(other);
    return scopes;
}

bool names_a_dead_letter(const Route& route) { return route.pattern.starts_with("/v1/dead_letters/"); }

/// On the listener where it is asked here: those for either kind of key on the main one.
bool takes_business_keys(const Route& route) { return route.access != Access::operator_only; }

class EveryRoute : public ::testing::Test {
protected:
    Reply ask(const Route& route, const std::string& authorization, int listener_of_route = 1) {
        const bool on_admin = (route.listener == Listener::admin) == (listener_of_route == 1);
        std::vector<std::string> headers{"Idempotency-Key: " + std::to_string(++asked_)};
        if (!authorization.empty()) headers.push_back(authorization);
        const std::string body = sample_body(route);
        if (!body.empty()) headers.emplace_back("Content-Type: application/json");
        return RawClient(on_admin ? live_.admin_address() : live_.address())
            .exchange(request_text(std::string(to_string(route.method)), sample_target(route), headers, body));
    }
    template <class Check>
    void on_every_closed_route(Check check) {
        int count = 0;
        for (const Route& route : routes()) {
            if (route.access == Access::open) continue;
            SCOPED_TRACE(std::string(to_string(route.method)) + " " + std::string(route.pattern));
            check(route);
            ++count;
        }
        EXPECT_GT(count, 20);
    }
    static void expect_unauthorized(const Reply& reply, const char* code) {
        EXPECT_EQ(reply.status, 401) << reply.body;
        EXPECT_EQ(reply.code(), code);
        EXPECT_TRUE(reply.header("www-authenticate").starts_with("Bearer ")) << reply.head;
    }
    LiveServer live_;
    int asked_ = 0;
};

TEST_F(EveryRoute, NeedsAKey) {
    on_every_closed_route([&](const Route& route) {
        expect_unauthorized(ask(route, ""), "authentication_required");
        for (const char* wrong : {"Authorization: Basic YTpi", "Authorization: Bearer",
                                  "Authorization: Bearer sk_live_", "Authorization: x"})
            expect_unauthorized(ask(route, wrong), "api_key_invalid");
    });
}

TEST_F(EveryRoute, RefusesAKeyWithAWrongSecretOrKind) {
    std::string secret = live_.business_key;
    secret.back() = secret.back() == 'A' ? 'B' : 'A';
    std::string kind = live_.business_key;
    kind.replace(kind.find("sk_live_"), 8, "sk_test_");
    on_every_closed_route([&](const Route& route) {
        expect_unauthorized(ask(route, secret), "api_key_invalid");
        expect_unauthorized(ask(route, kind), "api_key_invalid");
    });
}

TEST_F(EveryRoute, RefusesARevokedKey) {
    const auto key = live_.issue_key(all_scopes);
    ASSERT_EQ(live_.service.call(Method::del, "/v1/api_keys/" + key.id).status, 200);
    on_every_closed_route([&](const Route& route) { expect_unauthorized(ask(route, key.header), "api_key_revoked"); });
}

TEST_F(EveryRoute, RefusesAnExpiredKey) {
    const domain::Timestamp soon{eventstore::system_now().microseconds + hour_us};
    const auto key = live_.issue_key(all_scopes + R"(,"expires_at":")" + domain::to_string(soon) + "\"");
    const auto operator_key = live_.issue_operator_key(scopes_without(domain::Scope{}), soon);
    EXPECT_EQ(live_.get("/v1/business", {}).status, 200);
    live_.clock_ahead_us = 2 * hour_us;
    on_every_closed_route([&](const Route& route) {
        expect_unauthorized(ask(route, takes_business_keys(route) ? key.header : operator_key), "api_key_expired");
    });
}

TEST_F(EveryRoute, NeedsItsScope) {
    std::map<domain::Scope, std::string> business_keys;
    for (const auto scope : {domain::Scope::read, domain::Scope::write, domain::Scope::audit, domain::Scope::manage}) {
        std::string names;
        for (const auto other :
             {domain::Scope::read, domain::Scope::write, domain::Scope::audit, domain::Scope::manage})
            if (other != scope) names += (names.empty() ? "\"" : ",\"") + std::string(domain::to_string(other)) + '"';
        business_keys[scope] = live_.issue_key(R"("scopes":[)" + names + "]").header;
    }
    const auto operator_key = live_.issue_operator_key(scopes_without(domain::Scope::operate));
    on_every_closed_route([&](const Route& route) {
        const bool business = takes_business_keys(route);
        const Reply reply = ask(route, business ? business_keys.at(route.scope) : operator_key);
        EXPECT_EQ(reply.status, 403) << reply.body;
        EXPECT_EQ(reply.code(), "scope_missing");
    });
}

TEST_F(EveryRoute, RefusesTheOtherKindOfKey) {
    on_every_closed_route([&](const Route& route) {
        if (takes_business_keys(route))
            expect_unauthorized(ask(route, live_.operator_key), "api_key_invalid");
        else
            EXPECT_EQ(ask(route, live_.business_key).code(), "operator_key_required");
    });
}

TEST_F(EveryRoute, ForEitherKindOfKeyTakesOperatorsOnTheAdminListener) {
    const auto without_scope = live_.issue_operator_key(scopes_without(domain::Scope::operate));
    int count = 0;
    for (const Route& route : routes()) {
        if (route.access != Access::either) continue;
        SCOPED_TRACE(route.pattern);
        ++count;
        const int of_sample = names_a_dead_letter(route) ? 404 : 200;  // there is none
        EXPECT_EQ(ask(route, live_.operator_key, 0).status, is_a_download(route) ? 400 : of_sample);
        EXPECT_EQ(ask(route, live_.business_key, 0).code(), "operator_key_required");
        EXPECT_EQ(ask(route, without_scope, 0).code(), "scope_missing");
    }
    EXPECT_GE(count, 5);
}

TEST_F(EveryRoute, ExistsOnItsListenerOnly) {
    for (const Route& route : routes()) {
        if (route.listener == Listener::both) continue;
        const auto& key = route.access == Access::operator_only ? live_.operator_key : live_.business_key;
        const Reply reply = ask(route, key, 0);
        EXPECT_EQ(reply.status, 404) << route.pattern;
        if (!is_a_page(route)) {
            EXPECT_EQ(reply.code(), "not_found") << route.pattern;
        }
    }
}

TEST_F(EveryRoute, TakesTheKeyThatItIsFor) {
    on_every_closed_route([&](const Route& route) {
        const bool business = takes_business_keys(route);
        const Reply reply = ask(route, business ? live_.business_key : live_.operator_key);
        EXPECT_NE(reply.status, 401) << reply.body;
        EXPECT_NE(reply.status, 403) << reply.body;
        EXPECT_LT(reply.status, 500) << reply.body;
        EXPECT_TRUE(reply.status < 300 || !reply.code().empty()) << reply.body;
    });
}

TEST_F(EveryRoute, NeedsAnIdempotencyKeyForAPost) {
    int posts = 0;
    on_every_closed_route([&](const Route& route) {
        if (route.method != Method::post) return;
        ++posts;
        const bool business = takes_business_keys(route);
        std::vector<std::string> headers{business ? live_.business_key : live_.operator_key};
        RawClient client(business ? live_.address() : live_.admin_address());
        const auto text = [&] { return request_text("POST", sample_path(route), headers); };
        EXPECT_EQ(client.exchange(text()).code(), "idempotency_key_missing");
        for (const std::string& key :
             {std::string(256, 'x'), std::string("\"\""), std::string(""), std::string("\xc3\xa9")}) {
            headers.resize(1);
            headers.push_back("Idempotency-Key: " + key);
            EXPECT_EQ(client.exchange(text()).code(), "idempotency_key_malformed") << key;
        }
    });
    EXPECT_GT(posts, 8);
}

}  // namespace
}  // namespace suoledger::http::test

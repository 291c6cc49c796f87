// SPDX-License-Identifier: Apache-2.0
// Limits over sockets: who shares a bucket, what is told, what is never limited.
#include <gtest/gtest.h>

#include "http/method.hpp"
#include "tests/http/live_server.hpp"
#include "tests/http/route_samples.hpp"

namespace suoledger::http::test {
namespace {

const std::string all_scopes = R"("scopes":["read","write","audit","manage"])";
constexpr std::int64_t second_us = 1'000'000;

ServerConfig limited(std::optional<RateLimit> per_key, std::optional<RateLimit> per_address,
                     const std::vector<const char*>& trusted_proxies = {}) {
    ServerConfig config = test_config();
    config.rate_limit_per_key = per_key;
    config.rate_limit_per_address = per_address;
    for (const char* proxy : trusted_proxies) config.trusted_proxies.push_back(parse_address_range(proxy).value());
    return config;
}

std::string state_of(const std::string& policy, int remaining, int next) {
    return "\"" + policy + "\";r=" + std::to_string(remaining) + ";t=" + std::to_string(next);
}

void expect_limited(const Reply& reply, const std::string& retry_after) {
    EXPECT_EQ(reply.status, 429) << reply.body;
    EXPECT_EQ(reply.code(), "rate_limited");
    EXPECT_EQ(reply.header("retry-after"), retry_after);
    EXPECT_EQ(reply.header("content-type"), "application/problem+json");
}

TEST(RateLimits, TellWhatIsLeftAndWhenToComeBack) {
    LiveServer live(limited(RateLimit{1, 3}, RateLimit{2, 100}));
    live.steady_us = 100 * second_us;
    const Reply first = live.get("/v1/business");
    EXPECT_EQ(first.status, 200);
    EXPECT_EQ(first.header("ratelimit-policy"), R"("key";q=3;w=3, "address";q=100;w=50)");
    EXPECT_EQ(first.header("ratelimit"), state_of("key", 2, 1) + ", " + state_of("address", 99, 1));
    EXPECT_EQ(live.get("/v1/business").status, 200);
    EXPECT_EQ(live.get("/v1/invoices/none").header("ratelimit"),
              state_of("key", 0, 1) + ", " + state_of("address", 97, 1));
    const Reply refused = live.get("/v1/business");
    expect_limited(refused, "1");
    EXPECT_EQ(refused.header("ratelimit"), state_of("key", 0, 1) + ", " + state_of("address", 96, 1));
    live.steady_us += second_us - 1;
    expect_limited(live.get("/v1/business"), "1");
    live.steady_us += 1;
    EXPECT_EQ(live.get("/v1/business").status, 200);
    expect_limited(live.get("/v1/business"), "1");
}

TEST(RateLimits, RoundTheWaitUp) {
    LiveServer live(limited(std::nullopt, RateLimit{1, 1}));
    live.steady_us = second_us;
    EXPECT_EQ(live.get("/v1/business").status, 200);
    live.steady_us += 1;
    const Reply refused = live.get("/v1/business");
    expect_limited(refused, "1");
    EXPECT_EQ(refused.header("ratelimit-policy"), R"("address";q=1;w=1)");
}

TEST(RateLimits, OfAProcessThatJustBeganAreEmpty) {
    LiveServer live(limited(RateLimit{1, 5}, std::nullopt));
    expect_limited(live.get("/v1/business"), "1");
    live.steady_us = second_us;
    EXPECT_EQ(live.get("/v1/business").status, 200);
    expect_limited(live.get("/v1/business"), "1");
}

TEST(RateLimits, GiveEveryKeyItsOwnBucket) {
    LiveServer live(limited(RateLimit{1, 1}, std::nullopt));
    live.steady_us = 100 * second_us;
    const auto other = live.issue_key(all_scopes);
    EXPECT_EQ(live.get("/v1/business").status, 200);
    expect_limited(live.get("/v1/business"), "1");
    RawClient client(live.address());
    EXPECT_EQ(client.exchange(request_text("GET", "/v1/business", {other.header})).status, 200);
    expect_limited(client.exchange(request_text("GET", "/v1/business", {other.header})), "1");
}

TEST(RateLimits, CountByAddressWhoeverAsksAndWhateverFor) {
    LiveServer live(limited(std::nullopt, RateLimit{1, 8}));
    live.steady_us = 100 * second_us;
    RawClient client(live.address());
    const auto status = [&](const std::string& method, const std::string& target, std::vector<std::string> headers) {
        return client.exchange(request_text(method, target, headers)).status;
    };
    EXPECT_EQ(status("GET", "/v1/business", {}), 401);
    EXPECT_EQ(status("GET", "/v1/business", {"Authorization: Bearer sk_live_wrong"}), 401);
    EXPECT_EQ(status("GET", "/v1/nothing", {}), 404);
    EXPECT_EQ(status("DELETE", "/v1/invoices", {}), 405);
    EXPECT_EQ(status("GET", "/%761/business", {}), 401);
    EXPECT_EQ(status("POST", "/v1/invoices", {live.business_key}), 400);
    EXPECT_EQ(status("GET", "/v1/business", {live.operator_key}), 401);
    EXPECT_EQ(status("GET", "/v1/business", {live.business_key}), 200);
    EXPECT_EQ(status("GET", "/v1/business", {live.business_key}), 429);
    EXPECT_EQ(status("GET", "/%761/business", {}), 429) << "another spelling is no way around";
}

TEST(RateLimits, NeverTouchProbesDocumentsOrTheAdminListener) {
    LiveServer live(limited(RateLimit{1, 1}, RateLimit{1, 1}));
    RawClient api(live.address()), admin(live.admin_address());
    for (const char* path : {"/live", "/ready", "/openapi.json", "/docs", "/problems/rate_limited"}) {
        const Reply reply = api.exchange(request_text("GET", path));
        EXPECT_EQ(reply.status, 200) << path;
        EXPECT_EQ(reply.header("ratelimit"), "") << path;
    }
    for (int i = 0; i < 5; ++i) {
        const Reply reply = admin.exchange(request_text("GET", "/v1/projections", {live.operator_key}));
        EXPECT_EQ(reply.status, 200);
        EXPECT_EQ(reply.header("ratelimit-policy"), "");
    }
}

TEST(RateLimits, CannotBeWidenedByForwardingHeadersUnlessTheProxyIsTrusted) {
    using MakeHeader = std::function<std::string(const std::string&)>;
    const auto served = [](ServerConfig config, const MakeHeader& header) {
        LiveServer live(std::move(config));
        live.steady_us = 100 * second_us;
        int count = 0;
        for (int i = 0; i < 12; ++i)
            count += live.get("/v1/business", {header("192.0.2." + std::to_string(i))}).status == 200 ? 1 : 0;
        return count;
    };
    const RateLimit three{1, 3};
    for (const char* name : {"X-Forwarded-For: ", "Forwarded: for="}) {
        const MakeHeader header = [name](const std::string& address) { return name + address; };
        EXPECT_EQ(served(limited(std::nullopt, three), header), 3) << name;
        EXPECT_EQ(served(limited(std::nullopt, three, {"10.0.0.0/8"}), header), 3) << name;
        EXPECT_EQ(served(limited(std::nullopt, three, {"127.0.0.0/8"}), header), 12) << name;
    }
    const MakeHeader appended_to = [](const std::string& address) {
        return "X-Forwarded-For: " + address + ", 198.51.100.7, 127.0.0.2";
    };
    EXPECT_EQ(served(limited(std::nullopt, three, {"127.0.0.0/8"}), appended_to), 3) << "what the client made up";
}

/// The clock stands still, so each route finds what the ones before it left: one of the key, two of the address.
TEST(RateLimits, AreToldByEveryLimitedRoute) {
    LiveServer live(limited(RateLimit{1'000, 1'000}, RateLimit{1'000, 2'000}));
    live.steady_us = 100 * second_us;
    int routes_seen = 0;
    for (const Route& route : routes()) {
        if (route.access != Access::business) continue;
        ++routes_seen;
        SCOPED_TRACE(std::string(to_string(route.method)) + " " + std::string(route.pattern));
        std::vector<std::string> headers = live.post_headers(std::to_string(routes_seen));
        RawClient client(live.address());
        const std::string method(to_string(route.method)), path = sample_path(route), body = sample_body(route);
        const Reply reply = client.exchange(request_text(method, path, headers, body));
        EXPECT_EQ(reply.header("ratelimit-policy"), R"("key";q=1000;w=1, "address";q=2000;w=2)");
        EXPECT_EQ(reply.header("ratelimit"),
                  state_of("key", 1'000 - routes_seen, 1) + ", " + state_of("address", 2'001 - 2 * routes_seen, 1));
        const Reply keyless = client.exchange(request_text(method, path));
        EXPECT_EQ(keyless.status, 401);
        EXPECT_EQ(keyless.header("ratelimit-policy"), R"("address";q=2000;w=2)");
    }
    EXPECT_GT(routes_seen, 20);
}

TEST(RateLimits, DoNothingWhenOff) {
    LiveServer live;
    for (int i = 0; i < 20; ++i) EXPECT_EQ(live.get("/v1/business").status, 200);
    EXPECT_EQ(live.get("/v1/business").header("ratelimit-policy"), "");
}

}  // namespace
}  // namespace suoledger::http::test

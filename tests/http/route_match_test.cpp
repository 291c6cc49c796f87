// SPDX-License-Identifier: Apache-2.0
// Which route a path is of, however it is spelled.
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "http/route.hpp"

namespace suoledger::http::test {
namespace {

using Parameters = std::vector<std::string>;

TEST(RouteMatch, IsTheSameHoweverThePathIsSpelled) {
    const auto plain = find_route(routes(), Listener::api, Method::get, "/v1/invoices");
    const auto encoded = find_route(routes(), Listener::api, Method::get, "/v1/%69nvoices");
    ASSERT_TRUE(plain && encoded);
    EXPECT_EQ(plain->route->pattern, "/v1/invoices");
    EXPECT_EQ(plain->route, encoded->route);
    EXPECT_EQ(plain->path_parameters, Parameters{});
}

TEST(RouteMatch, HasAParameterThatIsSpelledAsItIsInTheTable) {
    const auto match = find_route(routes(), Listener::api, Method::get, "/v1/invoices/{id}");
    ASSERT_TRUE(match);
    EXPECT_EQ(match->route->pattern, "/v1/invoices/{id}");
    EXPECT_EQ(match->path_parameters, Parameters{"{id}"});
}

TEST(RouteMatch, IsRatherOfAPathWithoutParameters) {
    const auto route_of = [](std::string_view pattern) {
        return Route{Method::get, pattern, Listener::api, Access::open, domain::Scope::read, nullptr};
    };
    const std::array table{route_of("/things/{id}"), route_of("/things/{id}/parts"), route_of("/things/summary")};
    for (const auto method : {Method::get, Method::head}) {
        const auto summary = find_route(table, Listener::api, method, "/things/summary");
        ASSERT_TRUE(summary);
        EXPECT_EQ(summary->route, &table[2]);
        const auto other = find_route(table, Listener::api, method, "/things/summaries");
        ASSERT_TRUE(other);
        EXPECT_EQ(other->route, &table[0]);
        EXPECT_EQ(other->path_parameters, Parameters{"summaries"});
        EXPECT_FALSE(find_route(table, Listener::api, method, "/things/"));
        EXPECT_FALSE(find_route(table, Listener::api, method, "/things/summary/parts/"));
    }
}

TEST(RouteMatch, IsOfItsMethodAndListener) {
    const auto other_method = find_route(routes(), Listener::api, Method::del, "/v1/invoices");
    ASSERT_FALSE(other_method);
    EXPECT_NE(other_method.error().allow, "");
    const auto other_listener = find_route(routes(), Listener::admin, Method::post, "/v1/invoices");
    ASSERT_FALSE(other_listener);
    EXPECT_EQ(other_listener.error().allow, "");
}

}  // namespace
}  // namespace suoledger::http::test

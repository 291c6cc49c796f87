// SPDX-License-Identifier: Apache-2.0
// Who is believed about whose request it is.
#include "http/client_address.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace suoledger::http::test {
namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

std::string client(const std::string& peer, const Headers& headers, const std::vector<std::string>& trusted) {
    std::vector<AddressRange> ranges;
    for (const auto& one : trusted) ranges.push_back(parse_address_range(one).value());
    Request request;
    request.headers = headers;
    return to_string(client_address(parse_address(peer).value(), request, ranges));
}

TEST(ClientAddress, IsThePeerUnlessThePeerIsATrustedProxy) {
    const Headers claims{{"x-forwarded-for", "192.0.2.1"}, {"forwarded", "for=192.0.2.1"}};
    EXPECT_EQ(client("203.0.113.9", claims, {}), "203.0.113.9");
    EXPECT_EQ(client("203.0.113.9", claims, {"10.0.0.0/8", "192.0.2.0/24"}), "203.0.113.9");
    EXPECT_EQ(client("10.1.2.3", claims, {"10.0.0.0/8"}), "192.0.2.1");
    EXPECT_EQ(client("10.1.2.3", {}, {"10.0.0.0/8"}), "10.1.2.3");
}

TEST(ClientAddress, IsTheRightMostThatIsNoTrustedProxy) {
    const std::vector<std::string> ours{"10.0.0.0/8", "fd00::/8"};
    EXPECT_EQ(client("10.0.0.1", {{"x-forwarded-for", "1.1.1.1, 2.2.2.2, 10.0.0.2"}}, ours), "2.2.2.2");
    EXPECT_EQ(client("10.0.0.1", {{"x-forwarded-for", "1.1.1.1"}, {"x-forwarded-for", "2.2.2.2,10.9.9.9"}}, ours),
              "2.2.2.2");
    EXPECT_EQ(client("fd00::1", {{"x-forwarded-for", "2001:db8::7, 10.0.0.2"}}, ours), "2001:db8::7");
    EXPECT_EQ(client("10.0.0.1", {{"x-forwarded-for", "10.0.0.3, 10.0.0.2"}}, ours), "10.0.0.3");
    EXPECT_EQ(client("::ffff:10.0.0.1", {{"x-forwarded-for", "::ffff:2.2.2.2"}}, ours), "2.2.2.2");
}

TEST(ClientAddress, ReadsBothHeadersAndBothSpellingsOfAPort) {
    const std::vector<std::string> ours{"10.0.0.1"};
    for (const char* node : {"2.2.2.2", "2.2.2.2:4711"})
        EXPECT_EQ(client("10.0.0.1", {{"x-forwarded-for", node}}, ours), "2.2.2.2");
    for (const char* value :
         {"for=2.2.2.2", "For=\"2.2.2.2:80\";proto=https;by=203.0.113.43", "for=1.1.1.1, proto=https ; for=2.2.2.2"})
        EXPECT_EQ(client("10.0.0.1", {{"forwarded", value}}, ours), "2.2.2.2") << value;
    EXPECT_EQ(client("10.0.0.1", {{"forwarded", "for=\"[2001:db8:cafe::17]:4711\""}}, ours), "2001:db8:cafe::17");
    EXPECT_EQ(client("10.0.0.1", {{"x-forwarded-for", "[2001:db8::1]:80"}}, ours), "2001:db8::1");
}

TEST(ClientAddress, StopsAtTheProxyThatNamesNobody) {
    const std::vector<std::string> ours{"10.0.0.0/8"};
    for (const char* nobody : {"unknown", "_hidden", "2.2.2.2.2", "[::1", "", "1.1.1.1, unknown", "1.1.1.1, ::g"})
        EXPECT_EQ(client("10.0.0.1", {{"x-forwarded-for", nobody}}, ours), "10.0.0.1") << nobody;
    EXPECT_EQ(client("10.0.0.1", {{"x-forwarded-for", "1.1.1.1, what, 10.0.0.2"}}, ours), "10.0.0.2");
    for (const char* nobody : {"for=unknown", "for=_secret", "proto=https", "for", "for=1.1.1.1, by=2.2.2.2"})
        EXPECT_EQ(client("10.0.0.1", {{"forwarded", nobody}}, ours), "10.0.0.1") << nobody;
}

/// A proxy that writes one of the headers lets the other through as the client sent it.
TEST(ClientAddress, BelievesNeitherOfTwoHeadersThatDisagree) {
    const std::vector<std::string> ours{"10.0.0.0/8"};
    EXPECT_EQ(client("10.0.0.1", {{"x-forwarded-for", "2.2.2.2"}, {"forwarded", "for=9.9.9.9"}}, ours), "10.0.0.1");
    EXPECT_EQ(client("10.0.0.1", {{"x-forwarded-for", "2.2.2.2"}, {"forwarded", "for=2.2.2.2"}}, ours), "2.2.2.2");
}

TEST(ClientAddress, OfIpv6IsBucketedBySlash64) {
    const auto bucket = [](const char* text) { return bucket_of(parse_address(text).value()); };
    EXPECT_EQ(bucket("2001:db8:1:2::1"), bucket("2001:db8:1:2:ffff:ffff:ffff:ffff"));
    EXPECT_NE(bucket("2001:db8:1:2::1"), bucket("2001:db8:1:3::1"));
    EXPECT_EQ(bucket("192.0.2.1"), bucket("::ffff:192.0.2.1"));
    EXPECT_NE(bucket("192.0.2.1"), bucket("192.0.2.2"));
    EXPECT_NE(bucket("192.0.2.1"), bucket("::1"));
}

TEST(AddressRange, IsAnAddressOrACidr) {
    const auto holds = [](const char* range, const char* address) {
        return parse_address_range(range).value().contains(parse_address(address).value());
    };
    EXPECT_TRUE(holds("10.0.0.0/8", "10.255.0.1"));
    EXPECT_FALSE(holds("10.0.0.0/8", "11.0.0.0"));
    EXPECT_TRUE(holds("192.0.2.128/25", "192.0.2.200"));
    EXPECT_FALSE(holds("192.0.2.128/25", "192.0.2.127"));
    EXPECT_TRUE(holds("192.0.2.1", "::ffff:192.0.2.1"));
    EXPECT_TRUE(holds("2001:db8::/33", "2001:db8:7fff::1"));
    EXPECT_FALSE(holds("2001:db8::/33", "2001:db8:8000::1"));
    EXPECT_FALSE(holds("::1", "::2"));
    EXPECT_EQ(to_string(parse_address_range("10.0.0.0/8").value()), "10.0.0.0/8");
    EXPECT_EQ(to_string(parse_address_range("fd00::/8").value()), "fd00::/8");
    for (const char* wrong : {"", "10.0.0.0/0", "::/0", "10.0.0.0/33", "10.0.0/8", "::1/129", "10.0.0.1/", "10.0.0.1/x",
                              "proxy.example", "10.0.0.1/-1", "10.0.0.1/8 "})
        EXPECT_FALSE(parse_address_range(wrong)) << wrong;
}

}  // namespace
}  // namespace suoledger::http::test

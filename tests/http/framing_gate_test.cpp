// SPDX-License-Identifier: Apache-2.0
// The gate's own verdict on a head, without Beast behind it: on a socket a second parser would hide a hole in the
// first.
#include "http/framing_gate.hpp"

#include <gtest/gtest.h>

namespace suoledger::http {
namespace {

std::string head_with(const std::string& lines) {
    return "POST /v1/invoices HTTP/1.1\r\nHost: ledger.example\r\n" + lines + "\r\n";
}

class DoubtfulFraming : public testing::TestWithParam<const char*> {};

TEST_P(DoubtfulFraming, IsRefusedByTheGateItself) {
    const auto verdict = check_head(head_with(GetParam()));
    ASSERT_FALSE(verdict.has_value()) << GetParam();
    EXPECT_EQ(verdict.error().status, 400);
    EXPECT_EQ(verdict.error().code, "malformed_request");
}

INSTANTIATE_TEST_SUITE_P(
    Lines, DoubtfulFraming,
    testing::Values("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                    "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "Content-Length: 5\r\nContent-Length: 5\r\n",
                    "Content-Length: 5\r\nContent-Length: 6\r\n", "Content-Length: 5, 5\r\n", "Content-Length: +5\r\n",
                    "Content-Length: -5\r\n", "Content-Length: 0x5\r\n", "Content-Length: 5 5\r\n",
                    "Content-Length: \r\n", "Content-Length: 9223372036854775808\r\n",
                    "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                    "Transfer-Encoding: chunked, chunked\r\n", "Transfer-Encoding: gzip, chunked\r\n",
                    "Transfer-Encoding: xchunked\r\n", "Transfer-Encoding: identity\r\n", "Transfer-Encoding: \r\n",
                    "Trailer: X-Later\r\n", "Host: other.example\r\n", " Folded: line\r\n", "Spaced : name\r\n"));

TEST(FramingGate, TakesTheOneLengthOrTheOneCodingThatStandsThere) {
    const auto sized = check_head(head_with("Content-Length: 9223372036854775807\r\n"));
    ASSERT_TRUE(sized.has_value());
    EXPECT_EQ(sized->content_length, 9223372036854775807);
    EXPECT_FALSE(sized->chunked);
    const auto chunked = check_head(head_with("transfer-encoding: CHUNKED\r\n"));
    ASSERT_TRUE(chunked.has_value());
    EXPECT_TRUE(chunked->chunked);
}

TEST(FramingGate, TakesHostsWithAndWithoutPorts) {
    const auto is_taken = [](const std::string& host) {
        return check_head("GET /live HTTP/1.1\r\nHost: " + host + "\r\n\r\n").has_value();
    };
    for (const char* host : {"ledger.example", "127.0.0.1", "127.0.0.1:8080", "a-b_c:1", "[::1]", "[::1]:8080"})
        EXPECT_TRUE(is_taken(host)) << host;
    for (const char* host : {"", ":8080", "a:b", "a:1:2", "a:80a", "a:-1", "user@a:80", "::1", "a b:80"})
        EXPECT_FALSE(is_taken(host)) << host;
}

TEST(FramingGate, FindsTheEndOfAHeadHoweverItsBytesArrive) {
    const std::string head = head_with("Content-Length: 0\r\n");
    HeadScanner scanner;
    for (std::size_t size = 1; size < head.size(); ++size) {
        const auto found = scanner.scan(std::string_view(head).substr(0, size));
        ASSERT_TRUE(found.has_value() && !*found) << size;
    }
    const auto found = scanner.scan(head + "GET /smuggled HTTP/1.1\r\n");
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(*found, head.size());
}

}  // namespace
}  // namespace suoledger::http

// SPDX-License-Identifier: Apache-2.0
// The framing gate over raw sockets: every doubtful request gets one answer, and what is smuggled behind it none.
#include <gtest/gtest.h>

#include "http/documents.hpp"
#include "http/framing_gate.hpp"
#include "tests/http/live_server.hpp"

namespace suoledger::http::test {
namespace {

/// Would be answered 200 by a server that took the bytes before it for another request than we do.
const std::string smuggled = "GET /live HTTP/1.1\r\nHost: smuggled\r\n\r\n";

struct Refused {
    std::string name;
    std::string bytes;
    int status = 400;
    std::string code = "malformed_request";
};

std::string post(const std::string& lines, const std::string& body = "hello") {
    return "POST /v1/customers HTTP/1.1\r\nHost: test\r\n" + lines + "\r\n\r\n" + body;
}
std::string get(const std::string& lines) { return "GET /live HTTP/1.1\r\n" + lines + "\r\n\r\n"; }
std::string chunked(const std::string& body) { return post("Transfer-Encoding: chunked", body); }

std::vector<Refused> lengths() {
    return {
        {"length and encoding", post("Content-Length: 5\r\nTransfer-Encoding: chunked", "0\r\n\r\n")},
        {"encoding and length", post("Transfer-Encoding: chunked\r\nContent-Length: 5", "0\r\n\r\n")},
        {"equal lengths on two lines", post("Content-Length: 5\r\nContent-Length: 5")},
        {"different lengths on two lines", post("Content-Length: 5\r\nContent-Length: 0")},
        {"lengths in two cases", post("content-length: 5\r\nCONTENT-LENGTH: 5")},
        {"equal lengths on one line", post("Content-Length: 5, 5")},
        {"different lengths on one line", post("Content-Length: 5, 0")},
        {"a plus", post("Content-Length: +5")},
        {"a minus", post("Content-Length: -5")},
        {"a space within", post("Content-Length: 5 0")},
        {"hexadecimal", post("Content-Length: 0x5")},
        {"a letter", post("Content-Length: 5a")},
        {"a decimal point", post("Content-Length: 5.0")},
        {"no digits", post("Content-Length:")},
        {"2^63", post("Content-Length: 9223372036854775808")},
        {"2^64 + 5", post("Content-Length: 18446744073709551621")},
        {"100 digits", post("Content-Length: " + std::string(100, '9'))},
    };
}

std::vector<Refused> encodings() {
    std::vector<Refused> list;
    for (const char* value : {"", "gzip", "identity", "xchunked", "chunkedx", "\"chunked\"", "chunked, chunked",
                              "chunked, gzip", "gzip, chunked", "chunked,", ",chunked", "chunked;q=1", "chun ked"}) {
        list.push_back({"encoding " + std::string(value),
                        post("Transfer-Encoding: " + std::string(value), "5\r\nhello\r\n0\r\n\r\n")});
    }
    list.push_back({"two encodings", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "0\r\n\r\n")});
    list.push_back(
        {"chunked and then gzip", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip", "0\r\n\r\n")});
    list.push_back({"chunked in HTTP/1.0",
                    "POST /v1/customers HTTP/1.0\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"});
    return list;
}

std::vector<Refused> chunks() {
    return {
        {"a size that is no number", chunked("zz\r\nhello\r\n0\r\n\r\n")},
        {"no size", chunked("\r\nhello\r\n0\r\n\r\n")},
        {"a size with a sign", chunked("+5\r\nhello\r\n0\r\n\r\n")},
        {"a negative size", chunked("-5\r\nhello\r\n0\r\n\r\n")},
        {"a size with 0x", chunked("0x5\r\nhello\r\n0\r\n\r\n")},
        {"a space after the size", chunked("5 \r\nhello\r\n0\r\n\r\n")},
        {"a space before the size", chunked(" 5\r\nhello\r\n0\r\n\r\n")},
        {"a size of 17 digits", chunked("00000000000000005\r\nhello\r\n0\r\n\r\n")},
        {"a size that wraps", chunked("10000000000000005\r\nhello\r\n0\r\n\r\n")},
        {"a chunk longer than its size", chunked("4\r\nhello\r\n0\r\n\r\n")},
        {"a chunk shorter than its size", chunked("6\r\nhello\r\n0\r\n\r\n")},
        {"a size line with LF alone", chunked("5\nhello\r\n0\r\n\r\n")},
        {"a chunk that ends with LF alone", chunked("5\r\nhello\n0\r\n\r\n")},
        {"a last line with LF alone", chunked("0\r\n\n")},
        {"an extension of 257 bytes", chunked("5;" + std::string(256, 'x') + "\r\nhello\r\n0\r\n\r\n")},
        {"an extension without end", chunked("5;" + std::string(5000, 'x'))},
        {"a control character in an extension", chunked("5;a=\x01\r\nhello\r\n0\r\n\r\n")},
        {"a trailer", chunked("0\r\nX-Role: admin\r\n\r\n")},
        {"an announced trailer", post("Transfer-Encoding: chunked\r\nTrailer: X-Role", "0\r\n\r\n")},
        {"more than the limit in one chunk", chunked("200001\r\n" + std::string(1000, 'x')), 413, "payload_too_large"},
        {"a length over the limit", post("Content-Length: 2097153"), 413, "payload_too_large"},
    };
}

std::vector<Refused> lines() {
    const std::string nul(1, '\0');
    return {
        {"LF alone after the request line", "GET /live HTTP/1.1\nHost: test\r\n\r\n"},
        {"LF alone after a header", get("Host: test\nX-A: 1")},
        {"LF alone at the end", "GET /live HTTP/1.1\r\nHost: test\r\n\n"},
        {"CR alone in the request line", "GET /live\r HTTP/1.1\r\nHost: test\r\n\r\n"},
        {"CR alone as a line end", get("Host: test\rX-A: 1")},
        {"CR twice", get("Host: test\r\r\nX-A: 1")},
        {"a folded line", get("Host: test\r\nX-A: 1\r\n 2")},
        {"a folded line with a tab", get("Host: test\r\nX-A: 1\r\n\t2")},
        {"a folded first line", get(" Host: test")},
        {"a space before the colon", get("Host: test\r\nX-A : 1")},
        {"a tab before the colon", get("Host: test\r\nX-A\t: 1")},
        {"a space within a name", get("Host: test\r\nX A: 1")},
        {"no name", get("Host: test\r\n: 1")},
        {"no colon", get("Host: test\r\nX-A")},
        {"NUL in a value", get("Host: test\r\nX-A: a" + nul + "b")},
        {"NUL in a name", get("Host: test\r\nX" + nul + "A: b")},
        {"a control character in a value", get("Host: test\r\nX-A: a\x01"
                                               "b")},
        {"a vertical tab in a value", get("Host: test\r\nX-A: a\x0b"
                                          "b")},
        {"DEL in a value", get("Host: test\r\nX-A: a\x7f"
                               "b")},
        {"no host", get("X-A: 1")},
        {"no header at all", "GET /live HTTP/1.1\r\n\r\n"},
        {"no host in HTTP/1.0", "GET /live HTTP/1.0\r\nX-A: 1\r\n\r\n"},
        {"an empty host", get("Host:")},
        {"a blank host", get("Host:  ")},
        {"two hosts", get("Host: test\r\nHost: other")},
        {"one host twice", get("Host: test\r\nHost: test")},
        {"a list of hosts", get("Host: test, other")},
        {"a host with a user", get("Host: user@test")},
    };
}

std::vector<Refused> heads() {
    std::string many = "Host: test";
    for (std::size_t i = 0; i < max_header_count; ++i) many += "\r\nX-A: 1";
    const std::string long_target(max_request_line_bytes, 'x');
    return {
        {"a request line over 8 KiB", "GET /" + long_target + " HTTP/1.1\r\nHost: test\r\n\r\n", 414, "uri_too_long"},
        {"a request line without end", "GET /" + long_target + long_target, 414, "uri_too_long"},
        {"headers over 16 KiB", get("Host: test\r\nX-A: " + std::string(max_header_bytes, 'x')), 431,
         "headers_too_large"},
        {"101 headers", get(many), 431, "headers_too_large"},
        {"a length on GET", get("Host: test\r\nContent-Length: 5") + "hello"},
        {"chunks on GET", get("Host: test\r\nTransfer-Encoding: chunked") + "0\r\n\r\n"},
        {"a length on HEAD", "HEAD /live HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\n\r\nhello"},
        {"an unknown expectation", post("Content-Length: 5\r\nExpect: 200-maybe"), 417, "expectation_failed"},
        {"two expectations", post("Content-Length: 5\r\nExpect: 100-continue\r\nExpect: 100-continue")},
        {"two authorizations", get("Host: test\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b")},
        {"an empty line first", "\r\nGET /live HTTP/1.1\r\nHost: test\r\n\r\n"},
        {"no version", "GET /live\r\nHost: test\r\n\r\n"},
        {"two spaces", "GET  /live HTTP/1.1\r\nHost: test\r\n\r\n"},
        {"a tab for a space", "GET\t/live HTTP/1.1\r\nHost: test\r\n\r\n"},
        {"a version in lower case", "GET /live http/1.1\r\nHost: test\r\n\r\n"},
        {"HTTP/2", "GET /live HTTP/2.0\r\nHost: test\r\n\r\n", 505, "http_version_not_supported"},
        {"the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "http_version_not_supported"},
        {"the beginning of TLS", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 15)},
        {"a raw byte over 0x7f in the target", "GET /\xc3\xa9 HTTP/1.1\r\nHost: test\r\n\r\n"},
        {"a bad escape in the target", "GET /%zz HTTP/1.1\r\nHost: test\r\n\r\n"},
        {"a fragment in the target", "GET /live#x HTTP/1.1\r\nHost: test\r\n\r\n"},
        {"an authority for a target", "CONNECT test:443 HTTP/1.1\r\nHost: test\r\n\r\n"},
    };
}

std::vector<Refused> all_refused() {
    std::vector<Refused> all;
    for (auto list : {lengths(), encodings(), chunks(), lines(), heads()})
        all.insert(all.end(), list.begin(), list.end());
    return all;
}

class Gate : public ::testing::Test {
protected:
    static void SetUpTestSuite() { live_ = new LiveServer(); }
    static void TearDownTestSuite() {
        delete live_;
        live_ = nullptr;
    }
    static std::vector<Reply> replies_to(const std::string& bytes, std::size_t step) {
        RawClient client(live_->address());
        for (std::size_t at = 0; at < bytes.size(); at += step)
            if (!client.send(std::string_view(bytes).substr(at, step))) break;
        return client.read_all();  // returns when the server closes: the client does not
    }
    static void expect_one_refusal(const Refused& refused, std::size_t step) {
        const auto replies = replies_to(refused.bytes + smuggled, step);
        ASSERT_EQ(replies.size(), 1U) << refused.name;
        const Reply& reply = replies.front();
        EXPECT_EQ(reply.status, refused.status) << refused.name << reply.body;
        EXPECT_EQ(reply.code(), refused.code) << refused.name;
        EXPECT_TRUE(problem_page(refused.code)) << refused.code;
        EXPECT_EQ(reply.header("connection"), "close") << refused.name;
        EXPECT_EQ(reply.json().at("status").as_int64(), refused.status) << refused.name;
        EXPECT_EQ(reply.json().at("request_id"), boost::json::value(reply.header("x-request-id"))) << refused.name;
    }
    static LiveServer* live_;
};
LiveServer* Gate::live_ = nullptr;

TEST_F(Gate, RefusesWhatLeavesRoomForDoubtAndNeverAnswersWhatIsBehindIt) {
    for (const auto& refused : all_refused()) expect_one_refusal(refused, std::string::npos);
}

TEST_F(Gate, DecidesTheSameWhenBytesComeOneByOne) {
    for (const auto& refused : all_refused())
        if (refused.bytes.size() < 1024) expect_one_refusal(refused, 1);
}

TEST_F(Gate, AnswersWhatIsBehindARequestThatLeavesNoDoubt) {
    const std::string accept = "\r\nContent-Type: application/json\r\nIdempotency-Key: k\r\n" + live_->business_key;
    const std::string body = R"({"name":"Ada"})";
    const std::string extension(255, 'x');
    std::string full = "Host: test";
    for (std::size_t i = 1; i < max_header_count; ++i) full += "\r\nX-A: 1";
    const std::vector<std::pair<std::string, int>> taken{
        {post("Content-Length: 14" + accept, body), 201},
        {post("Content-Length: 00014" + accept, body), 201},
        {post("transfer-encoding:  CHUNKED \t" + accept, "e;" + extension + "\r\n" + body + "\r\n0\r\n\r\n"), 201},
        {post("Transfer-Encoding: chunked" + accept,
              "4\r\n" + body.substr(0, 4) + "\r\n00A;a=b\r\n" + body.substr(4) + "\r\n0;last\r\n\r\n"),
         201},
        {get("Host: test\r\nContent-Length: 0"), 200},
        {get("Host: test\r\nUpgrade: websocket, h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: "
             "AAMAAABk"),
         200},
        {get("Host:test\r\nX-A:\t a\tb \r\nX-Empty:"), 200},
        {get(full), 200},
        {"GET http://test/live HTTP/1.1\r\nHost: test\r\n\r\n", 200},
        {"GET /" + std::string(8000, 'x') + " HTTP/1.1\r\nHost: test\r\n\r\n", 404},
    };
    for (const auto& [bytes, status] : taken) {
        RawClient client(live_->address());
        client.send(bytes + smuggled);
        client.finish_sending();
        const auto replies = client.read_all();
        ASSERT_EQ(replies.size(), 2U) << bytes;
        EXPECT_EQ(replies[0].status, status) << bytes << replies[0].body;
        EXPECT_EQ(replies[1].status, 200) << bytes;
        EXPECT_EQ(replies[1].body, R"({"status":"live"})");
    }
}

TEST_F(Gate, AnswersPipelinedRequestsInOrderAndNoneAfterARefusedOne) {
    std::string bytes;
    for (int i = 0; i < 40; ++i) {
        const std::string id = "X-Request-Id: r" + std::to_string(i);
        bytes += i % 3 == 0 ? request_text("GET", "/v1/business", {live_->business_key, id})
                            : request_text("GET", "/live", {id});
    }
    for (const auto& last :
         {Refused{"", get("Host: a\r\nHost: b")}, Refused{"", get("Host: a\r\nConnection: close")}}) {
        const auto replies = replies_to(bytes + last.bytes + smuggled + smuggled, std::string::npos);
        ASSERT_EQ(replies.size(), 41U);
        for (std::size_t i = 0; i < 40; ++i) {
            EXPECT_EQ(replies[i].status, 200);
            EXPECT_EQ(replies[i].header("x-request-id"), "r" + std::to_string(i));
            EXPECT_EQ(replies[i].header("connection"), "");
        }
        EXPECT_EQ(replies[40].header("connection"), "close");
    }
}

TEST_F(Gate, EndsAnHttp10ConnectionUnlessItAsksToStay) {
    const std::string old = "GET /live HTTP/1.0\r\nHost: test\r\n";
    const auto one = replies_to(old + "\r\n" + smuggled, std::string::npos);
    ASSERT_EQ(one.size(), 1U);
    EXPECT_EQ(one[0].header("connection"), "close");
    RawClient client(live_->address());
    EXPECT_EQ(client.exchange(old + "Connection: Keep-Alive\r\n\r\n").header("connection"), "keep-alive");
    EXPECT_EQ(client.exchange(old + "\r\n").header("connection"), "close");
    EXPECT_FALSE(client.read_reply());
}

TEST_F(Gate, AsksForABodyThatWaitsToBeAskedFor) {
    RawClient client(live_->address());
    client.send(
        post("Content-Length: 14\r\nExpect: 100-continue\r\nContent-Type: application/json\r\n"
             "Idempotency-Key: e\r\n" +
                 live_->business_key,
             ""));
    const auto go_on = client.read_reply();
    ASSERT_TRUE(go_on);
    EXPECT_EQ(go_on->status, 100);
    EXPECT_EQ(client.exchange(R"({"name":"Ada"})").status, 201);
    client.send(post("Content-Length: 9999999\r\nExpect: 100-continue", ""));
    const auto too_large = client.read_all();
    ASSERT_EQ(too_large.size(), 1U);
    EXPECT_EQ(too_large[0].code(), "payload_too_large");
}

}  // namespace
}  // namespace suoledger::http::test

// SPDX-License-Identifier: Apache-2.0
// Reads of the primary over real sockets: what is sent and to whom, what comes back, and how much is under way.
#include "adapters/read_node/curl_primary_reads.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <future>
#include <set>
#include <sstream>
#include <thread>

#include "tests/adapters/loopback_peer.hpp"

namespace suoledger::tests {
namespace {

using namespace adapters;
using http::PrimaryAnswer;
using http::PrimaryHead;
using http::PrimaryQuestion;
using testing::HasSubstr;
using Piece = PrimaryAnswer::Piece;

PrimaryQuestion question(const std::string& target = "/v1/audit/access_log", const std::string& who = "ada") {
    PrimaryQuestion asked;
    asked.target = target;
    asked.headers = {{"authorization", "Bearer sk_live_of_ada"}};
    asked.asked_by = who;
    return asked;
}

/// What is told once, waited for.
template <class T, class Begin>
T told(Begin begin) {
    auto promise = std::make_shared<std::promise<T>>();
    auto future = promise->get_future();
    begin([promise](T value) { promise->set_value(std::move(value)); });
    if (future.wait_for(std::chrono::seconds{30}) != std::future_status::ready) throw std::runtime_error{"never told"};
    return future.get();
}
std::optional<PrimaryHead> head_of(PrimaryAnswer& answer) {
    return told<std::optional<PrimaryHead>>([&](auto tell) { answer.head(tell); });
}
struct Body {
    std::string text;
    Piece::End end;
};
Body body_of(PrimaryAnswer& answer) {
    Body body{"", Piece::End::none};
    while (body.end == Piece::End::none) {
        const auto piece = told<Piece>([&](auto tell) { answer.next(tell); });
        body.text += piece.text;
        body.end = piece.end;
    }
    return body;
}

std::multiset<std::string> lines_of(const std::string& head) {
    std::multiset<std::string> lines;
    std::istringstream stream{head};
    for (std::string line; std::getline(stream, line) && line != "\r";) lines.insert(line.substr(0, line.size() - 1));
    return lines;
}

class ProxyOfTheEnvironment {
public:
    explicit ProxyOfTheEnvironment(const std::string& url) {
        for (const char* name : names) setenv(name, url.c_str(), 1);
    }
    ~ProxyOfTheEnvironment() {
        for (const char* name : names) unsetenv(name);
    }
    ProxyOfTheEnvironment(const ProxyOfTheEnvironment&) = delete;
    ProxyOfTheEnvironment& operator=(const ProxyOfTheEnvironment&) = delete;

private:
    static constexpr std::array<const char*, 2> names{"http_proxy", "ALL_PROXY"};
};

class CurlPrimaryReads : public testing::Test {
protected:
    std::unique_ptr<http::PrimaryReads> reads(PrimaryReadLimits limits = {}) {
        return make_primary_reads({primary_.url(), ""}, limits);
    }
    LoopbackPeer primary_;
};

TEST_F(CurlPrimaryReads, SendsTheQuestionAndNothingElse) {
    const auto asking = reads();
    auto asked = question("/tile/x/%2e%2E/./a%2Fb?limit=2&cursor=%41+b");
    asked.headers.emplace_back("x-request-id", "mine-1");
    asked.headers.emplace_back("if-match", "");
    const auto answer = asking->ask(asked);
    auto connection = primary_.accept();
    EXPECT_EQ(lines_of(connection.read_head()),
              (std::multiset<std::string>{"GET /tile/x/%2e%2E/./a%2Fb?limit=2&cursor=%41+b HTTP/1.1",
                                          "Host: " + primary_.url().substr(7), "authorization: Bearer sk_live_of_ada",
                                          "x-request-id: mine-1", "if-match:"}));
}

TEST_F(CurlPrimaryReads, SendsKeysToThePrimaryAloneWhateverItOrAnEnvironmentNames) {
    LoopbackPeer other;
    const ProxyOfTheEnvironment proxy{other.url()};
    const auto asking = reads();
    const auto answer = asking->ask(question());
    auto connection = primary_.accept();
    EXPECT_THAT(connection.read_head(), HasSubstr("Bearer sk_live_of_ada"));
    connection.send("HTTP/1.1 307 Temporary Redirect\r\nLocation: " + other.url() +
                    "/x\r\nContent-Length: 2\r\n\r\nno");
    EXPECT_EQ(head_of(*answer)->status, 307);
    EXPECT_EQ(body_of(*answer).text, "no");
    EXPECT_FALSE(other.has_visitor());
}

TEST_F(CurlPrimaryReads, TellsHeadAndBodyAsTheyCome) {
    const auto asking = reads();
    const auto answer = asking->ask(question());
    auto connection = primary_.accept();
    connection.read_head();
    connection.send(
        "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nETag: \"a: b\"\r\n"
        "Set-Cookie:one\r\nset-cookie:  two \r\nTransfer-Encoding: chunked\r\n\r\n");
    const auto head = head_of(*answer);  // before anything of the body was sent
    ASSERT_TRUE(head);
    EXPECT_EQ(head->status, 200);
    EXPECT_EQ(head->length, std::nullopt);
    EXPECT_EQ(
        head->headers,
        (http::HeaderLines{
            {"ETag", "\"a: b\""}, {"Set-Cookie", "one"}, {"set-cookie", "two"}, {"Transfer-Encoding", "chunked"}}));
    connection.send("3\r\none\r\n");
    EXPECT_EQ(told<Piece>([&](auto tell) { answer->next(tell); }).text, "one");
    connection.send("3\r\ntwo\r\n0\r\nX-Sum: 6\r\n\r\n");
    const auto rest = body_of(*answer);
    EXPECT_EQ(rest.text, "two");
    EXPECT_EQ(rest.end, Piece::End::whole);
}

TEST_F(CurlPrimaryReads, AskForHeadsAndPass304AndProblemsOverOneConnection) {
    const auto asking = reads();
    auto asked = question();
    asked.head_only = true;
    auto answer = asking->ask(asked);
    auto connection = primary_.accept();
    EXPECT_THAT(connection.read_head(), testing::StartsWith("HEAD /v1/audit/access_log HTTP/1.1\r\n"));
    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n");
    EXPECT_EQ(head_of(*answer)->length, 12U);
    EXPECT_EQ(body_of(*answer).end, Piece::End::whole);
    answer = asking->ask(question());
    connection.read_head();
    connection.send("HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\n\r\n");
    EXPECT_EQ(head_of(*answer)->status, 304);
    EXPECT_EQ(body_of(*answer).end, Piece::End::whole);
    answer = asking->ask(question());
    connection.read_head();
    connection.send("HTTP/1.1 404 Not Found\r\nContent-Type: application/problem+json\r\nContent-Length: 2\r\n\r\n{}");
    EXPECT_EQ(head_of(*answer)->status, 404);
    EXPECT_EQ(body_of(*answer).text, "{}");
    EXPECT_FALSE(primary_.has_visitor());
}

TEST_F(CurlPrimaryReads, ABodyThatEndsEarlyIsCut) {
    const auto asking = reads();
    const auto answer = asking->ask(question());
    {
        auto connection = primary_.accept();
        connection.read_head();
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
        ASSERT_EQ(head_of(*answer)->length, 10U);
    }
    const auto body = body_of(*answer);
    EXPECT_EQ(body.text, "half");
    EXPECT_EQ(body.end, Piece::End::cut);
}

TEST_F(CurlPrimaryReads, WithoutAWholeHeadThereIsNoAnswer) {
    auto asking = reads({.head_bytes = 1000});
    auto answer = asking->ask(question());
    {
        primary_.accept().read_head();
    }  // hangs up
    EXPECT_FALSE(head_of(*answer));
    answer = asking->ask(question());
    auto connection = primary_.accept();
    connection.read_head();
    connection.send("HTTP/1.1 200 OK\r\nX-Long: " + std::string(2000, 'x') + "\r\n\r\n");
    EXPECT_FALSE(head_of(*answer));
    const auto nobody = make_primary_reads({"http://127.0.0.1:1", ""});
    answer = nobody->ask(question());
    EXPECT_FALSE(head_of(*answer));
    EXPECT_EQ(body_of(*answer).end, Piece::End::cut);
}

TEST_F(CurlPrimaryReads, ASilentOneKeepsNobodyWaitingAndIsGivenUp) {
    const auto asking = reads();
    auto silent = asking->ask(question());
    auto dumb = primary_.accept();
    dumb.read_head();
    const auto answer = asking->ask(question());
    auto connection = primary_.accept();
    connection.read_head();
    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    EXPECT_TRUE(head_of(*answer));
    EXPECT_EQ(body_of(*answer).text, "{}");
    silent.reset();
    EXPECT_TRUE(dumb.is_over());
}

TEST_F(CurlPrimaryReads, HasSoManyPlacesInAllAndForOne) {
    const auto asking = reads({.most_at_once = 3, .most_of_one = 2});
    auto one = asking->ask(question("/a", "ada"));
    const auto two = asking->ask(question("/b", "ada"));
    ASSERT_TRUE(one && two);
    EXPECT_FALSE(asking->ask(question("/c", "ada")));
    const auto third = asking->ask(question("/d", "bola"));
    EXPECT_TRUE(third);
    EXPECT_FALSE(asking->ask(question("/e", "chike")));
    one.reset();
    std::shared_ptr<PrimaryAnswer> again;  // the place comes back once the connection is let go
    for (int attempt = 0; attempt < 3000 && !again; ++attempt) {
        again = asking->ask(question("/f", "ada"));
        if (!again) std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
    EXPECT_TRUE(again);
}

TEST_F(CurlPrimaryReads, FetchesNoMoreThanItsMemoryAheadOfTheClient) {
    constexpr std::size_t whole = std::size_t{200} << 20U;
    const auto asking = reads({.bytes_ahead = std::size_t{64} << 10U});
    const auto answer = asking->ask(question());
    auto connection = primary_.accept();
    connection.read_head();
    connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(whole) + "\r\n\r\n");
    ASSERT_TRUE(head_of(*answer));
    std::size_t sent = connection.send_until_it_rests(whole);
    EXPECT_LT(sent, whole);  // sockets hold the rest of it, some MiB
    auto sending = std::async(std::launch::async, [&] {
        const std::string some(std::size_t{1} << 20U, 'x');
        for (; sent < whole; sent += std::min(some.size(), whole - sent))
            connection.send(std::string_view{some}.substr(0, whole - sent));
    });
    std::size_t read = 0;
    Piece piece;
    for (; piece.end == Piece::End::none; piece = told<Piece>([&](auto tell) { answer->next(tell); })) {
        read += piece.text.size();
        ASSERT_LE(piece.text.size(), std::size_t{128} << 10U);
    }
    sending.get();
    EXPECT_EQ(piece.end, Piece::End::whole);
    EXPECT_EQ(read, whole);
}

TEST_F(CurlPrimaryReads, WhoWaitsIsToldWhenItIsTakenDown) {
    auto asking = reads();
    const auto first = asking->ask(question());
    auto connection = primary_.accept();
    connection.read_head();
    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
    ASSERT_TRUE(head_of(*first));
    const auto second = asking->ask(question());
    primary_.accept().read_head();
    asking.reset();
    EXPECT_EQ(body_of(*first).end, Piece::End::cut);
    EXPECT_FALSE(head_of(*second));
}

TEST_F(CurlPrimaryReads, ReachesListenersOfWhichItKnowsTheAddress) {
    LoopbackPeer admin;
    EXPECT_TRUE(reads()->reaches(http::Listener::api));
    EXPECT_FALSE(reads()->reaches(http::Listener::admin));
    const auto both = make_primary_reads({primary_.url(), admin.url()});
    ASSERT_TRUE(both->reaches(http::Listener::admin));
    auto asked = question();
    asked.listener = http::Listener::admin;
    const auto answer = both->ask(asked);
    EXPECT_THAT(admin.accept().read_head(), HasSubstr("GET /v1/audit/access_log"));
    EXPECT_FALSE(primary_.has_visitor());
}

}  // namespace
}  // namespace suoledger::tests

// SPDX-License-Identifier: Apache-2.0
// The API over a Unix socket: what comes through it, who may, and what becomes of its file.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string_view>
#include <thread>

#include "tests/eventstore/scratch_directory.hpp"
#include "tests/http/live_server.hpp"
#include "tests/support/peer_address.hpp"

namespace suoledger::http::test {
namespace {

namespace fs = std::filesystem;

class ListenSocket : public ::testing::Test {
protected:
    ServerConfig config() const {
        ServerConfig config = test_config();
        config.listen_socket = path();
        return config;
    }
    [[nodiscard]] fs::path path() const { return scratch_.path() / "api.sock"; }
    Reply get_business(const LiveServer& live, const std::vector<std::string>& more = {}) const {
        std::vector<std::string> headers{live.business_key};
        headers.insert(headers.end(), more.begin(), more.end());
        return RawClient(path().string()).exchange(request_text("GET", "/v1/business", headers));
    }
    void expect_refused(std::string_view why) const {
        try {
            const LiveServer live(config());
            FAIL() << "it listens on " << path();
        } catch (const std::runtime_error& fault) {
            EXPECT_EQ(fault.what(), "cannot listen on " + path().string() + ": " + std::string(why));
        }
    }

private:
    tests::ScratchDirectory scratch_;
};

/// What a process that was killed leaves: a file whose socket is gone.
void leave_behind(const fs::path& path) {
    const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto place = suoledger::tests::peer_address(path.string());
    ASSERT_EQ(::bind(socket, place.get(), place.size), 0);
    ASSERT_EQ(::listen(socket, 1), 0);
    ASSERT_EQ(::close(socket), 0);
    ASSERT_TRUE(fs::is_socket(path));
}

TEST_F(ListenSocket, ServesTheApiBesideTheAddress) {
    const LiveServer live(config());
    RawClient local(path().string());
    const Reply issued = local.exchange(request_text("POST", "/v1/invoices", live.post_headers("k"), soap_invoice));
    EXPECT_EQ(issued.status, 201) << issued.body;
    const Reply again =
        RawClient(live.address()).exchange(request_text("POST", "/v1/invoices", live.post_headers("k"), soap_invoice));
    EXPECT_EQ(again.body, issued.body) << "one API, whichever way";
    EXPECT_EQ(local.exchange(request_text("GET", "/v1/projections", {live.operator_key})).status, 404)
        << "operators have their own listener";
    EXPECT_EQ(local.exchange(request_text("GET", "/v1/business")).status, 401) << "being local is no key";
}

TEST_F(ListenSocket, LetsItsUserAndGroupInOnly) {
    const LiveServer live(config());
    struct stat found{};
    ASSERT_EQ(::stat(path().c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 0777U, 0660U);
}

TEST_F(ListenSocket, IsAPeerOfTheLoopbackWhichForwardsWhatIsBelievedOnlyIfItIsTrusted) {
    for (const bool trusted : {false, true}) {
        ServerConfig limited = config();
        limited.rate_limit_per_address = RateLimit{1, 3};
        if (trusted) limited.trusted_proxies.push_back(parse_address_range("127.0.0.1").value());
        LiveServer live(std::move(limited));
        live.steady_us = 100'000'000;
        int served = 0;
        for (int i = 0; i < 6; ++i)
            served += get_business(live, {"X-Forwarded-For: 192.0.2." + std::to_string(i)}).status == 200 ? 1 : 0;
        EXPECT_EQ(served, trusted ? 6 : 3);
        EXPECT_EQ(live.get("/v1/business").status, trusted ? 200 : 429) << "one bucket with 127.0.0.1 over TCP";
    }
}

TEST_F(ListenSocket, SharesTheLimitOfConnectionsWithTheAddress) {
    ServerConfig small = config();
    small.max_connections = 2;
    const LiveServer live(small);
    const std::string probe = "GET /live HTTP/1.1\r\nHost: test\r\n\r\n";
    RawClient one(live.address()), two(path().string());
    EXPECT_EQ(one.exchange(probe).status, 200);
    EXPECT_EQ(two.exchange(probe).status, 200);
    for (const auto& address : {path().string(), live.address()}) {
        const auto replies = RawClient(address).read_all();
        ASSERT_EQ(replies.size(), 1U);
        EXPECT_EQ(replies[0].code(), "overloaded") << address;
    }
}

TEST_F(ListenSocket, TakesThePlaceOfOneThatWasLeftBehind) {
    leave_behind(path());
    const LiveServer live(config());
    EXPECT_EQ(get_business(live).status, 200);
}

TEST_F(ListenSocket, LeavesOneAloneThatIsListenedOn) {
    const LiveServer first(config());
    expect_refused("Address already in use");
    EXPECT_EQ(get_business(first).status, 200);
}

TEST_F(ListenSocket, LeavesFilesAlone) {
    std::ofstream{path()} << "somebody's";
    expect_refused("Address already in use");
    fs::remove(path());
    fs::create_symlink("elsewhere", path());
    expect_refused("Address already in use");
    EXPECT_TRUE(fs::is_symlink(path()));
}

TEST_F(ListenSocket, GoesWhileTheServerDrainsSoThatTheNextCanTakeItsPlace) {
    LiveServer live(config());
    live.store.hold();
    auto busy = std::make_unique<RawClient>(path().string());
    busy->send(request_text("POST", "/v1/invoices", live.post_headers("k"), soap_invoice));
    live.store.wait_for_held(1);
    std::thread draining([&] { live.server->drain(); });
    for (int i = 0; i < 10'000 && fs::exists(path()); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    const LiveServer next(config());
    live.store.release();
    const auto replies = busy->read_all();
    busy.reset();
    draining.join();
    ASSERT_EQ(replies.size(), 1U);
    EXPECT_EQ(replies[0].status, 201) << "what was in flight is answered";
    EXPECT_EQ(get_business(next).status, 200) << "the one that ended took only its own file away";
}

}  // namespace
}  // namespace suoledger::http::test

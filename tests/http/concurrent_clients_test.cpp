// SPDX-License-Identifier: Apache-2.0
// Many clients at once; run under ThreadSanitizer too.
#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>

#include "tests/http/live_server.hpp"

namespace suoledger::http::test {
namespace {

template <class Work>
void in_threads(int count, Work work) {
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i) threads.emplace_back([&work, i] { work(i); });
    for (auto& thread : threads) thread.join();
}

ServerConfig several_threads() {
    ServerConfig config = test_config();
    config.io_threads = 3;
    config.handler_threads = 3;
    return config;
}

TEST(ConcurrentClients, GetOneEffectAndOneReplyForOneKey) {
    LiveServer live(several_threads());
    const auto before = live.service.services.store.head().position;
    std::mutex mutex;
    std::set<std::string> bodies;
    std::atomic<int> created{0}, replayed{0};
    in_threads(20, [&](int) {
        RawClient client(live.address());
        for (int i = 0; i < 5; ++i) {
            const auto reply =
                client.exchange(request_text("POST", "/v1/customers", live.post_headers("same"), R"({"name":"Ada"})"));
            EXPECT_EQ(reply.status, 201) << reply.body;
            ++(reply.header("idempotent-replayed") == "true" ? replayed : created);
            const std::lock_guard lock(mutex);
            bodies.insert(reply.body);
        }
    });
    EXPECT_EQ(bodies.size(), 1U);
    EXPECT_EQ(created, 1);
    EXPECT_EQ(replayed, 99);
    EXPECT_EQ(live.service.services.store.head().position, before + 1);
}

TEST(ConcurrentClients, ReadTheirOwnWritesWhileOthersComeAndGo) {
    LiveServer live(several_threads());
    in_threads(12, [&](int thread) {
        for (int i = 0; i < 6; ++i) {
            RawClient client(live.address());
            const std::string key = std::to_string(thread) + "-" + std::to_string(i);
            const auto text = request_text("POST", "/v1/customers", live.post_headers(key), R"({"name":"Ada"})");
            if (thread % 3 == 0) {  // leaves without waiting
                client.send(std::string_view(text).substr(0, text.size() - static_cast<std::size_t>(i % 2)));
                continue;
            }
            const auto made = client.exchange(text);
            ASSERT_EQ(made.status, 201) << made.body;
            const auto read = client.exchange(
                request_text("GET", "/v1/customers/" + std::string(made.json().at("id").as_string()),
                             {live.business_key, "Ledger-Min-Position: " + made.header("ledger-position")}));
            EXPECT_EQ(read.status, 200) << read.body;
            EXPECT_EQ(client.exchange(request_text("GET", "/ready")).status, 200);
        }
    });
}

TEST(ConcurrentClients, AreAnsweredOrNotTouchedWhenTheServerDrains) {
    LiveServer live(several_threads());
    std::atomic<int> answered{0};
    std::thread drain;
    in_threads(8, [&](int thread) {
        try {
            RawClient client(live.address());
            for (int i = 0; i < 1000; ++i) {
                const std::string key = std::to_string(thread) + "-" + std::to_string(i);
                client.send(request_text("POST", "/v1/customers", live.post_headers(key), R"({"name":"Ada"})"));
                const auto reply = client.read_reply();
                if (!reply || reply->status == 503) return;
                EXPECT_EQ(reply->status, 201) << reply->body;
                if (++answered == 40) drain = std::thread([&live] { live.server->drain(); });
                if (reply->header("connection") == "close") return;
            }
        } catch (const std::runtime_error&) {  // nobody accepts any more
        }
    });
    drain.join();
    // The business, its key and the operator's; then one event for every client that was told so, and no more than one
    // for each whose connection ended under its request.
    const auto recorded = live.service.services.store.head().position - 3;
    EXPECT_GE(recorded, answered);
    EXPECT_LE(recorded, answered + 8);
}

TEST(ConcurrentClients, FindNoServerAfterItWasDestroyedUnderThem) {
    LiveServer live(several_threads());
    const std::string address = live.address();
    std::atomic<int> answered{0};
    std::thread stop;
    in_threads(8, [&](int thread) {
        try {
            for (int i = 0; i < 1000; ++i) {
                const std::string key = std::to_string(thread) + "-" + std::to_string(i);
                const auto reply = RawClient(address).exchange(
                    request_text("POST", "/v1/customers", live.post_headers(key), R"({"name":"Ada"})"));
                if (reply.code() == "draining") return;  // read after the end had begun
                EXPECT_EQ(reply.status, 201) << reply.body;
                if (++answered == 30) stop = std::thread([&live] { live.server.reset(); });
            }
        } catch (const std::runtime_error&) {  // refused or cut off
        }
    });
    stop.join();
    EXPECT_GE(answered, 30);
}

}  // namespace
}  // namespace suoledger::http::test

// SPDX-License-Identifier: Apache-2.0
// Processes hear of each other's appends: when told, when nobody told them, and after every kind of lost connection.
#include "eventstore/postgres/head_channel.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <pqxx/pqxx>

#include "eventstore/postgres/migrations.hpp"
#include "tests/support/postgres_cluster.hpp"

using namespace suoledger;
using namespace suoledger::eventstore;

namespace {

/// Everything a listener reported, in order.
class Heard {
public:
    std::function<void(std::int64_t)> callback() {
        return [this](std::int64_t position) {
            const std::lock_guard lock(mutex_);
            positions_.push_back(position);
            arrived_.notify_all();
        };
    }
    /// Returns once that position was reported; false after a safety net of 60 s.
    bool wait_for(std::int64_t position) {
        std::unique_lock lock(mutex_);
        return arrived_.wait_for(lock, std::chrono::seconds(60),
                                 [&] { return std::ranges::find(positions_, position) != positions_.end(); });
    }
    std::vector<std::int64_t> positions() {
        const std::lock_guard lock(mutex_);
        return positions_;
    }

private:
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::vector<std::int64_t> positions_;
};

class ConcurrentProcesses : public testing::Test {
protected:
    void SetUp() override {
        migrate_up(url_);
        connection_ = std::make_unique<pqxx::connection>(url_);
    }
    pqxx::result run(const std::string& sql) {
        pqxx::nontransaction work(*connection_);
        return work.exec(sql);
    }
    /// An append of somebody who announces nothing.
    void move_head_to(std::int64_t position) {
        run("UPDATE suoledger.log_head SET position = " + std::to_string(position));
    }
    /// Looking comes after LISTEN, so whoever found the head by looking also hears what comes next.
    void wait_until_listening(std::int64_t position) {
        move_head_to(position);
        ASSERT_TRUE(heard_.wait_for(position));
    }
    void terminate(const std::string& application) {
        const auto ended =
            run("SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity WHERE datname = current_database() "
                "AND application_name = '" +
                application + "'");
        ASSERT_EQ(ended.size(), 1) << application;
        ASSERT_TRUE(ended[0][0].as<bool>());
    }

    const std::string url_ = tests::PostgresCluster::shared().create_database();
    std::unique_ptr<pqxx::connection> connection_;
    Heard heard_;
};

TEST_F(ConcurrentProcesses, HearWhatAnotherAnnounces) {
    HeadListener listener(url_, heard_.callback());
    wait_until_listening(1);
    HeadAnnouncer announcer(url_);
    announcer.announce(7);  // the head stays at 1: looking cannot find it
    EXPECT_TRUE(heard_.wait_for(7));
}

TEST_F(ConcurrentProcesses, HearOnlyTheHighestOfWhatCouldNotBeSent) {
    run("DROP ROLE IF EXISTS announcing_test");
    run("CREATE ROLE announcing_test NOLOGIN IN ROLE suoledger_append");
    HeadListener listener(url_, heard_.callback());
    wait_until_listening(1);
    HeadAnnouncer announcer(url_ + " user=announcing_test");
    for (const std::int64_t position : {3, 9, 5}) announcer.announce(position);
    run("ALTER ROLE announcing_test LOGIN");
    ASSERT_TRUE(heard_.wait_for(9));
    announcer.announce(9);
    announcer.announce(12);
    ASSERT_TRUE(heard_.wait_for(12));
    EXPECT_EQ(heard_.positions(), (std::vector<std::int64_t>{1, 9, 12}));
}

TEST_F(ConcurrentProcesses, ReportTheLastOfManyThreadsAnnouncements) {
    constexpr std::int64_t threads = 4, each = 500;
    HeadListener listener(url_, heard_.callback());
    wait_until_listening(1);
    move_head_to(threads * each);  // a look must not take announcements for made up
    HeadAnnouncer announcer(url_);
    std::vector<std::thread> running;
    for (std::int64_t t = 0; t < threads; ++t)
        running.emplace_back([&announcer, t] {
            for (std::int64_t i = 1; i <= each; ++i) announcer.announce(i * threads - t);
        });
    for (auto& thread : running) thread.join();
    ASSERT_TRUE(heard_.wait_for(threads * each));
    const auto positions = heard_.positions();
    EXPECT_TRUE(std::ranges::is_sorted(positions));
    EXPECT_EQ(std::ranges::adjacent_find(positions), positions.end()) << "each position once";
}

TEST_F(ConcurrentProcesses, FindWhatNobodyAnnounced) {
    HeadListener listener(url_, heard_.callback());
    wait_until_listening(1);
    move_head_to(4);
    EXPECT_TRUE(heard_.wait_for(4));
}

TEST_F(ConcurrentProcesses, HearAgainAfterTheirConnectionsWereEnded) {
    HeadListener listener(url_, heard_.callback());
    HeadAnnouncer announcer(url_);
    wait_until_listening(1);
    announcer.announce(2);
    ASSERT_TRUE(heard_.wait_for(2));
    terminate("suoledger-listener");
    wait_until_listening(3);
    terminate("suoledger-announcer");
    announcer.announce(30);
    EXPECT_TRUE(heard_.wait_for(30));
}

TEST_F(ConcurrentProcesses, AreNotSilencedByPositionsThatSomebodyMadeUp) {
    HeadListener listener(url_, heard_.callback());
    wait_until_listening(1);
    for (const char* payload : {"", "many", "-5", "8x", "99999999999999999999"})
        run(std::string("SELECT pg_notify('suoledger_head', '") + payload + "')");
    run("SELECT pg_notify('suoledger_head', '9223372036854775807')");
    ASSERT_TRUE(heard_.wait_for(9'223'372'036'854'775'807));
    move_head_to(5);
    EXPECT_TRUE(heard_.wait_for(5));
    EXPECT_EQ(heard_.positions(), (std::vector<std::int64_t>{1, 9'223'372'036'854'775'807, 5}));
}

TEST_F(ConcurrentProcesses, HearAgainAfterTheServerWasKilled) {
    HeadListener listener(url_, heard_.callback());
    HeadAnnouncer announcer(url_);
    wait_until_listening(1);
    connection_.reset();
    tests::PostgresCluster::shared().kill();
    {
        const HeadListener alone(url_, heard_.callback());
        HeadAnnouncer unheard(url_);
        unheard.announce(2);
    }  // both end without a database
    tests::PostgresCluster::shared().start();
    connection_ = std::make_unique<pqxx::connection>(url_);
    wait_until_listening(3);
    announcer.announce(4);
    EXPECT_TRUE(heard_.wait_for(4));
}

}  // namespace

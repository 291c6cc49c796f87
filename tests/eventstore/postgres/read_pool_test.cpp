// SPDX-License-Identifier: Apache-2.0
// Reads share few connections: who finds none is told so in time, and none is lost by it.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <pqxx/pqxx>

#include "eventstore/event_store.hpp"
#include "eventstore/postgres/migrations.hpp"
#include "eventstore/postgres/postgres_store.hpp"
#include "tests/support/postgres_cluster.hpp"

using namespace suoledger;
using namespace suoledger::eventstore;

namespace {

class ReadPoolTest : public testing::Test {
protected:
    void SetUp() override { migrate_up(url_); }

    const std::string url_ = tests::PostgresCluster::shared().create_database();
};

/// Statements that wait for a lock which the test holds.
class BlockedReads {
public:
    BlockedReads(const std::string& url, ReadPool& pool, std::size_t count) : connection_(url), work_(connection_) {
        work_.exec("SELECT pg_advisory_lock(1)");
        while (threads_.size() < count) {
            threads_.emplace_back([&pool] { wait_for_lock(pool); });
            wait_until_all_wait();
        }
    }
    ~BlockedReads() { finish(); }
    BlockedReads(const BlockedReads&) = delete;
    BlockedReads& operator=(const BlockedReads&) = delete;

    void finish() {
        if (threads_.empty()) return;
        work_.exec("SELECT pg_advisory_unlock(1)");
        for (auto& thread : threads_) thread.join();
        threads_.clear();
    }

private:
    static void wait_for_lock(ReadPool& pool) {
        try {
            // The statement's own limit would let it go on a slow machine. Reads come here one after another, so that
            // both statements have the connection that nobody else has.
            pool.execute("SELECT set_config('statement_timeout', '0', false)", {});
            pool.execute("SELECT pg_advisory_lock_shared(1), pg_advisory_unlock_shared(1)", {});
        } catch (const StoreUnavailable& fault) {
            ADD_FAILURE() << fault.what();
        }
    }
    void wait_until_all_wait() {
        const std::string waiting =
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        while (work_.exec(waiting)[0][0].as<std::size_t>() < threads_.size()) {
            if (std::chrono::steady_clock::now() > give_up) {
                ADD_FAILURE() << "a read does not wait for the lock";
                return;
            }
            std::this_thread::yield();
        }
    }

    pqxx::connection connection_;
    pqxx::nontransaction work_;
    std::vector<std::thread> threads_;
};

TEST_F(ReadPoolTest, TellsAConcurrentReadThatFindsNoConnectionSoInTime) {
    ReadPool pool(url_, std::chrono::milliseconds(20));
    BlockedReads blocked(url_, pool, ReadPool::max_connections);
    for (int i = 0; i < 3; ++i) {
        try {
            pool.execute("SELECT 1", {});
            FAIL() << "there was a connection more than allowed";
        } catch (const StoreUnavailable& fault) {
            EXPECT_NE(std::string(fault.what()).find("busy"), std::string::npos) << fault.what();
        }
    }
    blocked.finish();
    const BlockedReads again(url_, pool, ReadPool::max_connections - 1);  // none of them was lost
    EXPECT_EQ(pool.execute("SELECT 1", {}).number(0, 0), 1);
}

TEST_F(ReadPoolTest, GivesAConcurrentReadTheConnectionThatBecomesFree) {
    ReadPool pool(url_, std::chrono::minutes(1));
    BlockedReads blocked(url_, pool, ReadPool::max_connections);
    std::int64_t answer = 0;
    std::thread reader([&] { answer = pool.execute("SELECT 1", {}).number(0, 0); });
    blocked.finish();
    reader.join();
    EXPECT_EQ(answer, 1);
}

}  // namespace

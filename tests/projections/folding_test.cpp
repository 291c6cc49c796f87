// SPDX-License-Identifier: Apache-2.0
// Read models are the fold of the log and nothing else: whatever the batches, restarts, rebuilds and kills on the way.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <random>

#include <gtest/gtest.h>

#include "domain/journal.hpp"
#include "eventstore/codec.hpp"
#include "projections/database.hpp"
#include "tests/projections/database_dump.hpp"
#include "tests/projections/history.hpp"

using namespace suoledger;
using namespace suoledger::projections;

namespace {

constexpr std::int64_t epoch = 1;

class Folding : public testing::Test {
protected:
    void SetUp() override {
        std::string pattern = "/tmp/suoledger-read-models-XXXXXX";
        ASSERT_NE(mkdtemp(pattern.data()), nullptr);
        root_ = pattern;
    }
    void TearDown() override { std::filesystem::remove_all(root_); }

    DatabaseOptions options(const std::string& name) { return {.directory = root_ / name}; }

    static void fold(Database& database, const History& history, std::size_t from, std::size_t until) {
        auto batch = database.begin(epoch);
        for (std::size_t i = from; i < until; ++i) batch->fold(history.events[i]);
        batch->commit();
    }
    /// In batches of random sizes, from where the rows stand.
    static void fold_rest(Database& database, const History& history, std::mt19937_64& random) {
        auto next = static_cast<std::size_t>(database.served_position());
        while (next < history.events.size()) {
            const std::size_t until = std::min(history.events.size(), next + 1 + random() % 40);
            fold(database, history, next, until);
            next = until;
        }
    }
    std::filesystem::path root_;
};

TEST_F(Folding, IsTheSameForAnyBatchesAndAfterAReset) {
    std::mt19937_64 random(printed_seed());
    const History history = random_history(random(), 250);
    ASSERT_GT(history.events.size(), 150U);
    Database whole(options("whole"));
    fold(whole, history, 0, history.events.size());
    const Dump expected = dump(whole);
    ASSERT_GT(expected.size(), 100U);
    Database parts(options("parts"));
    fold_rest(parts, history, random);
    EXPECT_EQ(dump(parts), expected);
    for (const auto& projection : all_projections()) {
        parts.reset(projection.id);
        auto batch = parts.begin(epoch);
        for (const auto& event : history.events) batch->fold(event);
        batch->commit();
        EXPECT_EQ(dump(parts), expected) << projection.name;
    }
}

TEST_F(Folding, GoesOnFromItsPositionAfterBeingKilledAtAnyEvent) {
    std::mt19937_64 random(printed_seed());
    const History history = random_history(random(), 120);
    Database whole(options("whole"));
    fold(whole, history, 0, history.events.size());
    const Dump expected = dump(whole);
    for (int round = 0; round < 5; ++round) {
        const std::string name = "killed" + std::to_string(round);
        const std::size_t survives = 1 + random() % (history.events.size() - 1);
        const pid_t child = fork();
        if (child == 0) {
            Database database(options(name));
            for (std::size_t i = 0; i < survives; ++i) fold(database, history, i, i + 1);
            auto half = database.begin(epoch);
            half->fold(history.events[survives]);
            ::kill(getpid(), SIGKILL);
        }
        int status = 0;
        ASSERT_EQ(waitpid(child, &status, 0), child);
        ASSERT_TRUE(WIFSIGNALED(status));
        Database database(options(name));
        for (const auto& position : database.positions())
            EXPECT_EQ(position.position, static_cast<std::int64_t>(survives))
                << "rows and positions are written together";
        fold_rest(database, history, random);
        EXPECT_EQ(dump(database), expected);
    }
}

TEST_F(Folding, RefusesToSkipAnEvent) {
    const History history = random_history(printed_seed(), 20);
    Database database(options("gap"));
    fold(database, history, 0, 3);
    auto batch = database.begin(epoch);
    EXPECT_THROW(batch->fold(history.events[4]), FoldFault);
}

TEST_F(Folding, KeepsBusinessesApart) {
    std::mt19937_64 random(printed_seed());
    const History both = random_history(random(), 150);
    Database together(options("both"));
    fold_rest(together, both, random);
    for (const auto& [where, value] : dump(together)) {
        const std::string_view key = where.second;
        const bool of_one = std::ranges::any_of(both.tenants, [key](const domain::Uuid& tenant) {
            return key.starts_with(std::string_view(reinterpret_cast<const char*>(tenant.bytes.data()), 16));
        });
        // Keys are looked up by their public part before anyone knows the business.
        EXPECT_TRUE(of_one || static_cast<ProjectionId>(where.first) == ProjectionId::api_keys);
    }
}

}  // namespace

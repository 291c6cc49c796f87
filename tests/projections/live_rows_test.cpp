// SPDX-License-Identifier: Apache-2.0
// Rows in memory over rows in files are one set of rows to every reader, whenever and however they are written.
#include <algorithm>
#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "eventstore/failpoints.hpp"
#include "projections/database.hpp"
#include "projections/folded_rows.hpp"
#include "tests/projections/database_dump.hpp"
#include "tests/projections/history.hpp"

using namespace suoledger;
using namespace suoledger::projections;
namespace failpoints = eventstore::failpoints;
using eventstore::FailpointAction;

namespace {

constexpr std::int64_t live_epoch = 1;
constexpr const char* before_write = "projections.before_write";

/// Nothing is written unless somebody asks.
constexpr LiveLimits never{.bytes = std::size_t{1} << 30, .events = 1'000'000, .age = std::chrono::hours(1)};

class LiveRowsOfADatabase : public testing::Test {
protected:
    void SetUp() override {
        std::string pattern = "/tmp/suoledger-live-rows-XXXXXX";
        ASSERT_NE(mkdtemp(pattern.data()), nullptr);
        root_ = pattern;
    }
    void TearDown() override {
        failpoints::clear();
        std::filesystem::remove_all(root_);
    }
    DatabaseOptions options(LiveLimits live) { return {.directory = root_ / "rows", .live = live}; }

    static void fold(Database& database, const History& history, std::size_t from, std::size_t until) {
        auto batch = database.begin(live_epoch);
        for (std::size_t i = from; i < until; ++i) batch->fold(history.events[i]);
        batch->commit();
    }
    std::filesystem::path root_;
};

using Found = std::vector<std::pair<std::string, std::string>>;

Found scan(const PinnedRows& rows, ProjectionId projection, const std::string& from, const std::string& until,
           bool is_down, std::size_t most) {
    Found found;
    const auto visit = [&](std::string_view key, std::string_view value) {
        found.emplace_back(key, value);
        return found.size() < most;
    };
    if (is_down)
        rows.scan_down(projection, from, until, visit);
    else
        rows.scan(projection, from, until, visit);
    return found;
}

/// Random ranges, both ways, and random keys of which some are not there.
void expect_same(const PinnedRows& rows, const PinnedRows& expected, const Dump& all, std::mt19937_64& random) {
    const auto any_key = [&](ProjectionId projection) -> std::string {
        auto place = all.lower_bound({static_cast<int>(projection), ""});
        for (auto steps = random() % 40; steps > 0 && place != all.end(); --steps) ++place;
        if (place == all.end() || place->first.first != static_cast<int>(projection)) return "";
        auto key = place->first.second;
        if (random() % 3 == 0) key.back() = static_cast<char>(key.back() + 1);
        return key;
    };
    for (const auto& projection : all_projections()) {
        const auto from = any_key(projection.id), until = any_key(projection.id);
        for (const bool is_down : {false, true}) {
            for (const std::size_t most : {std::size_t{3}, std::size_t{1000}}) {
                EXPECT_EQ(scan(rows, projection.id, from, until, is_down, most),
                          scan(expected, projection.id, from, until, is_down, most))
                    << projection.name << (is_down ? " down" : " up");
            }
        }
        const std::vector<std::string> keys{from, until, any_key(projection.id), "none"};
        EXPECT_EQ(rows.get_many(projection.id, keys), expected.get_many(projection.id, keys)) << projection.name;
        for (const auto& key : keys) EXPECT_EQ(rows.get(projection.id, key), expected.get(projection.id, key));
    }
}

TEST_F(LiveRowsOfADatabase, AreOneWithThoseInFilesForEveryReader) {
    std::mt19937_64 random(printed_seed());
    const History history = random_history(random(), 250);
    for (const std::size_t file_bytes : {std::size_t{0}, std::size_t{1} << 30}) {
        auto limits = never;
        limits.layers = 1 + random() % 4;
        limits.file_bytes = file_bytes;
        Database database(options(limits));
        FoldedRows expected;
        struct Reader {
            std::shared_ptr<const PinnedRows> rows;
            FoldedRows expected;
        };
        std::vector<Reader> readers;
        for (std::size_t next = 0; next < history.events.size();) {
            const auto until = std::min(history.events.size(), next + 1 + random() % 6);
            fold(database, history, next, until);
            for (; next < until; ++next) expected.fold(history.events[next]);
            if (random() % 10 == 0) database.flush();
            const auto all = dump(expected);
            ASSERT_EQ(dump(database), all) << "after " << next;
            const auto rows = database.pin();
            expect_same(*rows, expected, all, random);
            if (random() % 10 == 0) readers.push_back({rows, expected});
            if (readers.empty()) continue;
            const auto& reader = readers[random() % readers.size()];
            expect_same(*reader.rows, reader.expected, dump(reader.expected), random);
        }
        readers.clear();
        database.recreate();
    }
}

TEST_F(LiveRowsOfADatabase, AreThereAgainAfterAnOrderlyEnd) {
    const History history = random_history(printed_seed(), 60);
    Dump expected;
    {
        Database database(options(never));
        fold(database, history, 0, history.events.size());
        expected = dump(database);
    }
    Database database(options(never));
    EXPECT_EQ(database.served_position(), static_cast<std::int64_t>(history.events.size()));
    EXPECT_EQ(dump(database), expected);
}

/// By what gathered, by how many events, by age: whichever comes first, nobody has to ask.
TEST_F(LiveRowsOfADatabase, AreWrittenByThemselves) {
    const History history = random_history(printed_seed(), 20);
    auto by_bytes = never, by_events = never, by_age = never;
    by_bytes.bytes = 1;
    by_events.events = 1;
    by_age.age = std::chrono::seconds(0);
    for (const auto& limits : {by_bytes, by_events, by_age}) {
        Database database(options(limits));
        failpoints::set(before_write, FailpointAction::hold);
        std::thread folding([&] { fold(database, history, 0, 1); });
        EXPECT_TRUE(failpoints::wait_until_held(before_write));
        failpoints::clear();
        folding.join();
        database.recreate();
    }
}

/// Who wants memory back is asked when most of it is held, before any of it goes.
TEST_F(LiveRowsOfADatabase, AreAnnouncedBeforeTheyAreWritten) {
    const History history = random_history(printed_seed(), 20);
    int announced = 0;
    auto asked = options(never);
    asked.on_full = [&announced] { ++announced; };
    Database database(asked);
    fold(database, history, 0, history.events.size());
    EXPECT_EQ(announced, 0);
    failpoints::set(before_write, FailpointAction::throw_fault);
    EXPECT_THROW(database.flush(), eventstore::InjectedFault);
    EXPECT_EQ(announced, 1);
    failpoints::clear();
}

TEST_F(LiveRowsOfADatabase, WaitForFilesThatDoNotKeepUp) {
    const History history = random_history(printed_seed(), 20);
    auto limits = never;
    limits.bytes = 1;
    Database database(options(limits));
    failpoints::set(before_write, FailpointAction::hold);
    std::atomic<bool> is_folded = false;
    std::thread folding([&] {
        fold(database, history, 0, 5);
        is_folded = true;
    });
    EXPECT_TRUE(failpoints::wait_until_held(before_write));
    EXPECT_EQ(database.served_position(), 5) << "readers do not wait";
    EXPECT_FALSE(is_folded);
    failpoints::clear();
    folding.join();
    EXPECT_TRUE(is_folded);
}

TEST_F(LiveRowsOfADatabase, StayWhenTheyCannotBeWritten) {
    const History history = random_history(printed_seed(), 40);
    Database database(options(never));
    fold(database, history, 0, 10);
    const auto expected = dump(database);
    failpoints::set(before_write, FailpointAction::throw_fault);
    EXPECT_THROW(database.flush(), eventstore::InjectedFault);
    EXPECT_EQ(dump(database), expected);
    EXPECT_THROW((void)database.begin(live_epoch), DatabaseUnavailable) << "no more gathers than can be written";
    EXPECT_THROW(database.resume(), eventstore::InjectedFault);
    failpoints::clear();
    database.resume();
    fold(database, history, 10, history.events.size());
    database.flush();
    FoldedRows whole;
    for (const auto& event : history.events) whole.fold(event);
    EXPECT_EQ(dump(database), dump(whole));
}

}  // namespace

// SPDX-License-Identifier: Apache-2.0
// Rows made in bulk beside those that serve: bounded in memory, whole after any end, served at one position or not.
#include <stdlib.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "eventstore/codec.hpp"
#include "projections/database.hpp"
#include "tests/projections/database_dump.hpp"
#include "tests/projections/history.hpp"

using namespace suoledger;
using namespace suoledger::projections;

namespace {

constexpr std::int64_t epoch = 1;
constexpr std::size_t tiny = 4 * 1024;
constexpr std::size_t ample = std::size_t{1} << 30;

class BulkRowsOfARebuild : public testing::Test {
protected:
    void SetUp() override {
        std::string pattern = "/tmp/suoledger-bulk-rows-XXXXXX";
        ASSERT_NE(mkdtemp(pattern.data()), nullptr);
        root_ = pattern;
    }
    void TearDown() override { std::filesystem::remove_all(root_); }

    DatabaseOptions options(const std::string& name) { return {.directory = root_ / name}; }

    static void serve_events(Database& database, const History& history, std::size_t from, std::size_t until) {
        auto batch = database.begin(epoch);
        for (std::size_t i = from; i < until; ++i) batch->fold(history.events[i]);
        batch->commit();
    }
    static void fold_one(BulkRows& rows, const eventstore::RecordedEvent& event) {
        rows.fold({event, eventstore::decode(event.event_type, event.schema_version, event.payload, event.stream.tenant,
                                             event.event_id, nullptr)});
    }
    static void fold(BulkRows& rows, const History& history, std::size_t until) {
        for (auto i = static_cast<std::size_t>(rows.position().position); i < until; ++i)
            fold_one(rows, history.events[i]);
    }

    [[nodiscard]] std::size_t files_in(const std::string& name) const {
        std::size_t files = 0;
        for (const auto& entry : std::filesystem::directory_iterator(root_ / name))
            files += static_cast<std::size_t>(entry.path().extension() == ".sst");
        return files;
    }

    std::filesystem::path root_;
};

TEST_F(BulkRowsOfARebuild, AreThoseOfAnotherFoldAndNeverMoreInMemoryThanTheLimit) {
    const History history = random_history(printed_seed(), 250);
    const auto half = history.events.size() / 2;
    Database whole(options("whole"));
    serve_events(whole, history, 0, history.events.size());
    Database database(options("bulk"));
    serve_events(database, history, 0, half);
    const Dump at_half = dump(database);
    for (const auto& projection : all_projections()) {
        std::size_t files = 0;
        const auto rows = database.next_rows(projection.id, epoch, tiny);
        for (std::size_t i = 0; i < half; ++i) {
            const auto before = rows->bytes();
            fold_one(*rows, history.events[i]);
            EXPECT_LT(rows->bytes(), tiny);
            if (rows->bytes() < before) ++files;
        }
        if (projection.id == ProjectionId::invoices) {
            EXPECT_GT(files, 4U) << "keys are written and erased again in other files";
        }
        EXPECT_EQ(dump(database), at_half) << "nothing of it serves yet";
        ASSERT_TRUE(rows->serve()) << projection.name;
        EXPECT_EQ(dump(database), at_half) << projection.name;
    }
    serve_events(database, history, half, history.events.size());
    EXPECT_EQ(dump(database), dump(whole)) << "live folding goes on in the rows that were rebuilt";
}

TEST_F(BulkRowsOfARebuild, CountWhatTheyHold) {
    const History history = random_history(printed_seed(), 60);
    Database database(options("counted"));
    const auto rows = database.next_rows(ProjectionId::journal, epoch, ample);
    fold(*rows, history, history.events.size());
    Database served(options("served"));
    serve_events(served, history, 0, history.events.size());
    std::size_t stored = 0;
    for (const auto& [where, value] : dump(served))
        if (where.first == static_cast<int>(ProjectionId::journal)) stored += where.second.size() + value.size();
    EXPECT_GE(rows->bytes(), stored);
    rows->flush();
    EXPECT_EQ(rows->bytes(), 0U);
}

TEST_F(BulkRowsOfARebuild, AreMergedOnceTheyServe) {
    constexpr std::size_t files = 20;
    const History history = random_history(printed_seed(), 250);
    const auto count = history.events.size();
    Database database(options("merged"));
    serve_events(database, history, 0, count);
    database.flush();
    const auto others = files_in("merged");
    const auto rows = database.next_rows(ProjectionId::invoices, epoch, ample);
    for (std::size_t i = 1; i <= files; ++i) {
        fold(*rows, history, i * count / files);
        rows->flush();
    }
    EXPECT_EQ(files_in("merged"), others + files) << "merged though nobody reads them";
    ASSERT_TRUE(rows->serve());
    database.drop_replaced();
    const auto most = others + files / 2;
    for (int i = 0; i < 30'000 && files_in("merged") > most; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    EXPECT_LE(files_in("merged"), most);
}

TEST_F(BulkRowsOfARebuild, GoOnWhereTheirFilesEnd) {
    const History history = random_history(printed_seed(), 150);
    const auto count = history.events.size();
    Dump expected;
    {
        Database database(options("resumed"));
        serve_events(database, history, 0, count);
        expected = dump(database);
        const auto rows = database.next_rows(ProjectionId::invoices, epoch, ample);
        fold(*rows, history, count / 3);
        rows->flush();
        fold(*rows, history, count / 2);
    }
    Database database(options("resumed"));
    EXPECT_EQ(dump(database), expected);
    EXPECT_EQ(database.unfinished_rebuilds(), std::vector{ProjectionId::invoices});
    const auto rows = database.next_rows(ProjectionId::invoices, epoch, ample);
    const auto& last = history.events[count / 3 - 1];
    EXPECT_EQ(rows->position(), (ProjectionPosition{epoch, last.position, last.leaf_hash, last.recorded_at}));
    fold(*rows, history, count);
    ASSERT_TRUE(rows->serve());
    EXPECT_EQ(dump(database), expected);
    EXPECT_TRUE(database.unfinished_rebuilds().empty());
}

/// Documents come in the order of their keys, and nobody looks for them meanwhile.
TEST_F(BulkRowsOfARebuild, HoldFewOfThoseThatGoToTheirFileAsTheyCome) {
    constexpr std::size_t limit = std::size_t{64} * 1024;
    const History history = random_history(printed_seed(), 250);
    const auto count = history.events.size();
    Dump expected;
    {
        Database database(options("documents"));
        serve_events(database, history, 0, count);
        expected = dump(database);
        const auto rows = database.next_rows(ProjectionId::invoice_documents, epoch, limit);
        for (std::size_t i = 0; i < count / 2; ++i) {
            fold_one(*rows, history.events[i]);
            EXPECT_LT(rows->bytes(), limit / 4);
        }
        rows->flush();
        EXPECT_EQ(rows->bytes(), 0U);
        fold(*rows, history, 2 * count / 3);  // what is in the file, but not in the family, is lost
    }
    Database database(options("documents"));
    const auto rows = database.next_rows(ProjectionId::invoice_documents, epoch, limit);
    const auto& last = history.events[count / 2 - 1];
    EXPECT_EQ(rows->position(), (ProjectionPosition{epoch, last.position, last.leaf_hash, last.recorded_at}));
    fold(*rows, history, count);
    ASSERT_TRUE(rows->serve());
    EXPECT_EQ(dump(database), expected);
    database.drop_replaced();
    EXPECT_EQ(dump(database), expected);
}

TEST_F(BulkRowsOfARebuild, ServeAfterARestartHoweverOftenTheyWereMade) {
    const History history = random_history(printed_seed(), 60);
    const auto count = history.events.size();
    Dump expected;
    for (std::size_t round = 0; round < 4; ++round) {
        Database database(options("again"));
        if (round == 0) {
            serve_events(database, history, 0, count);
            expected = dump(database);
        }
        EXPECT_EQ(dump(database), expected);
        for (const auto& position : database.positions())
            EXPECT_EQ(position.position, static_cast<std::int64_t>(count));
        EXPECT_TRUE(database.unfinished_rebuilds().empty());
        const auto rows = database.next_rows(ProjectionId::payments, epoch, tiny);
        fold(*rows, history, count);
        ASSERT_TRUE(rows->serve());
    }
}

TEST_F(BulkRowsOfARebuild, DoNotServeAtAnotherPositionNorForAnotherEpoch) {
    const History history = random_history(printed_seed(), 30);
    const auto count = history.events.size();
    Database database(options("elsewhere"));
    serve_events(database, history, 0, count);
    const Dump expected = dump(database);
    {
        const auto rows = database.next_rows(ProjectionId::customers, epoch, ample);
        fold(*rows, history, count - 1);
        EXPECT_FALSE(rows->serve()) << "one event too few";
    }
    database.give_up_rebuild(ProjectionId::customers);
    const auto rows = database.next_rows(ProjectionId::customers, epoch + 1, ample);
    fold(*rows, history, count);
    EXPECT_FALSE(rows->serve()) << "the same events of another log";
    EXPECT_EQ(dump(database), expected);
}

TEST_F(BulkRowsOfARebuild, ServeTogetherOrNotAtAll) {
    const History history = random_history(printed_seed(), 60);
    const auto count = history.events.size();
    Dump expected;
    {
        Database database(options("together"));
        serve_events(database, history, 0, count);
        expected = dump(database);
        database.make_next_families(std::vector{ProjectionId::invoices, ProjectionId::payments, ProjectionId::figures});
        EXPECT_EQ(database.unfinished_rebuilds().size(), 3U);
        RebuiltRows rebuilt;
        for (const auto projection : {ProjectionId::invoices, ProjectionId::payments, ProjectionId::figures}) {
            rebuilt[projection] = database.next_rows(projection, epoch, tiny);
            fold(*rebuilt[projection], history, projection == ProjectionId::payments ? count - 1 : count);
        }
        EXPECT_FALSE(database.serve(rebuilt)) << "one of them lacks an event";
        EXPECT_EQ(database.unfinished_rebuilds().size(), 3U);
        EXPECT_EQ(dump(database), expected);
        fold(*rebuilt[ProjectionId::payments], history, count);
        EXPECT_TRUE(database.serve(rebuilt));
        EXPECT_EQ(dump(database), expected);
    }
    Database database(options("together"));
    EXPECT_TRUE(database.unfinished_rebuilds().empty());
    EXPECT_EQ(dump(database), expected);
}

TEST_F(BulkRowsOfARebuild, LeaveThoseAloneWhoReadTheOldOnes) {
    const History history = random_history(printed_seed(), 100);
    const auto half = history.events.size() / 2;
    Database database(options("pinned"));
    serve_events(database, history, 0, half);
    const Dump at_half = dump(database);
    const auto before = database.pin();
    const auto rows = database.next_rows(ProjectionId::trial_balance, epoch, tiny);
    fold(*rows, history, half);
    ASSERT_TRUE(rows->serve());
    const auto after = database.pin();
    serve_events(database, history, half, history.events.size());
    EXPECT_EQ(dump(*before), at_half);
    EXPECT_EQ(dump(*after), at_half);
    EXPECT_EQ(before->position(), after->position());
    EXPECT_NE(dump(database), at_half);
}

TEST_F(BulkRowsOfARebuild, MayBeGivenUpAtAnyTime) {
    const History history = random_history(printed_seed(), 30);
    Database database(options("given-up"));
    serve_events(database, history, 0, history.events.size());
    const auto documents = database.next_rows(ProjectionId::invoice_documents, epoch, tiny);
    fold(*documents, history, history.events.size());  // their file is open
    const auto rows = database.next_rows(ProjectionId::journal, epoch, ample);
    fold(*rows, history, 5);
    rows->flush();
    fold(*rows, history, 6);
    database.give_up_rebuild(ProjectionId::journal);
    EXPECT_THROW(fold(*rows, history, 7), DatabaseUnavailable);
    EXPECT_THROW(rows->flush(), DatabaseUnavailable);
    EXPECT_THROW((void)rows->serve(), DatabaseUnavailable);
    EXPECT_EQ(database.next_rows(ProjectionId::journal, epoch, ample)->position().position, 0);
    EXPECT_THROW(fold(*rows, history, 7), DatabaseUnavailable) << "the new ones are not theirs";
    database.recreate();
    EXPECT_THROW(rows->flush(), DatabaseUnavailable) << "and nothing waits for them";
    EXPECT_THROW((void)documents->serve(), DatabaseUnavailable);  // even where nothing is left to be written
}

TEST_F(BulkRowsOfARebuild, RefuseToSkipAnEvent) {
    const History history = random_history(printed_seed(), 20);
    Database database(options("gap"));
    const auto rows = database.next_rows(ProjectionId::invoices, epoch, ample);
    fold(*rows, history, 3);
    EXPECT_THROW(fold_one(*rows, history.events[4]), FoldFault);
}

}  // namespace

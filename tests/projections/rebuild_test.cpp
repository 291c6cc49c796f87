// SPDX-License-Identifier: Apache-2.0
// Rebuilding beside the rows that serve, and coming back from rows that are not ours.
#include <atomic>
#include <future>
#include <optional>
#include <random>
#include <string_view>

#include <gtest/gtest.h>
#include <rocksdb/db.h>

#include "eventstore/failpoints.hpp"
#include "tests/projections/rebuilt_log.hpp"
#include "tests/support/threads_named.hpp"

using namespace suoledger;
using namespace suoledger::projections;
using eventstore::FailpointAction;
namespace failpoints = eventstore::failpoints;

namespace {

/// However a test ends, nobody who is waited for stays held.
struct LetGo {
    ~LetGo() { failpoints::clear(); }
};

class ConcurrentRebuild : public RebuiltLog {
protected:
    /// Also of what is open.
    std::vector<std::string> families_of(const std::string& name, const std::string& projection) {
        std::vector<std::string> names;
        EXPECT_TRUE(rocksdb::DB::ListColumnFamilies({}, (root_ / name).string(), &names).ok());
        std::erase_if(names, [&](const std::string& family) { return !family.starts_with(projection + "."); });
        return names;
    }
    /// Of what no RocksReadModels has open.
    void change_rows(const std::string& name, const std::string& family, const std::string& with) {
        const auto path = (root_ / name).string();
        std::vector<std::string> names;
        ASSERT_TRUE(rocksdb::DB::ListColumnFamilies({}, path, &names).ok());
        std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
        for (const auto& each : names) descriptors.emplace_back(each, rocksdb::ColumnFamilyOptions());
        std::vector<rocksdb::ColumnFamilyHandle*> handles;
        rocksdb::DB* opened = nullptr;
        ASSERT_TRUE(rocksdb::DB::Open({}, path, descriptors, &handles, &opened).ok());
        const std::unique_ptr<rocksdb::DB> database(opened);
        std::size_t changed = 0;
        for (auto* handle : handles) {
            if (handle->GetName() == family) {
                const std::unique_ptr<rocksdb::Iterator> row(database->NewIterator({}, handle));
                for (row->SeekToFirst(); row->Valid(); row->Next(), ++changed)
                    ASSERT_TRUE(database->Put({}, handle, row->key(), with).ok());
            }
        }
        for (auto* handle : handles) ASSERT_TRUE(database->DestroyColumnFamilyHandle(handle).ok());
        ASSERT_GT(changed, 0U);
    }
};

TEST_F(ConcurrentRebuild, HoldsNothingUpWhileItIsHeldItself) {
    const auto history = random_history(printed_seed(), 100);
    const auto count = history.events.size();
    const auto expected = digests_of_one_fold(history);
    ListedLog log(history.events);
    log.show(count / 2);
    auto models = caught_up("rebuilt", log);
    HeldRebuild first(*models, "invoices", "projections.rebuild_started");
    models->start_rebuild("invoices");  // on this thread: another may come when the first is over
    log.show(count);
    models->committed(batch_of(history, count / 2, count));
    ASSERT_TRUE(wait_for(*models, count)) << "live folding goes on";
    EXPECT_EQ(digests(*models), expected);
    for (const auto& status : models->status()) {
        EXPECT_EQ(status.position.position, static_cast<std::int64_t>(count)) << status.name;
        ASSERT_EQ(status.rebuild.has_value(), status.name == "invoices");
        if (!status.rebuild) continue;
        EXPECT_EQ(status.rebuild->position, 0);
        EXPECT_EQ(status.rebuild->target_position, static_cast<std::int64_t>(count));
        EXPECT_FALSE(status.rebuild->remaining) << "there is no rate yet";
    }
    first.finish();
    EXPECT_EQ(digests(*models), expected);
    for (const auto& status : models->status()) EXPECT_FALSE(status.rebuild);
    EXPECT_EQ(metrics_.value("projection_rebuilds_total{projection=\"invoices\"}"), 1) << "the second joined the first";
    EXPECT_EQ(metrics_.value("projection_rebuild_progress{projection=\"invoices\"}"), 1);
}

TEST_F(ConcurrentRebuild, HasItsWholeProgressBeforeAnyoneSeesItOver) {
    const auto history = random_history(printed_seed(), 20);
    ListedLog log(history.events);
    RunnerLimits limits;
    limits.rebuild_portion_events = 7;  // so that most is left to the switch, behind what is reported last
    std::optional<double> progress;
    const auto look_when_over = [this, &progress](std::string_view line) {
        if (!line.contains("invoices was rebuilt from")) return;
        progress = metrics_.value("projection_rebuild_progress{projection=\"invoices\"}");
    };
    RocksReadModels models({root_ / "progress", look_when_over, limits}, log, metrics_);
    models.start();
    ASSERT_TRUE(wait_for(models, history.events.size()));
    models.rebuild("invoices");
    EXPECT_EQ(progress, 1);
}

TEST_F(ConcurrentRebuild, HoldsNothingUpWhileWhatItReplacedIsDeleted) {
    const auto history = random_history(printed_seed(), 40);
    const auto count = history.events.size();
    ListedLog log(history.events);
    log.show(count / 2);
    auto models = caught_up("replaced", log);
    failpoints::set("projections.rebuild_before_drop", FailpointAction::hold);
    const LetGo let_go;
    models->rebuild("invoices");
    ASSERT_TRUE(failpoints::wait_until_held("projections.rebuild_before_drop"));
    EXPECT_EQ(families_of("replaced", "invoices").size(), 2U);
    log.show(count);
    models->committed(batch_of(history, count / 2, count));
    ASSERT_TRUE(wait_for(*models, count)) << "live folding goes on";
    failpoints::clear();
    EXPECT_TRUE(eventually([this] { return families_of("replaced", "invoices").size() == 1; }));
}

TEST_F(ConcurrentRebuild, OfEveryProjectionByManyAtOnceWhileTheLogGrows) {
    std::mt19937_64 random(printed_seed());
    const auto history = random_history(random(), 100);
    const auto count = history.events.size();
    const auto expected = digests_of_one_fold(history);
    ListedLog log(history.events);
    log.show(0);
    auto models = open("busy", log);
    models->start();
    std::vector<std::future<void>> rebuilds;
    for (std::size_t next = 0; next < count; ++next) {
        log.show(next + 1);
        models->committed(batch_of(history, next, next + 1));
        if (random() % 8 != 0) continue;
        const auto& projection = all_projections()[random() % projection_count];
        rebuilds.push_back(
            std::async(std::launch::async, [&models, &projection] { models->rebuild(projection.name); }));
    }
    for (auto& rebuild : rebuilds) rebuild.get();
    ASSERT_TRUE(wait_for(*models, count));
    EXPECT_EQ(digests(*models), expected);
}

TEST_F(ConcurrentRebuild, ServesAllThatAreReadyWithoutBeingAskedAgain) {
    const auto history = random_history(printed_seed(), 20);
    ListedLog log(history.events);
    RunnerLimits limits;
    limits.head_poll = std::chrono::hours(1);
    auto models = caught_up("idle", log, limits);
    HeldRebuild first(*models, "invoices", "projections.rebuild_started");
    for (const auto& projection : all_projections()) models->start_rebuild(projection.name);
    first.finish();
    EXPECT_TRUE(wait_for_rebuilds(*models));
}

TEST_F(ConcurrentRebuild, GoesOnAfterBeingStoppedInTheMiddle) {
    const auto history = random_history(printed_seed(), 60);
    const auto expected = digests_of_one_fold(history);
    ListedLog log(history.events);
    auto models = caught_up("halved", log);
    failpoints::set("projections.rebuild_started", FailpointAction::throw_fault, 1);
    EXPECT_THROW(models->rebuild("payments"), FoldFault);
    models->stop();
    EXPECT_THROW(models->rebuild("payments"), DatabaseUnavailable);
    models = nullptr;
    models = caught_up("halved", log);
    EXPECT_EQ(digests(*models), expected);
}

TEST_F(ConcurrentRebuild, RefusesANameThatIsNone) {
    ListedLog log({});
    auto models = open("named", log);
    models->start();
    EXPECT_THROW(models->rebuild("ledgers"), std::invalid_argument);
    EXPECT_THROW(models->digest("ledgers"), std::invalid_argument);
    EXPECT_NO_THROW(models->rebuild("journal")) << "an empty log is soon folded";
}

TEST_F(ConcurrentRebuild, MendsRowsThatDifferWhichTheDigestShows) {
    const auto history = random_history(printed_seed(), 60);
    const auto expected = digests_of_one_fold(history);
    ListedLog log(history.events);
    auto models = caught_up("altered", log);
    models = nullptr;
    change_rows("altered", column_family_of(*find_projection("trial_balance")), "else");
    models = caught_up("altered", log);
    auto found = digests(*models);
    EXPECT_NE(found, expected);
    found["trial_balance"] = expected.at("trial_balance");
    EXPECT_EQ(found, expected) << "the others do not differ";
    models->rebuild("trial_balance");
    EXPECT_EQ(digests(*models), expected);
}

TEST_F(ConcurrentRebuild, ThrowsRowsAwayThatNobodyCanRead) {
    const auto history = random_history(printed_seed(), 100);
    const auto count = history.events.size();
    const auto expected = digests_of_one_fold(history);
    ListedLog log(history.events);
    log.show(count / 2);
    auto models = caught_up("garbled", log);
    models = nullptr;
    for (const char* name : {"customers", "trial_balance"})
        change_rows("garbled", column_family_of(*find_projection(name)), "\xff");
    log.show(count);
    models = caught_up("garbled", log);
    EXPECT_TRUE(said_.has("read models were damaged"));
    EXPECT_EQ(digests(*models), expected);
}

TEST_F(ConcurrentRebuild, KeepsNoReaderOnceNothingIsRebuiltAnyMore) {
    const auto history = random_history(printed_seed(), 20);
    ListedLog log(history.events);
    const auto readers = [] { return tests::threads_named("rebuild-reader").size(); };
    std::promise<bool> has_ended;
    const auto wait_for_end = [&] { has_ended.set_value(eventually([&] { return readers() == 0; })); };
    RocksReadModels models({.directory = root_ / "reader", .on_rebuilds_over = wait_for_end}, log, metrics_);
    models.start();
    ASSERT_TRUE(wait_for(models, history.events.size()));
    failpoints::set("projections.rebuild_folded", FailpointAction::hold);
    models.start_rebuild("invoices");
    {
        const LetGo let_go;
        ASSERT_TRUE(failpoints::wait_until_held("projections.rebuild_folded"));
        EXPECT_EQ(readers(), 1U);
    }
    EXPECT_TRUE(has_ended.get_future().get()) << "it would keep the memory that it freed";
}

TEST_F(ConcurrentRebuild, SaysOnceThatNothingIsRebuiltAnyMore) {
    const auto history = random_history(printed_seed(), 20);
    ListedLog log(history.events);
    std::atomic<int> over = 0;
    RocksReadModels models({.directory = root_ / "over", .on_rebuilds_over = [&over] { ++over; }}, log, metrics_);
    models.start();
    ASSERT_TRUE(wait_for(models, history.events.size()));
    EXPECT_EQ(over, 0) << "nothing was rebuilt";
    for (int round = 1; round <= 2; ++round) {
        failpoints::set("projections.rebuild_started", FailpointAction::hold);
        models.start_rebuild("invoices");
        const LetGo let_go;
        ASSERT_TRUE(failpoints::wait_until_held("projections.rebuild_started"));
        models.start_rebuild("payments");
        EXPECT_EQ(over, round - 1) << "it goes on";
        failpoints::clear();
        EXPECT_TRUE(eventually([&] { return over == round; }));
    }
    EXPECT_TRUE(wait_for_rebuilds(models));
    EXPECT_EQ(over, 2);
}

TEST_F(ConcurrentRebuild, BeginsAnewWhenNobodyCanReadWhereItStood) {
    const auto history = random_history(printed_seed(), 20);
    const auto expected = digests_of_one_fold(history);
    ListedLog log(history.events);
    auto models = caught_up("lost", log);
    models = nullptr;
    change_rows("lost", rocksdb::kDefaultColumnFamilyName, "\xff");
    models = open("lost", log);
    EXPECT_TRUE(said_.has("are damaged and are rebuilt"));
    models->start();
    ASSERT_TRUE(wait_for(*models, history.events.size()));
    EXPECT_EQ(digests(*models), expected);
}

TEST_F(ConcurrentRebuild, ReadsTheLogWhenMoreIsHandedOverThanItHolds) {
    const auto history = random_history(printed_seed(), 60);
    const auto count = history.events.size();
    ListedLog log(history.events);
    log.show(1);
    Database database({.directory = root_ / "small"});
    RunnerLimits limits;
    limits.queued_batches = 3;
    Runner runner(database, log, metrics_, [](std::string_view) {}, limits, [] {});
    failpoints::set("projections.before_commit", FailpointAction::hold);
    runner.start();
    const LetGo let_go;
    ASSERT_TRUE(failpoints::wait_until_held("projections.before_commit"));
    log.show(count);
    for (std::size_t i = 1; i < count; ++i) runner.committed(batch_of(history, i, i + 1));
    const std::size_t dropped = (count - 1) / 4;
    EXPECT_EQ(metrics_.value("projection_dropped_batches_total"), static_cast<double>(dropped));
    failpoints::set("projections.before_commit", FailpointAction::off);
    std::promise<bool> reached;
    runner.when_reached(static_cast<std::int64_t>(count),
                        [&reached](bool is_reached) { reached.set_value(is_reached); });
    EXPECT_TRUE(reached.get_future().get());
    runner.stop();
    EXPECT_GE(metrics_.value("projection_log_reads_total"), 2);
}

}  // namespace

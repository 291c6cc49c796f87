// SPDX-License-Identifier: Apache-2.0
// SIGKILL on the way of a rebuild: the next process serves whole rows at once, and goes on with the rebuild.
#include <signal.h>
#include <stdlib.h>

#include <fstream>
#include <iterator>
#include <random>
#include <thread>

#include <gtest/gtest.h>

#include "eventstore/failpoints.hpp"
#include "projections/database.hpp"
#include "projections/folded_rows.hpp"
#include "projections/row_fields.hpp"
#include "tests/projections/database_dump.hpp"
#include "tests/projections/followed_log.hpp"

namespace suoledger::projections {

template <class Archive>
void fields(Archive& a, Like<Archive, eventstore::RecordedEvent>& v) {
    a(v.position, v.event_id, v.stream, v.tenant_sequence, v.stream_version, v.event_type, v.schema_version,
      v.recorded_at, v.effective_at, v.series, v.series_number, v.salt, v.metadata, v.payload, v.leaf_hash);
}

}  // namespace suoledger::projections

using namespace suoledger;
using namespace suoledger::projections;
using eventstore::FailpointAction;
namespace failpoints = eventstore::failpoints;

namespace {

constexpr const char* root_variable = "SUOLEDGER_KILLED_REBUILD";
constexpr const char* seed_variable = "SUOLEDGER_SEED";

/// The process that is killed is this program run anew up to the same place, with the same directory and history: a
/// fork would lack RocksDB's threads.
class KilledRebuild : public FollowedLog {
protected:
    void SetUp() override {
        GTEST_FLAG_SET(death_test_style, "threadsafe");
        if (const char* root = getenv(root_variable)) {
            root_ = root;
        } else {
            FollowedLog::SetUp();
            setenv(root_variable, root_.c_str(), 1);
        }
        seed_ = printed_seed();
        is_seed_given_ = getenv(seed_variable) != nullptr;
        setenv(seed_variable, std::to_string(seed_).c_str(), 1);
        share_history();
    }
    void TearDown() override {
        unsetenv(root_variable);
        if (!is_seed_given_) unsetenv(seed_variable);
        FollowedLog::TearDown();
    }

    /// Events have ids and keys of their own every time they are made, so they are handed over in a file.
    void share_history() {
        const auto path = root_ / "history";
        if (!std::filesystem::exists(path)) {
            history_ = random_history(seed_, 120);
            std::ofstream(path, std::ios::binary) << encode_row(history_.events);
            return;
        }
        std::ifstream in(path, std::ios::binary);
        history_.events =
            decode_row<std::vector<eventstore::RecordedEvent>>(std::string(std::istreambuf_iterator<char>(in), {}));
    }
    static RunnerLimits small_steps() {
        RunnerLimits limits;
        limits.rebuild_portion_events = 9;
        limits.rebuild_bytes_ahead = 1;  // a portion
        limits.rebuild_bytes = std::size_t{4} * 1024;
        limits.batch_events = 20;
        return limits;
    }
    [[nodiscard]] std::size_t count() const { return history_.events.size(); }

    void rebuild_and_die_at(const std::string& failpoint, std::string_view projection = "invoices") {
        ListedLog log(history_.events);
        auto models = open("killed", log, small_steps());
        models->start();
        if (!wait_for(*models, count())) return;
        failpoints::set(failpoint, FailpointAction::kill);
        models->rebuild(projection);
        if (failpoint == "projections.rebuild_before_drop") failpoints::wait_until_held(failpoint);  // behind its end
    }
    /// How far those have come is written behind them.
    void rebuild_all_but_documents_and_die_at(const std::string& failpoint, const RunnerLimits& limits) {
        ListedLog log(history_.events);
        auto models = open("killed", log, limits);
        models->start();
        if (!wait_for(*models, count())) return;
        failpoints::set(failpoint, FailpointAction::kill);
        for (const auto& projection : all_projections())
            if (projection.id != ProjectionId::invoice_documents) models->start_rebuild(projection.name);
        wait_for_rebuilds(*models);
    }
    void rebuild_until_killed(double after_events) {
        ListedLog log(history_.events);
        auto models = open("killed", log, small_steps());
        models->start();
        if (!wait_for(*models, count())) return;
        std::thread([this, after_events] {
            while (metrics_.value("projection_events_total") < after_events) std::this_thread::yield();
            ::raise(SIGKILL);
        }).detach();
        while (true)
            for (const auto& projection : all_projections()) models->rebuild(projection.name);
    }
    void expect_whole_rows_and_an_end_of_the_rebuild(const Digests& expected) {
        ListedLog log(history_.events);
        auto models = open("killed", log, small_steps());
        auto written = history_;
        written.events.resize(static_cast<std::size_t>(models->status().front().position.position));
        EXPECT_EQ(digests(*models), digests_of_one_fold(written)) << "before anything is folded";
        models->start();
        ASSERT_TRUE(wait_for_rebuilds(*models));
        ASSERT_TRUE(wait_for(*models, count()));
        EXPECT_EQ(digests(*models), expected);
    }

    History history_;
    std::uint64_t seed_ = 0;
    bool is_seed_given_ = false;
};

struct Place {
    const char* failpoint;
    const char* goes_on;  // what the next process says; nullptr: nothing, for there is nothing to go on with
};
void PrintTo(const Place& place, std::ostream* out) { *out << place.failpoint; }

class KilledRebuildAt : public KilledRebuild, public testing::WithParamInterface<Place> {};

TEST_P(KilledRebuildAt, ServesWholeRowsAndGoesOn) {
    const auto& place = GetParam();
    EXPECT_EXIT(rebuild_and_die_at(place.failpoint), testing::KilledBySignal(SIGKILL), "");
    expect_whole_rows_and_an_end_of_the_rebuild(digests_of_one_fold(history_));
    EXPECT_EQ(said_.has("invoices is rebuilt from position "), place.goes_on != nullptr);
    if (place.goes_on == nullptr) return;
    EXPECT_EQ(said_.has("invoices is rebuilt from position 0 "), std::string_view(place.goes_on) == "from the start");
    EXPECT_TRUE(said_.has("invoices was rebuilt"));
}

TEST_F(KilledRebuild, HasWrittenOnTheWayWhatWasNotWrittenForLong) {
    auto limits = small_steps();
    limits.rebuild_bytes = std::size_t{1} << 30;
    limits.rebuild_unwritten_events = 40;
    EXPECT_EXIT(rebuild_all_but_documents_and_die_at("projections.rebuild_ingested", limits),
                testing::KilledBySignal(SIGKILL), "");
    expect_whole_rows_and_an_end_of_the_rebuild(digests_of_one_fold(history_));
    std::size_t written = 0;
    for (const auto& projection : all_projections()) {
        const auto from = said_.number_behind(std::string(projection.name) + " is rebuilt from position ").value_or(0);
        EXPECT_TRUE(from == 0 || from >= limits.rebuild_unwritten_events) << projection.name << from;
        EXPECT_LT(from, static_cast<std::int64_t>(count()) / 2) << projection.name;
        written += from > 0 ? 1 : 0;
    }
    EXPECT_GE(written, 1U);
}

/// Their file is taken in before it is said how far it goes.
TEST_F(KilledRebuild, TakesDocumentsAgainThatItDoesNotKnowOf) {
    EXPECT_EXIT(rebuild_and_die_at("projections.rebuild_ingested", "invoice_documents"),
                testing::KilledBySignal(SIGKILL), "");
    expect_whole_rows_and_an_end_of_the_rebuild(digests_of_one_fold(history_));
    EXPECT_TRUE(said_.has("invoice_documents is rebuilt from position 0 "));
    EXPECT_TRUE(said_.has("invoice_documents was rebuilt"));
}

INSTANTIATE_TEST_SUITE_P(AnyPlace, KilledRebuildAt,
                         testing::Values(Place{"projections.rebuild_started", "from the start"},
                                         Place{"projections.rebuild_before_ingestion", "from the start"},
                                         Place{"projections.rebuild_ingested", "from its files"},
                                         Place{"projections.rebuild_before_switch", "from its files"},
                                         Place{"projections.rebuild_switched", nullptr},
                                         Place{"projections.rebuild_before_drop", nullptr}));

TEST_F(KilledRebuild, AtAnyInstant) {
    // The seed is the same in the process that is killed.
    std::mt19937_64 random(seed_);
    const auto after = static_cast<double>(count() + random() % (7 * count()));
    EXPECT_EXIT(rebuild_until_killed(after), testing::KilledBySignal(SIGKILL), "");
    expect_whole_rows_and_an_end_of_the_rebuild(digests_of_one_fold(history_));
}

/// Gathered rows go to files of their own (0) or through RocksDB's memory.
class KilledWriting : public KilledRebuild, public testing::WithParamInterface<std::size_t> {
protected:
    DatabaseOptions options() {
        DatabaseOptions database{.directory = root_ / "written"};
        database.live = {.bytes = std::size_t{1} << 30, .age = std::chrono::hours(1), .file_bytes = GetParam()};
        return database;
    }
    void fold(Database& database, std::size_t from, std::size_t until) {
        auto batch = database.begin(1);
        for (std::size_t i = from; i < until; ++i) batch->fold(history_.events[i]);
        batch->commit();
    }
    void write_twice_and_die() {
        Database database(options());
        fold(database, 0, count() / 2);
        database.flush();
        fold(database, count() / 2, count());
        failpoints::set("projections.before_write", FailpointAction::kill);
        database.flush();
    }
};

TEST_P(KilledWriting, LeavesAllThatWasWrittenBefore) {
    EXPECT_EXIT(write_twice_and_die(), testing::KilledBySignal(SIGKILL), "");
    Database database(options());
    for (const auto& position : database.positions())
        EXPECT_EQ(position.position, static_cast<std::int64_t>(count() / 2));
    fold(database, count() / 2, count());
    FoldedRows whole;
    for (const auto& event : history_.events) whole.fold(event);
    EXPECT_EQ(dump(database), dump(whole));
}

INSTANTIATE_TEST_SUITE_P(Either, KilledWriting, testing::Values(std::size_t{0}, std::size_t{1} << 30));

}  // namespace

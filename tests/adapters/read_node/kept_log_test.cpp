// SPDX-License-Identifier: Apache-2.0
// What a read node keeps answers every question as the log would, and is of one history at a time.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <vector>

#include "adapters/read_node/kept_log.hpp"
#include "tests/adapters/kafka/sample_log.hpp"
#include "tests/eventstore/scratch_directory.hpp"
#include "tests/projections/history.hpp"

using namespace suoledger;
using namespace suoledger::adapters;
using eventstore::LogQuery;
using eventstore::RecordedEvent;

namespace {

std::vector<CheckedRecord> records_of(const std::vector<RecordedEvent>& events, std::int64_t epoch = 1,
                                      RecordVerdict first = RecordVerdict::next) {
    std::vector<CheckedRecord> records;
    for (const RecordedEvent& event : events)
        records.push_back({RecordVerdict::next, {tests::sample_epoch(epoch), event}});
    if (!records.empty()) records.front().verdict = first;
    return records;
}

/// By going through all of it.
std::vector<RecordedEvent> expected(const std::vector<RecordedEvent>& log, const LogQuery& query) {
    std::vector<RecordedEvent> found;
    for (RecordedEvent event : log) {
        if (event.position <= query.after_position || event.position > query.until_position.value_or(event.position))
            continue;
        if (event.stream.tenant != query.tenant.value_or(event.stream.tenant)) continue;
        if (event.event_type != query.event_type.value_or(event.event_type)) continue;
        if (event.stream.id != query.stream_id.value_or(event.stream.id)) continue;
        if (!query.with_metadata) event.metadata.clear();
        if (!query.with_payload) event.payload.clear();
        found.push_back(std::move(event));
    }
    const auto most = static_cast<std::size_t>(query.limit);
    if (found.size() <= most) return found;
    if (query.newest_first) return {found.end() - static_cast<std::ptrdiff_t>(most), found.end()};
    return {found.begin(), found.begin() + static_cast<std::ptrdiff_t>(most)};
}

class KeepingTheLog : public testing::Test {
protected:
    const tests::ScratchDirectory scratch_;
};

TEST_F(KeepingTheLog, AnswersAnyQueryAsTheLogWould) {
    std::mt19937_64 random{projections::printed_seed()};
    const auto log = projections::random_history(random(), 150).events;
    KeptLog kept{scratch_.path()};
    for (std::size_t from = 0; from < log.size();) {
        const std::size_t until = std::min(log.size(), from + 1 + random() % 50);
        kept.append(records_of(
            {log.begin() + static_cast<std::ptrdiff_t>(from), log.begin() + static_cast<std::ptrdiff_t>(until)}));
        from = until;
    }
    const auto one = [&] { return log[random() % log.size()]; };
    for (int i = 0; i < 300; ++i) {
        LogQuery query;
        query.after_position = static_cast<std::int64_t>(random() % (log.size() + 2));
        if (random() % 2 == 0) query.after_position = 0;
        query.limit = 1 + static_cast<std::int64_t>(random() % 40);
        query.with_metadata = random() % 2 == 0;
        query.with_payload = random() % 2 == 0;
        if (random() % 2 == 0) query.tenant = one().stream.tenant;
        if (random() % 2 == 0) query.event_type = one().event_type;
        if (random() % 3 == 0) query.stream_id = one().stream.id;
        if (random() % 3 == 0) query.until_position = one().position;
        query.newest_first = query.tenant && random() % 2 == 0;
        ASSERT_EQ(kept.read_log(query), expected(log, query)) << "query " << i;
        const auto stream = one().stream;
        std::vector<RecordedEvent> of_stream;
        std::ranges::copy_if(log, std::back_inserter(of_stream),
                             [&](const auto& event) { return event.stream == stream && event.stream_version > 1; });
        ASSERT_EQ(kept.read_stream({stream, 1, 1000}), of_stream);
    }
}

TEST_F(KeepingTheLog, GoesOnWhereItStoodWhenItIsOpenedAgain) {
    const auto log = tests::sample_log(30);
    {
        KeptLog kept{scratch_.path()};
        EXPECT_EQ(kept.reached(), ReachedRecord{});
        kept.append(records_of(log));
    }
    KeptLog again{scratch_.path()};
    EXPECT_EQ(again.reached(), (ReachedRecord{tests::sample_epoch(), 30, log.back().leaf_hash}));
    EXPECT_EQ(again.head().recorded_at, log.back().recorded_at);
    EXPECT_EQ(again.read_log({}), log);
}

TEST_F(KeepingTheLog, IsOfTheLaterEpochAloneOnceThatBegan) {
    const auto log = tests::sample_log(30);
    KeptLog kept{scratch_.path()};
    kept.append(records_of(log));
    // The first records of the batch are of the epoch that ends in it.
    auto batch = records_of({log.begin(), log.begin() + 8}, 2, RecordVerdict::starts_over);
    kept.append(batch);
    EXPECT_EQ(kept.head().epoch, 2);
    EXPECT_EQ(kept.head().position, 8);
    EXPECT_EQ(kept.read_log({}), (std::vector<RecordedEvent>{log.begin(), log.begin() + 8}));
    LogQuery of_a_type;
    of_a_type.event_type = log[11].event_type;
    EXPECT_EQ(kept.read_log(of_a_type), expected({log.begin(), log.begin() + 8}, of_a_type));
    EXPECT_THROW(static_cast<void>(kept.read_log({.epoch = 1})), eventstore::StoreUnavailable);
    EXPECT_EQ(kept.read_log({.epoch = 2}).size(), 8U);
}

TEST_F(KeepingTheLog, TakesNoCommand) {
    KeptLog kept{scratch_.path()};
    std::string reason;
    kept.submit({}, [&reason](const eventstore::AppendOutcome& outcome) {
        reason = std::get<eventstore::Unavailable>(outcome).reason;
    });
    EXPECT_EQ(reason, "read_only_node");
    EXPECT_THROW(static_cast<void>(kept.owner_of({})), eventstore::StoreUnavailable);
}

}  // namespace

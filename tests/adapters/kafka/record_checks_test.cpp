// SPDX-License-Identifier: Apache-2.0
// A reader stops at the first record that the log cannot have written there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "adapters/kafka/record_checks.hpp"
#include "eventstore/leaf.hpp"
#include "tests/adapters/kafka/sample_log.hpp"

using namespace suoledger;
using namespace suoledger::adapters;
using testing::HasSubstr;

namespace {

using enum RecordVerdict;

class ReadingRecords : public testing::Test {
protected:
    RecordVerdict read(std::int64_t position, std::int64_t epoch = 1) {
        return checks_.check(record(position, tests::sample_epoch(epoch))).verdict;
    }
    KafkaMessage record(std::int64_t position, const LogEpoch& epoch) const {
        return to_log_record(events_[static_cast<std::size_t>(position - 1)], epoch);
    }
    std::string fault(const KafkaMessage& message) {
        try {
            static_cast<void>(checks_.check(message));
            return "";
        } catch (const BadRecord& bad) {
            return bad.what();
        }
    }
    void read_up_to(std::int64_t position) {
        for (std::int64_t i = 1; i <= position; ++i) ASSERT_EQ(read(i), next);
    }

    std::vector<eventstore::RecordedEvent> events_ = tests::sample_log(20);
    RecordChecks checks_;
};

TEST_F(ReadingRecords, TakesDensePositionsAndPassesOverRepeats) {
    read_up_to(5);
    EXPECT_EQ(read(3), repeat);
    EXPECT_EQ(read(4), repeat);
    EXPECT_EQ(read(5), repeat);
    EXPECT_EQ(read(6), next);
    EXPECT_EQ(checks_.reached(), (ReachedRecord{tests::sample_epoch(), 6, events_[5].leaf_hash}));
}

TEST_F(ReadingRecords, GoesOnBehindWhatWasFolded) {
    checks_ = RecordChecks{{tests::sample_epoch(), 7, events_[6].leaf_hash}};
    EXPECT_EQ(read(7), repeat);
    EXPECT_EQ(read(8), next);
}

TEST_F(ReadingRecords, StopsAtAHole) {
    read_up_to(5);
    EXPECT_EQ(fault(record(7, tests::sample_epoch())), "position 7 follows 5");
    // Nor is anything read behind it.
    EXPECT_EQ(fault(record(6, tests::sample_epoch())), "position 7 follows 5");
}

TEST_F(ReadingRecords, StopsAtATopicWithoutItsBeginning) {
    EXPECT_EQ(fault(record(2, tests::sample_epoch())), "epoch 1 begins at position 2");
}

TEST_F(ReadingRecords, StopsAtEveryChangeOfWhatTheLeafHashSpeaksOf) {
    using Change = std::function<void(eventstore::RecordedEvent&)>;
    const std::vector<Change> changes{
        [](auto& event) { event.payload += " "; },
        [](auto& event) { event.metadata += " "; },
        [](auto& event) { event.event_type += "x"; },
        [](auto& event) { event.salt[0] ^= 1U; },
        [](auto& event) { event.series_number += 1; },
        [](auto& event) { event.stream_version += 1; },
        [](auto& event) { event.tenant_sequence += 1; },
        [](auto& event) { event.recorded_at.microseconds += 1; },
        [](auto& event) { event.effective_at.microseconds += 1; },
        [](auto& event) { event.event_id.bytes[15] ^= 1U; },
        [](auto& event) { event.stream.id.bytes[15] ^= 1U; },
        [](auto& event) { event.leaf_hash[0] ^= 1U; },
    };
    for (std::size_t i = 0; i < changes.size(); ++i) {
        checks_ = RecordChecks{};
        eventstore::RecordedEvent event = events_[0];
        changes[i](event);
        EXPECT_EQ(fault(to_log_record(event, tests::sample_epoch())), "position 1 does not have its leaf hash") << i;
    }
}

TEST_F(ReadingRecords, StopsAtTwoEventsInOnePlace) {
    read_up_to(5);
    eventstore::RecordedEvent other = events_[4];
    other.payload = "{}";
    other.leaf_hash = eventstore::leaf_hash_of(other);
    EXPECT_EQ(fault(to_log_record(other, tests::sample_epoch())), "there are two events at position 5");
}

TEST_F(ReadingRecords, StartsOverInALaterEpochAndPassesOverTheEarlier) {
    read_up_to(8);
    EXPECT_EQ(read(1, 2), starts_over);
    EXPECT_EQ(read(9, 1), repeat);
    EXPECT_EQ(read(2, 2), next);
    EXPECT_EQ(fault(record(3, {2, tests::sample_epoch(7).id})).substr(0, 22), "there are two epochs 2");
}

TEST_F(ReadingRecords, StopsAtAnEpochWithoutItsBeginning) {
    read_up_to(8);
    EXPECT_EQ(fault(record(9, tests::sample_epoch(2))), "epoch 2 begins at position 9");
}

TEST_F(ReadingRecords, StopsAtARecordOfSomebodyElse) {
    read_up_to(2);
    EXPECT_THAT(fault({}), HasSubstr("behind position 2: header ce_epoch is missing"));
}

}  // namespace

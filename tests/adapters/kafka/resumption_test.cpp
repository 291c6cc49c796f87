// SPDX-License-Identifier: Apache-2.0
// A publisher goes on only behind a record that the log has, too.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/kafka/resumption.hpp"
#include "tests/adapters/kafka/sample_log.hpp"
#include "tests/projections/listed_log.hpp"

using namespace suoledger;
using namespace suoledger::adapters;
using testing::HasSubstr;

namespace {

class Resumption : public testing::Test {
protected:
    /// The log has ten events and is of that epoch.
    std::int64_t resume(const std::optional<KafkaMessage>& last, std::int64_t epoch = 2) {
        eventstore::LogHead head = log_.head();
        head.epoch = epoch;
        head.epoch_id = tests::sample_epoch(epoch).id;
        return resume_after(last, head, log_);
    }
    std::string contradiction(const KafkaMessage& last) {
        try {
            resume(last);
            return "";
        } catch (const TopicContradiction& found) {
            return found.what();
        }
    }
    static KafkaMessage record(std::int64_t position, std::int64_t epoch = 2) {
        return to_log_record(tests::sample_log(position).back(), tests::sample_epoch(epoch));
    }

    projections::ListedLog log_{tests::sample_log(10)};
};

TEST_F(Resumption, BeginsAtTheFirstEventOfAnEmptyTopic) { EXPECT_EQ(resume(std::nullopt), 0); }

TEST_F(Resumption, GoesOnBehindTheLastRecord) {
    EXPECT_EQ(resume(record(1)), 1);
    EXPECT_EQ(resume(record(7)), 7);
    EXPECT_EQ(resume(record(10)), 10);
}

TEST_F(Resumption, BeginsAgainInALaterEpoch) { EXPECT_EQ(resume(record(15, 1)), 0); }

TEST_F(Resumption, RefusesALogThatLostEvents) {
    EXPECT_THAT(contradiction(record(11)), HasSubstr("reaches position 11, the log only 10"));
}

TEST_F(Resumption, RefusesALogOfAnEarlierEpoch) {
    EXPECT_THAT(contradiction(record(5, 3)), HasSubstr("the topic is of epoch 3"));
}

TEST_F(Resumption, RefusesAnotherLogOfTheSameEpoch) {
    const KafkaMessage others = to_log_record(tests::sample_log(5).back(), {2, tests::sample_epoch(9).id});
    EXPECT_THAT(contradiction(others), HasSubstr("the topic is of epoch 2"));
}

TEST_F(Resumption, RefusesAnotherEventAtThatPosition) {
    eventstore::RecordedEvent event = tests::sample_log(5).back();
    event.leaf_hash[31] ^= 1U;
    EXPECT_THAT(contradiction(to_log_record(event, tests::sample_epoch(2))), HasSubstr("another event at position 5"));
}

TEST_F(Resumption, RefusesATopicThatEndsWithARecordOfSomebodyElse) {
    KafkaMessage foreign;
    foreign.value = "hello";
    EXPECT_THAT(contradiction(foreign), HasSubstr("none of ours: header ce_epoch is missing"));
}

}  // namespace

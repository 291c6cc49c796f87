// SPDX-License-Identifier: Apache-2.0
// What a read node gets: the log, whatever the topic repeats.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "adapters/kafka/log_topic_reader.hpp"
#include "adapters/kafka/producer.hpp"
#include "tests/adapters/kafka/mock_kafka.hpp"
#include "tests/adapters/kafka/sample_log.hpp"

using namespace suoledger;
using namespace suoledger::adapters;

namespace {

class ReadingTheTopic : public testing::Test {
protected:
    /// Positions `from` to `to`.
    void publish(std::size_t from, std::size_t to, std::int64_t epoch = 1) {
        KafkaProducer producer{kafka_.settings()};
        for (std::size_t i = from; i <= to; ++i)
            ASSERT_TRUE(producer.send(kafka_topic::log, to_log_record(events_[i - 1], tests::sample_epoch(epoch))));
        producer.flush(std::chrono::seconds{20});
        ASSERT_EQ(producer.under_way(), 0);
    }
    /// All positions, and 0 before what starts over.
    static std::vector<std::int64_t> read_to_end(LogTopicReader& reader) {
        std::vector<std::int64_t> positions;
        for (int i = 0; i < 1000 && !reader.is_at_end(); ++i) {
            for (const CheckedRecord& checked : reader.read(7, std::chrono::seconds{20})) {
                if (checked.verdict == RecordVerdict::starts_over) positions.push_back(0);
                positions.push_back(checked.record.event.position);
            }
        }
        return positions;
    }
    static std::vector<std::int64_t> numbers(std::int64_t from, std::int64_t to) {
        std::vector<std::int64_t> all;
        for (std::int64_t i = from; i <= to; ++i) all.push_back(i);
        return all;
    }

    const std::vector<eventstore::RecordedEvent> events_ = tests::sample_log(60);
    tests::MockKafka kafka_;
};

TEST_F(ReadingTheTopic, GetsTheLogOutOfRepeats) {
    publish(1, 20);
    publish(11, 40);
    LogTopicReader reader{kafka_.settings(), {}, std::nullopt};
    EXPECT_EQ(read_to_end(reader), numbers(1, 40));
    EXPECT_EQ(reader.reached(), (ReachedRecord{tests::sample_epoch(), 40, events_[39].leaf_hash}));
    publish(41, 50);
    std::size_t more = 0;
    for (int i = 0; i < 1000 && more < 10; ++i) more += reader.read(10 - more, std::chrono::seconds{20}).size();
    EXPECT_EQ(reader.reached().position, 50);
}

TEST_F(ReadingTheTopic, GoesOnBehindWhatWasFolded) {
    publish(1, 50);
    LogTopicReader reader{
        kafka_.settings(), {tests::sample_epoch(), 30, events_[29].leaf_hash}, events_[29].recorded_at};
    EXPECT_EQ(read_to_end(reader), numbers(31, 50));
}

TEST_F(ReadingTheTopic, StartsOverWithTheNextEpoch) {
    publish(1, 5);
    publish(1, 3, 2);
    LogTopicReader reader{kafka_.settings(), {}, std::nullopt};
    EXPECT_EQ(read_to_end(reader), (std::vector<std::int64_t>{1, 2, 3, 4, 5, 0, 1, 2, 3}));
}

TEST_F(ReadingTheTopic, StopsAtABadRecord) {
    publish(1, 5);
    publish(7, 8);
    LogTopicReader reader{kafka_.settings(), {}, std::nullopt};
    EXPECT_THROW(read_to_end(reader), BadRecord);
    EXPECT_EQ(reader.reached().position, 5);
}

}  // namespace

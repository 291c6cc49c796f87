// SPDX-License-Identifier: Apache-2.0
// What is derived: every record of its kind, a stream in one partition and in order, again after a fault and never
// less.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "adapters/kafka/keyed_topics.hpp"
#include "adapters/kafka/producer.hpp"
#include "tests/adapters/kafka/mock_kafka.hpp"
#include "tests/adapters/kafka/sample_log.hpp"

using namespace suoledger;
using namespace suoledger::adapters;

namespace {

constexpr int partitions = 3;

class Derived : public testing::Test {
protected:
    void publish(std::size_t from, std::size_t to) {
        KafkaProducer producer{kafka_.settings()};
        for (std::size_t i = from; i < to; ++i)
            ASSERT_TRUE(producer.send(kafka_topic::log, to_log_record(events_[i], tests::sample_epoch())));
        producer.flush(std::chrono::seconds{20});
        ASSERT_EQ(producer.delivered(), static_cast<std::int64_t>(to - from));
    }
    std::unique_ptr<KeyedTopics> start() {
        auto topics = std::make_unique<KeyedTopics>(
            KeyedTopics::Parts{.settings = kafka_.settings(),
                               .turn = turn_,
                               .metrics = metrics_,
                               .tell = [](std::string_view, std::string_view, const LogFields&) {},
                               .pauses = {.first = std::chrono::milliseconds{10},
                                          .longest = std::chrono::milliseconds{50},
                                          .look = std::chrono::milliseconds{50}},
                               .partitions = partitions});
        topics->start();
        return topics;
    }
    bool reached(std::size_t offset) {
        return metrics_.wait_for(kafka_metric::keyed_offset, static_cast<double>(offset));
    }
    /// By key, in the order of its partition; a key is in one partition.
    std::map<std::string, std::vector<KafkaMessage>> derived(std::string_view topic) {
        std::map<std::string, std::vector<KafkaMessage>> by_key;
        std::map<std::string, std::size_t> places;
        const auto all = kafka_.read(topic, partitions);
        for (std::size_t partition = 0; partition < all.size(); ++partition) {
            for (const KafkaMessage& message : all[partition]) {
                EXPECT_EQ(places.emplace(message.key.value(), partition).first->second, partition);
                by_key[*message.key].push_back(message);
            }
        }
        return by_key;
    }
    std::map<std::string, std::vector<KafkaMessage>> expected(domain::StreamType type, std::size_t count) const {
        std::map<std::string, std::vector<KafkaMessage>> by_key;
        for (std::size_t i = 0; i < count; ++i) {
            if (events_[i].stream.type != type) continue;
            KafkaMessage message = to_log_record(events_[i], tests::sample_epoch());
            message.key = domain::to_type_id(events_[i].stream);
            by_key[*message.key].push_back(std::move(message));
        }
        return by_key;
    }

    const std::vector<eventstore::RecordedEvent> events_ = tests::sample_log(1200);
    tests::MockKafka kafka_;
    tests::WatchedMetrics metrics_;
    OnlyPublisher turn_;
};

TEST_F(Derived, HoldsEveryRecordOfItsKindInOrderWithinAStream) {
    publish(0, 1200);
    const auto topics = start();
    ASSERT_TRUE(reached(1200));
    EXPECT_EQ(derived(kafka_topic::invoices), expected(domain::StreamType::invoice, 1200));
    EXPECT_EQ(derived(kafka_topic::payments), expected(domain::StreamType::payment, 1200));
    EXPECT_EQ(derived(kafka_topic::customers), expected(domain::StreamType::customer, 1200));
    EXPECT_GT(expected(domain::StreamType::invoice, 1200).size(), 3U);
    EXPECT_EQ(metrics_.value(kafka_metric::published), 900);
}

TEST_F(Derived, GoesOnBehindWhatWasCommitted) {
    publish(0, 100);
    auto topics = start();
    ASSERT_TRUE(reached(100));
    topics.reset();
    publish(100, 300);
    topics = start();
    ASSERT_TRUE(reached(300));
    EXPECT_EQ(derived(kafka_topic::invoices), expected(domain::StreamType::invoice, 300));
}

TEST_F(Derived, LosesNothingToAFault) {
    publish(0, 700);
    kafka_.refuse_to_produce(2, RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER);
    const auto topics = start();
    ASSERT_TRUE(reached(700));
    auto found = derived(kafka_topic::invoices);
    for (const auto& [key, messages] : expected(domain::StreamType::invoice, 700)) {
        std::vector<KafkaMessage> once;
        for (const KafkaMessage& message : found[key])
            if (std::ranges::find(once, message) == once.end()) once.push_back(message);
        EXPECT_EQ(once, messages);
    }
}

TEST_F(Derived, PassesOverWhatIsNoEvent) {
    KafkaProducer other{kafka_.settings()};
    KafkaMessage foreign;
    foreign.value = "hello";
    ASSERT_TRUE(other.send(kafka_topic::log, foreign));
    other.flush(std::chrono::seconds{20});
    publish(0, 20);
    const auto topics = start();
    ASSERT_TRUE(reached(21));
    EXPECT_EQ(derived(kafka_topic::payments), expected(domain::StreamType::payment, 20));
}

}  // namespace

// SPDX-License-Identifier: Apache-2.0
// Checkpoints reach their topic in order; one that did not arrive is said to have failed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "adapters/kafka/kafka_sink.hpp"
#include "tests/adapters/kafka/mock_kafka.hpp"

using namespace suoledger;
using namespace suoledger::adapters;

namespace {

eventstore::SignedCheckpoint checkpoint(std::int64_t size) {
    eventstore::SignedCheckpoint made;
    made.checkpoint.size = size;
    made.epoch = 2;
    made.note = "ledger.example/log\n" + std::to_string(size) + "\n";
    return made;
}

std::string header(const KafkaMessage& message, std::string_view name) {
    const std::string* value = find_header(message, name);
    return value == nullptr ? "(missing)" : *value;
}

TEST(KafkaSink, KeepsCheckpointsAndDeclarationsInOrder) {
    tests::MockKafka kafka;
    const auto sink = make_kafka_sink(kafka.settings());
    sink->publish(checkpoint(10));
    sink->publish(checkpoint(25));
    sink->publish_loss(3, "lost: 5\n");
    const auto kept = kafka.read(kafka_topic::checkpoints).front();
    ASSERT_EQ(kept.size(), 3U);
    EXPECT_EQ(kept[0].value, checkpoint(10).note);
    EXPECT_EQ(header(kept[0], "kind") + header(kept[0], "epoch") + header(kept[0], "size"), "checkpoint210");
    EXPECT_EQ(header(kept[1], "size"), "25");
    EXPECT_EQ(kept[2].value, "lost: 5\n");
    EXPECT_EQ(header(kept[2], "kind") + header(kept[2], "epoch"), "loss_declaration3");
}

TEST(KafkaSink, SaysThatItFailedAndWorksAgainLater) {
    tests::MockKafka kafka;
    const auto sink = make_kafka_sink(kafka.settings());
    kafka.go_away();
    EXPECT_THROW(sink->publish(checkpoint(10)), KafkaFault);
    kafka.come_back();
    sink->publish(checkpoint(25));
    EXPECT_EQ(kafka.read(kafka_topic::checkpoints).front().back().value, checkpoint(25).note);
}

}  // namespace

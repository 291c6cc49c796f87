// SPDX-License-Identifier: Apache-2.0
// Every event reaches the topic, in order, whatever the broker does; repeats are the same records again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "adapters/kafka/log_publisher.hpp"
#include "adapters/kafka/producer.hpp"
#include "tests/adapters/kafka/mock_kafka.hpp"
#include "tests/adapters/kafka/sample_log.hpp"
#include "tests/projections/listed_log.hpp"

using namespace suoledger;
using namespace suoledger::adapters;
using testing::Contains;
using testing::HasSubstr;

namespace {

class Publishing : public testing::Test {
protected:
    std::unique_ptr<LogPublisher> start(std::chrono::milliseconds look = std::chrono::milliseconds{50}) {
        auto publisher = std::make_unique<LogPublisher>(LogPublisher::Parts{
            .settings = kafka_.settings(),
            .log = log_,
            .turn = turn_,
            .metrics = metrics_,
            .tell =
                [this](std::string_view level, std::string_view message, const LogFields& fields) {
                    const std::scoped_lock lock{lines_mutex_};
                    lines_.push_back(std::string{level} + ": " + std::string{message} +
                                     (fields.empty() ? "" : " " + fields.back().second));
                    told_.notify_all();
                },
            .pauses = {
                .first = std::chrono::milliseconds{10}, .longest = std::chrono::milliseconds{50}, .look = look}});
        publisher->start();
        return publisher;
    }
    void show(LogPublisher& publisher, std::int64_t count) {
        log_.show(static_cast<std::size_t>(count));
        publisher.notify_head(count);
    }
    bool published(std::int64_t position) {
        return metrics_.wait_for(kafka_metric::position, static_cast<double>(position));
    }
    std::vector<KafkaMessage> topic() { return kafka_.read(kafka_topic::log).front(); }
    /// What a consumer has that passes over what it has.
    std::vector<KafkaMessage> deduped() {
        std::vector<KafkaMessage> kept;
        std::set<std::string> seen;
        for (KafkaMessage& message : topic())
            if (seen.insert(*find_header(message, "ce_id")).second) kept.push_back(std::move(message));
        return kept;
    }
    std::vector<KafkaMessage> expected(std::int64_t count, std::int64_t epoch = 1) const {
        std::vector<KafkaMessage> records;
        for (std::int64_t i = 0; i < count; ++i)
            records.push_back(to_log_record(events_[static_cast<std::size_t>(i)], {epoch, {}}));
        return records;
    }
    std::vector<std::string> lines() {
        const std::scoped_lock lock{lines_mutex_};
        return lines_;
    }

    bool is_told(std::string_view text) {
        std::unique_lock lock{lines_mutex_};
        return told_.wait_for(lock, std::chrono::seconds{60}, [&] {
            return std::ranges::any_of(lines_, [&](const std::string& line) { return line.contains(text); });
        });
    }

    const std::vector<eventstore::RecordedEvent> events_ = tests::sample_log(3000);
    projections::ListedLog log_{events_};
    tests::MockKafka kafka_;
    tests::WatchedMetrics metrics_;
    OnlyPublisher turn_;
    std::mutex lines_mutex_;
    std::condition_variable told_;
    std::vector<std::string> lines_;
};

TEST_F(Publishing, PutsEveryEventIntoTheTopicInOrder) {
    log_.show(1);
    const auto publisher = start();
    ASSERT_TRUE(published(1));
    for (const std::int64_t count : {2, 700, 701, 3000}) {
        show(*publisher, count);
        ASSERT_TRUE(published(count));
        EXPECT_EQ(topic(), expected(count));
    }
    EXPECT_EQ(metrics_.value(kafka_metric::lag), 0);
    EXPECT_EQ(metrics_.value(kafka_metric::published), 3000);
    EXPECT_EQ(metrics_.value(kafka_metric::reachable), 1);
}

TEST_F(Publishing, TakesWhatIsHandedOverWithoutReadingTheLog) {
    log_.show(10);
    const auto publisher = start(std::chrono::seconds{60});
    ASSERT_TRUE(published(10));
    // The log shows ten events to whoever reads it: what follows can only come from memory.
    publisher->committed(
        std::make_shared<const std::vector<eventstore::RecordedEvent>>(events_.begin() + 10, events_.begin() + 25));
    ASSERT_TRUE(published(25));
    EXPECT_EQ(topic(), expected(25));
}

TEST_F(Publishing, GoesOnWhereTheTopicEnds) {
    log_.show(100);
    auto publisher = start();
    ASSERT_TRUE(published(100));
    publisher.reset();
    log_.show(250);
    publisher = start();
    ASSERT_TRUE(published(250));
    EXPECT_EQ(topic(), expected(250));
    EXPECT_THAT(lines(), Contains(HasSubstr("publishing 100")));
}

TEST_F(Publishing, MakesANewProducerAfterAFatalError) {
    log_.show(100);
    const auto publisher = start();
    ASSERT_TRUE(published(100));
    kafka_.refuse_to_produce(1, RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER);
    show(*publisher, 400);
    ASSERT_TRUE(published(400));
    EXPECT_EQ(deduped(), expected(400));
    EXPECT_GE(metrics_.value(kafka_metric::producers), 2);
    EXPECT_THAT(lines(), Contains(HasSubstr("warning: publishing waits")));
}

TEST_F(Publishing, GoesOnWhenTheBrokerIsBack) {
    log_.show(100);
    const auto publisher = start();
    ASSERT_TRUE(published(100));
    for (std::int64_t count = 300; count <= 1500; count += 300) {
        kafka_.go_away();
        show(*publisher, count);
        ASSERT_TRUE(metrics_.wait_until_is(kafka_metric::reachable, 0));
        kafka_.come_back();
        ASSERT_TRUE(published(count));
        ASSERT_TRUE(metrics_.wait_until_is(kafka_metric::reachable, 1));
    }
    EXPECT_EQ(deduped(), expected(1500));
}

TEST_F(Publishing, BeginsBeforeThereIsABroker) {
    kafka_.go_away();
    log_.show(20);
    const auto publisher = start();
    ASSERT_TRUE(is_told("publishing waits"));
    kafka_.come_back();
    ASSERT_TRUE(published(20));
    EXPECT_EQ(topic(), expected(20));
}

TEST_F(Publishing, BeginsAgainWhenTheLogOpensAnEpoch) {
    log_.show(50);
    const auto publisher = start();
    ASSERT_TRUE(published(50));
    log_.set_epoch(2);
    show(*publisher, 60);
    ASSERT_TRUE(metrics_.wait_for(kafka_metric::producers, 2));
    ASSERT_TRUE(metrics_.wait_for(kafka_metric::published, 110));
    std::vector<KafkaMessage> both = expected(50);
    for (KafkaMessage& message : expected(60, 2)) both.push_back(std::move(message));
    EXPECT_EQ(topic(), both);
}

TEST_F(Publishing, StopsAtATopicOfAnotherLog) {
    KafkaProducer other{kafka_.settings()};
    ASSERT_TRUE(other.send(kafka_topic::log, to_log_record(events_[4], tests::sample_epoch(1))));
    other.flush(std::chrono::seconds{20});
    ASSERT_EQ(other.delivered(), 1);
    const auto publisher = start();
    ASSERT_TRUE(metrics_.wait_for(kafka_metric::contradiction, 1));
    EXPECT_EQ(topic().size(), 1U);
    EXPECT_THAT(lines(), Contains(HasSubstr("error: nothing is published")));
}

TEST_F(Publishing, WaitsForTheLog) {
    log_.be_out_of_reach(true);
    log_.show(30);
    const auto publisher = start();
    ASSERT_TRUE(is_told("the log is out of reach"));
    log_.be_out_of_reach(false);
    ASSERT_TRUE(published(30));
    EXPECT_EQ(topic(), expected(30));
}

}  // namespace

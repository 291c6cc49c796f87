// SPDX-License-Identifier: Apache-2.0
// A read node folds the topic to the rows that the log itself gives; what the log cannot have written stops it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "adapters/kafka/producer.hpp"
#include "adapters/read_node/topic_follower.hpp"
#include "tests/adapters/kafka/mock_kafka.hpp"
#include "tests/adapters/kafka/sample_log.hpp"
#include "tests/projections/followed_log.hpp"

using namespace suoledger;
using namespace suoledger::adapters;
using projections::History;
using testing::HasSubstr;

namespace {

class FollowingTheTopic : public projections::FollowedLog {
protected:
    /// What a process of its own would have; it goes on from its directory.
    struct Node {
        std::unique_ptr<KeptLog> log;
        std::unique_ptr<projections::RocksReadModels> models;
        std::unique_ptr<TopicFollower> follower;
    };
    Node start(const std::string& name) {
        Node node;
        node.log = std::make_unique<KeptLog>(root_ / (name + "-log"));
        node.models = open(name, *node.log);
        node.models->start();
        node.follower = std::make_unique<TopicFollower>(
            TopicFollower::Parts{.settings = kafka_.settings(),
                                 .log = *node.log,
                                 .metrics = watched_,
                                 .tell = [](std::string_view, std::string_view, const LogFields&) {},
                                 .on_kept =
                                     [models = node.models.get()](const std::vector<CheckedRecord>& records) {
                                         models->notify_head(records.back().record.event.position);
                                     },
                                 .pauses = {.first = std::chrono::milliseconds{10},
                                            .longest = std::chrono::milliseconds{50},
                                            .contradiction = std::chrono::milliseconds{50}}});
        node.follower->start();
        return node;
    }
    void publish(const std::vector<eventstore::RecordedEvent>& events, std::int64_t epoch = 1) {
        KafkaProducer producer{kafka_.settings()};
        for (const auto& event : events) {
            const auto message = to_log_record(event, tests::sample_epoch(epoch));
            while (!producer.send(kafka_topic::log, message)) producer.serve(std::chrono::milliseconds{20});
        }
        producer.flush(std::chrono::seconds{20});
        ASSERT_EQ(producer.under_way(), 0);
    }
    static std::vector<eventstore::RecordedEvent> part(const History& history, std::size_t from, std::size_t until) {
        return {history.events.begin() + static_cast<std::ptrdiff_t>(from),
                history.events.begin() + static_cast<std::ptrdiff_t>(until)};
    }
    History begin_of(const History& history, std::size_t until) { return {history.tenants, part(history, 0, until)}; }
    /// What it holds is the fold of that log; waits for it.
    bool shows(Node& node, const History& history) {
        const auto wanted = digests_of_one_fold(history);
        return projections::eventually([&] { return projections::digests(*node.models) == wanted; });
    }
    static bool stops(Node& node, const std::string& why) {
        return projections::eventually([&] { return node.follower->bad_record().find(why) != std::string::npos; });
    }

    tests::MockKafka kafka_;
    tests::WatchedMetrics watched_;
};

TEST_F(FollowingTheTopic, HasTheDigestsOfTheLogItself) {
    const History history = projections::random_history(projections::printed_seed(), 200);
    const std::size_t half = history.events.size() / 2;
    publish(part(history, 0, half));
    {
        Node node = start("node");
        EXPECT_TRUE(shows(node, begin_of(history, half)));
        EXPECT_TRUE(projections::eventually([&] { return node.follower->caught_up(); }));
    }
    publish(part(history, half / 2, history.events.size()));  // begins with repeats
    Node again = start("node");
    EXPECT_TRUE(shows(again, history));
    EXPECT_EQ(again.log->read_log({}), part(history, 0, history.events.size()));
    EXPECT_EQ(again.follower->bad_record(), "");
}

TEST_F(FollowingTheTopic, StopsAtAHole) {
    const History history = projections::random_history(projections::printed_seed(), 60);
    publish(part(history, 0, 20));
    publish(part(history, 21, 30));
    Node node = start("node");
    EXPECT_TRUE(stops(node, "position 22 follows 20"));
    EXPECT_TRUE(shows(node, begin_of(history, 20)));
    EXPECT_TRUE(watched_.wait_until_is(read_node_metric::bad_record, 1));
    publish(part(history, 20, 30));  // too late: it lies behind the record that is not believed
    EXPECT_TRUE(stops(node, "position 22 follows 20"));
    EXPECT_EQ(node.log->head().position, 20);
}

TEST_F(FollowingTheTopic, StopsAtAnEventThatDoesNotHaveItsLeafHash) {
    const History history = projections::random_history(projections::printed_seed(), 60);
    auto forged = part(history, 0, 30);
    forged[24].payload.insert(1, " ");  // the same JSON
    publish(forged);
    Node node = start("node");
    EXPECT_TRUE(stops(node, "position 25 does not have its leaf hash"));
    EXPECT_TRUE(shows(node, begin_of(history, 24)));
}

TEST_F(FollowingTheTopic, FoldsALaterEpochAnew) {
    const History lost = projections::random_history(1, 60), kept = projections::random_history(2, 90);
    ASSERT_GT(kept.events.size(), lost.events.size());
    publish(lost.events);
    Node node = start("node");
    ASSERT_TRUE(shows(node, lost));
    publish(kept.events, 2);
    EXPECT_TRUE(shows(node, kept));
    EXPECT_EQ(node.log->head().epoch, 2);
    EXPECT_EQ(watched_.value(read_node_metric::starts_over), 1);
    publish(part(lost, 0, 10));  // of the epoch that ended: repeats
    publish(part(kept, 0, 5), 3);
    EXPECT_TRUE(shows(node, begin_of(kept, 5)));
}

TEST_F(FollowingTheTopic, GoesOnOnceABrokerAnswersAgain) {
    const History history = projections::random_history(projections::printed_seed(), 60);
    publish(part(history, 0, 20));
    Node node = start("node");
    ASSERT_TRUE(shows(node, begin_of(history, 20)));
    kafka_.go_away();
    EXPECT_TRUE(shows(node, begin_of(history, 20)));
    kafka_.come_back();
    publish(part(history, 20, 40));
    EXPECT_TRUE(shows(node, begin_of(history, 40)));
}

}  // namespace

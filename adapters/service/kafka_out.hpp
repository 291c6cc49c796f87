// SPDX-License-Identifier: Apache-2.0
// What this process puts into Kafka when it has the role `publisher`: the log, and the keyed topics derived from it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "adapters/cli/roles.hpp"
#include "adapters/kafka/keyed_topics.hpp"
#include "adapters/kafka/log_publisher.hpp"
#include "adapters/telemetry/log.hpp"

namespace suoledger::adapters {

/// All but the settings must outlive it.
struct KafkaOutParts {
    KafkaSettings settings;
    eventstore::EventStore& store;
    std::string database_url;
    eventstore::Metrics& metrics;
    Log& log;
};

class KafkaOut {
public:
    explicit KafkaOut(const KafkaOutParts& parts);
    KafkaOut(const KafkaOut&) = delete;
    KafkaOut& operator=(const KafkaOut&) = delete;

    /// The log can be read now.
    void start() {
        publisher_.start();
        keyed_.start();
    }
    /// Any thread; neither blocks.
    void committed(const projections::EventBatch& batch) { publisher_.committed(batch); }
    void notify_head(std::int64_t position) { publisher_.notify_head(position); }

private:
    const std::unique_ptr<PublisherTurn> log_turn_, keyed_turn_;
    LogPublisher publisher_;
    KeyedTopics keyed_;
};

/// nullptr, and the log says so where it is not this process' role alone: nothing is published.
std::unique_ptr<KafkaOut> make_kafka_out(const Roles& roles, const KafkaOutParts& parts);

}  // namespace suoledger::adapters

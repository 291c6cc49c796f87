// SPDX-License-Identifier: Apache-2.0
// librdkafka's mock cluster: real sockets, a broker that fails when told to; what it holds is gone with it.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/kafka/kafka_settings.hpp"
#include "adapters/kafka/log_record.hpp"
#include "eventstore/metrics.hpp"

namespace suoledger::tests {

class MockKafka {
public:
    /// With the log's topic, and those derived from it with three partitions each.
    MockKafka();
    ~MockKafka();
    MockKafka(const MockKafka&) = delete;
    MockKafka& operator=(const MockKafka&) = delete;

    /// Short timeouts.
    [[nodiscard]] adapters::KafkaSettings settings() const;
    void go_away();
    void come_back();
    /// The next requests to produce are answered with that error of the protocol, and nothing is stored.
    void refuse_to_produce(int times, int error);

    /// Everything in it, partition by partition.
    std::vector<std::vector<adapters::KafkaMessage>> read(std::string_view topic, int partitions = 1);

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

/// Metrics that a test can wait for.
class WatchedMetrics final : public eventstore::Metrics {
public:
    void add(std::string_view counter, double by, eventstore::Labels labels) override;
    void set(std::string_view gauge, double value, eventstore::Labels labels) override;
    void observe(std::string_view, double, eventstore::Labels) override {}

    /// Labels do not tell series apart here. False after a safety net of 60 s.
    bool wait_for(std::string_view name, double at_least);
    bool wait_until_is(std::string_view name, double value);
    double value(std::string_view name);

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::string, double, std::less<>> values_;
};

}  // namespace suoledger::tests

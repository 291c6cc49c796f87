// SPDX-License-Identifier: Apache-2.0
// An idempotent producer: what is sent to a partition arrives there in that order, nothing behind something that
// failed.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/kafka/kafka_settings.hpp"
#include "adapters/kafka/log_record.hpp"

namespace suoledger::adapters {

/// Every 15 s, from librdkafka's own statistics.
struct ProducerFigures {
    std::int64_t waiting_messages = 0, waiting_bytes = 0;
    double round_trip_seconds = 0;  // 99 of 100 of a broker's answers, the slowest broker
};

struct ProducerHooks {
    /// There is something to `serve`. On a thread of librdkafka; must not block.
    std::function<void()> on_event = [] {};
    /// From `serve`.
    std::function<void(const ProducerFigures&)> on_figures = [](const ProducerFigures&) {};
    std::function<void(bool is_reachable)> on_reachable = [](bool) {};
};

/// Used by one thread. Once it threw it is of no use: what was sent since may or may not have arrived.
class KafkaProducer {
public:
    /// Does not wait for a broker. Throws KafkaFault when the settings are no good.
    explicit KafkaProducer(const KafkaSettings& settings, ProducerHooks hooks = {});
    /// What has not arrived is dropped.
    ~KafkaProducer();
    KafkaProducer(const KafkaProducer&) = delete;
    KafkaProducer& operator=(const KafkaProducer&) = delete;

    /// False: too much is under way. Throws KafkaFault.
    bool send(std::string_view topic, const KafkaMessage& message);
    /// Takes note of what arrived. Throws KafkaFault when something did not, or never will.
    void serve(std::chrono::milliseconds at_most = {});
    /// Returns once everything arrived, or after the limit. Throws likewise.
    void flush(std::chrono::milliseconds limit);

    /// Arrived on as many brokers as must have it, since the beginning.
    [[nodiscard]] std::int64_t delivered() const;
    [[nodiscard]] std::int64_t under_way() const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace suoledger::adapters

// SPDX-License-Identifier: Apache-2.0
// Which Kafka, which topics, and how long to wait for it.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

namespace suoledger::adapters {

/// Kafka cannot be reached, refuses, or lost what was sent: to be tried again from the start.
struct KafkaFault : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct KafkaSettings {
    std::string brokers;  // "host:port,host:port"; empty: no Kafka
    /// librdkafka's own names (`security.protocol`, `sasl.password`, …); they win over ours.
    std::map<std::string, std::string> properties;
    std::chrono::milliseconds message_timeout{120'000};  // of one message, its repeats included
    std::chrono::milliseconds answer_timeout{5'000};     // of what is asked before anything is sent
};

namespace kafka_topic {
inline constexpr std::string_view log = "suoledger.log", checkpoints = "suoledger.checkpoints",
                                  invoices = "suoledger.invoices", payments = "suoledger.payments",
                                  customers = "suoledger.customers";
}  // namespace kafka_topic

}  // namespace suoledger::adapters

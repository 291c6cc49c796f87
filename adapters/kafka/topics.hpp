// SPDX-License-Identifier: Apache-2.0
// Topics before anything is sent to them: made when they are absent, and what lies at their end.
#pragma once

#include <optional>
#include <string_view>

#include "adapters/kafka/kafka_settings.hpp"
#include "adapters/kafka/log_record.hpp"

namespace suoledger::adapters {

struct TopicShape {
    int partitions = 1;
    bool keeps_all = false;  // else for as long as the brokers keep things by default
};

/// The topic is there with as many partitions as it is to have; it is made, with the brokers' number of replicas, when
/// there is none. Throws KafkaFault, also when it has another number of partitions and `keeps_all`.
void require_topic(const KafkaSettings& settings, std::string_view topic, const TopicShape& shape);

/// Of partition 0; nullopt: the topic is empty. Throws KafkaFault.
std::optional<KafkaMessage> last_message(const KafkaSettings& settings, std::string_view topic);

}  // namespace suoledger::adapters

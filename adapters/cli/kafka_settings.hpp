// SPDX-License-Identifier: Apache-2.0
// The settings of Kafka. Each returns what is wrong with its value, or an empty text.
#pragma once

#include <string>

namespace suoledger::adapters {

struct Config;

std::string apply_kafka_brokers(Config& config, const std::string& value);
std::string apply_kafka_properties_file(Config& config, const std::string& value);

}  // namespace suoledger::adapters

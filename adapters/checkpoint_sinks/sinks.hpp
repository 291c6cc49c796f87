// SPDX-License-Identifier: Apache-2.0
// Where signed checkpoints go outside the database: a folder, whoever takes an HTTP POST, Kafka.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/checkpoint_sinks/sink_address.hpp"
#include "adapters/kafka/kafka_settings.hpp"
#include "eventstore/merkle/merkle_log.hpp"

namespace suoledger::adapters {

/// Named by kind, and numbered from the second of a kind on: names are labels of metrics, and hold no secret.
/// Behind them comes Kafka, where brokers are named.
std::vector<std::unique_ptr<eventstore::CheckpointSink>> make_sinks(const std::vector<SinkAddress>& addresses,
                                                                    const KafkaSettings& kafka = {});

/// Keeps every checkpoint: <folder>/checkpoints-<UTC date>, one note behind another; the newest as <folder>/checkpoint.
/// The folder is made when absent.
std::unique_ptr<eventstore::CheckpointSink> make_folder_sink(std::string name, std::filesystem::path folder,
                                                             eventstore::Clock now = eventstore::system_now);
/// The note is the body; any 2xx is an arrival, no redirect is followed.
std::unique_ptr<eventstore::CheckpointSink> make_http_sink(std::string name, std::string url);

}  // namespace suoledger::adapters

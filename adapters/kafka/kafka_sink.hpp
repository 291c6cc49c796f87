// SPDX-License-Identifier: Apache-2.0
// Signed checkpoints as records of `suoledger.checkpoints`: brokers that the database's owner may not rule over.
#pragma once

#include <memory>

#include "adapters/kafka/kafka_settings.hpp"
#include "eventstore/merkle/merkle_log.hpp"

namespace suoledger::adapters {

/// The note is the value. Headers: `kind` (checkpoint, loss_declaration), `epoch`, and of a checkpoint `size`. The
/// topic is made when it is absent and keeps everything.
std::unique_ptr<eventstore::CheckpointSink> make_kafka_sink(KafkaSettings settings);

}  // namespace suoledger::adapters

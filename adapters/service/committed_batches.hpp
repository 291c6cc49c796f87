// SPDX-License-Identifier: Apache-2.0
// Hands what this process committed to its read models, its Merkle log and its publisher, for as long as they are
// there.
#pragma once

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "adapters/service/kafka_out.hpp"
#include "eventstore/merkle/merkle_log.hpp"
#include "projections/rocks_read_models.hpp"

namespace suoledger::adapters {

/// The store is made before those who read it, and outlives them: this stands between. Thread-safe.
class CommittedBatches {
public:
    using Batch = std::shared_ptr<const std::vector<eventstore::RecordedEvent>>;  // shared with the sequencer

    void lead_to(projections::RocksReadModels* read_models, eventstore::MerkleLog* merkle, KafkaOut* kafka) {
        const std::scoped_lock lock{mutex_};
        read_models_ = read_models;
        merkle_ = merkle;
        kafka_ = kafka;
    }
    void hand_over(Batch batch) {
        const std::scoped_lock lock{mutex_};
        if (merkle_ != nullptr) {
            merkle_->committed(batch);
        }
        if (kafka_ != nullptr) {
            kafka_->committed(batch);
        }
        if (read_models_ != nullptr) {
            read_models_->committed(std::move(batch));
        }
    }

private:
    std::mutex mutex_;
    projections::RocksReadModels* read_models_ = nullptr;
    eventstore::MerkleLog* merkle_ = nullptr;
    KafkaOut* kafka_ = nullptr;
};

}  // namespace suoledger::adapters

// SPDX-License-Identifier: Apache-2.0
// Hands what this process committed to its read models, for as long as they are there.
#pragma once

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "projections/rocks_read_models.hpp"

namespace suoledger::adapters {

/// The store is made before the read models, which read it, and outlives them: this stands between. Thread-safe.
class CommittedBatches {
public:
    using Batch = std::shared_ptr<const std::vector<eventstore::RecordedEvent>>;  // shared with the sequencer

    void lead_to(projections::RocksReadModels* read_models) {
        const std::scoped_lock lock{mutex_};
        read_models_ = read_models;
    }
    void hand_over(Batch batch) {
        const std::scoped_lock lock{mutex_};
        if (read_models_ != nullptr) {
            read_models_->committed(std::move(batch));
        }
    }

private:
    std::mutex mutex_;
    projections::RocksReadModels* read_models_ = nullptr;
};

}  // namespace suoledger::adapters

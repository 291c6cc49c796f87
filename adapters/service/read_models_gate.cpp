// SPDX-License-Identifier: Apache-2.0
// The gate itself.
#include "adapters/service/read_models_gate.hpp"

#include "projections/database.hpp"

namespace suoledger::adapters {

projections::ReadModels& ReadModelsGate::passed() {
    if (!open_) {
        throw projections::DatabaseUnavailable("the read models have not caught up with the log yet");
    }
    return *behind_;
}

}  // namespace suoledger::adapters

// SPDX-License-Identifier: Apache-2.0
// A process that is a service: privileges, signals, the owner lock, the service itself, its end.
#pragma once

#include <functional>

#include "adapters/cli/config.hpp"
#include "adapters/process/owner_lock.hpp"
#include "adapters/service/service.hpp"

namespace suoledger::adapters {

/// Somebody else's service runs on this data directory already.
struct AlreadyServed : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Returns 0 after an orderly end. `when_ready` runs once /ready answers 200. Throws AlreadyServed and what forces the
/// end.
int run_service(Config config, const std::function<void(const Config&, Service&)>& when_ready);

}  // namespace suoledger::adapters

// SPDX-License-Identifier: Apache-2.0
// An alarm for payments of which more was given back than had arrived: the provider owes the rest, and somebody must
// ask.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "adapters/telemetry/log.hpp"
#include "eventstore/metrics.hpp"
#include "eventstore/recorded_event.hpp"

namespace suoledger::adapters {

inline constexpr std::string_view payments_overdrawn = "payments_overdrawn_total";  // label event

using WarningLine = std::function<void(std::string_view message, const LogFields& fields)>;

/// Counts and names each event of the batch that overdraws its payment. Quick: on the store's thread.
void report_overdrawn(const std::vector<eventstore::RecordedEvent>& batch, eventstore::Metrics& metrics,
                      const WarningLine& warn);

}  // namespace suoledger::adapters

// SPDX-License-Identifier: Apache-2.0
// What a running service does for the commands beside it: wait for a position, tell, digest and rebuild projections.
#pragma once

#include <boost/json/object.hpp>
#include <chrono>
#include <cstdint>
#include <string_view>

#include "projections/rocks_read_models.hpp"

namespace suoledger::adapters {

namespace control {
inline constexpr std::string_view reach = "reach";      // {"do","position"} → {"reached"}
inline constexpr std::string_view list = "list";        // → {"projections":[…]}
inline constexpr std::string_view digest = "digest";    // {"do","name"} → {"name","digest","epoch","position"}
inline constexpr std::string_view rebuild = "rebuild";  // {"do","name"} → the projection
}  // namespace control

/// Longer than a fold ever takes; a command must not hang on a service whose database is away.
inline constexpr std::chrono::seconds reach_limit{15};

boost::json::object control_request(std::string_view what);
/// Blocks. Throws std::invalid_argument for what it does not know.
boost::json::object answer_control(projections::RocksReadModels& read_models, const boost::json::object& request);
/// True when the read models reflect the position before the limit.
bool wait_until_reached(projections::RocksReadModels& read_models, std::int64_t position, std::chrono::seconds limit);

}  // namespace suoledger::adapters

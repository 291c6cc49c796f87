// SPDX-License-Identifier: Apache-2.0
// Two years of a shop's life as a list of calls: what was done on which day, the same for the same seed.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "domain/time.hpp"
#include "http/message.hpp"

namespace suoledger::adapters {

/// Calls of one phase need answers of the phases before it only, so that many of them travel together.
enum class DemoPhase : std::uint8_t { customers, documents, facts, refunds };

/// One command of the plan. A string of `path` or `body` that begins with '$' stands for the id that the call of that
/// `name` was answered with.
struct DemoCall {
    DemoPhase phase{};
    std::int32_t day = 0;  // days before the shop's first day, 0 or negative
    std::string name;      // unique; also the idempotency key
    http::Method method = http::Method::post;
    std::string path;
    boost::json::object body;
};

struct DemoPlan {
    std::vector<DemoCall> calls;  // by phase, then by day
    std::size_t invoices = 0;
};

inline constexpr std::int32_t demo_days = 730;
inline constexpr std::uint64_t demo_seed = 20'241;

/// `first_day` is the day on which the shop is set up; all dates hang on it. Amounts are in kobo.
DemoPlan plan_demo(std::uint64_t seed, domain::Date first_day);

}  // namespace suoledger::adapters

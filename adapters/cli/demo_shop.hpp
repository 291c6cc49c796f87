// SPDX-License-Identifier: Apache-2.0
// A shop to look at: two years of invoices, payments, corrections and expenses, made by commands.
#pragma once

#include <functional>
#include <string>

#include "adapters/cli/local_api.hpp"

namespace suoledger::adapters {

struct DemoShop {
    std::string business_id;
    std::string api_key;  // empty when the shop was there before: a key is shown once
    std::int64_t position = 0;
};

/// Told after each day of the plan: how many calls of how many are done.
using DemoProgress = std::function<void(std::size_t done, std::size_t all)>;

/// Every command has its own idempotency key, so that a second run adds nothing and one that was cut short goes on.
/// All dates hang on the day the shop was registered.
DemoShop stock_demo_shop(LocalApi& api, const DemoProgress& progress);

}  // namespace suoledger::adapters

// SPDX-License-Identifier: Apache-2.0
// A small shop to look at: customers, invoices of the last weeks in several states, payments, made by commands.
#pragma once

#include <string>

#include "adapters/cli/local_api.hpp"

namespace suoledger::adapters {

struct DemoShop {
    std::string business_id;
    std::string api_key;  // empty when the shop was there before: a key is shown once
    std::int64_t position = 0;
};

/// Every command has its own idempotency key, so that a second run adds nothing and one that was cut short goes on.
/// All dates hang on the day the shop was registered.
DemoShop stock_demo_shop(LocalApi& api);

}  // namespace suoledger::adapters

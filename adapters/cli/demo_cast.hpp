// SPDX-License-Identifier: Apache-2.0
// Who buys from the demo shop, what it sells and what it spends money on. All of it is made up.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/cli/demo_chance.hpp"

namespace suoledger::adapters {

enum class DemoKind : std::uint8_t { person, company, agency, abroad };

struct DemoCustomer {
    std::string name, phone, email, tax_id;
    DemoKind kind{};
};
/// Nobody is reached under 0800 000 xxxx.
std::vector<DemoCustomer> demo_customers(DemoChance& chance);

struct DemoGood {
    std::string_view description;
    std::int64_t unit_price;  // kobo
    std::string_view vat_treatment;
    std::int64_t largest_quantity;
};
std::span<const DemoGood> demo_goods();

struct DemoExpense {
    std::string_view category, description, supplier;
    std::int64_t low, high;  // kobo
    std::int32_t every_days;
    bool has_vat;
};
std::span<const DemoExpense> demo_expenses();

}  // namespace suoledger::adapters

// SPDX-License-Identifier: Apache-2.0
// Wire names of expense categories.
#include "domain/expense.hpp"

#include <array>

namespace suoledger::domain {
namespace {

using enum ExpenseCategory;
constexpr std::array categories{goods_for_resale,  rent,         utilities,        fuel_and_power,   transport,
                                delivery,          salaries,     marketing,        airtime_and_data, repairs,
                                professional_fees, bank_charges, taxes_and_levies, equipment,        other};

}  // namespace

std::span<const ExpenseCategory> expense_categories() { return categories; }

std::string_view to_string(ExpenseCategory category) {
    switch (category) {
        case goods_for_resale:
            return "goods_for_resale";
        case rent:
            return "rent";
        case utilities:
            return "utilities";
        case fuel_and_power:
            return "fuel_and_power";
        case transport:
            return "transport";
        case delivery:
            return "delivery";
        case salaries:
            return "salaries";
        case marketing:
            return "marketing";
        case airtime_and_data:
            return "airtime_and_data";
        case repairs:
            return "repairs";
        case professional_fees:
            return "professional_fees";
        case bank_charges:
            return "bank_charges";
        case taxes_and_levies:
            return "taxes_and_levies";
        case equipment:
            return "equipment";
        case other:
            return "other";
    }
    return {};
}

std::optional<ExpenseCategory> parse_expense_category(std::string_view text) {
    for (const ExpenseCategory category : categories)
        if (text == to_string(category)) return category;
    return std::nullopt;
}

}  // namespace suoledger::domain

// SPDX-License-Identifier: Apache-2.0
// The chart of accounts (DOMAIN §6) and which of them an expense is booked to.
#include <array>

#include "domain/journal.hpp"

namespace suoledger::domain {
namespace {

/// In code order.
constexpr std::array accounts{
    Account{1000, "Bank", "assets:bank"},
    Account{1010, "Cash", "assets:cash"},
    Account{1050, "Provider clearing", "assets:provider clearing"},
    Account{1060, "Disputed funds", "assets:disputed funds"},
    Account{1090, "Payout differences", "assets:payout differences"},
    Account{1100, "Accounts receivable", "assets:accounts receivable"},
    Account{1150, "Due from provider", "assets:due from provider"},
    Account{1200, "WHT receivable", "assets:wht receivable"},
    Account{1210, "Input VAT", "assets:input vat"},
    Account{1220, "VAT withheld", "assets:vat withheld"},
    Account{2100, "Output VAT", "liabilities:output vat"},
    Account{2200, "Customer credits", "liabilities:customer credits"},
    Account{4000, "Sales", "revenues:sales"},
    Account{4900, "Sales returns", "revenues:sales returns"},
    Account{5000, "Goods for resale", "expenses:goods for resale"},
    Account{5100, "Rent", "expenses:rent"},
    Account{5110, "Utilities", "expenses:utilities"},
    Account{5120, "Fuel and power", "expenses:fuel and power"},
    Account{5200, "Transport", "expenses:transport"},
    Account{5210, "Delivery", "expenses:delivery"},
    Account{5300, "Salaries", "expenses:salaries"},
    Account{5400, "Marketing", "expenses:marketing"},
    Account{5500, "Airtime and data", "expenses:airtime and data"},
    Account{5600, "Repairs", "expenses:repairs"},
    Account{5700, "Professional fees", "expenses:professional fees"},
    Account{5800, "Bank charges", "expenses:bank charges"},
    Account{5850, "Taxes and levies", "expenses:taxes and levies"},
    Account{5870, "Equipment", "expenses:equipment"},
    Account{5900, "Other expenses", "expenses:other"},
    Account{6100, "Payment fees", "expenses:payment fees"},
    Account{6110, "Dispute and refund fees", "expenses:dispute and refund fees"},
    Account{6200, "Bad debts", "expenses:bad debts"},
};

}  // namespace

std::span<const Account> chart_of_accounts() { return accounts; }

const Account* find_account(AccountCode code) {
    for (const Account& account : accounts)
        if (account.code == code) return &account;
    return nullptr;
}

AccountCode account_of(ExpenseCategory category) {
    switch (category) {
        case ExpenseCategory::goods_for_resale:
            return 5000;
        case ExpenseCategory::rent:
            return 5100;
        case ExpenseCategory::utilities:
            return 5110;
        case ExpenseCategory::fuel_and_power:
            return 5120;
        case ExpenseCategory::transport:
            return 5200;
        case ExpenseCategory::delivery:
            return 5210;
        case ExpenseCategory::salaries:
            return 5300;
        case ExpenseCategory::marketing:
            return 5400;
        case ExpenseCategory::airtime_and_data:
            return 5500;
        case ExpenseCategory::repairs:
            return 5600;
        case ExpenseCategory::professional_fees:
            return 5700;
        case ExpenseCategory::bank_charges:
            return 5800;
        case ExpenseCategory::taxes_and_levies:
            return 5850;
        case ExpenseCategory::equipment:
            return 5870;
        case ExpenseCategory::other:
            return 5900;
    }
    return 5900;
}

}  // namespace suoledger::domain

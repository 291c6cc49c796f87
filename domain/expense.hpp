// SPDX-License-Identifier: Apache-2.0
// An expense: money the business spent; never an invoice.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "domain/money.hpp"
#include "domain/payment_method.hpp"
#include "domain/personal.hpp"
#include "domain/time.hpp"
#include "domain/uuid.hpp"

namespace suoledger::domain {

/// Each has an account of its own in 5xxx (journal.hpp).
enum class ExpenseCategory : std::uint8_t {
    goods_for_resale,
    rent,
    utilities,
    fuel_and_power,
    transport,
    delivery,
    salaries,
    marketing,
    airtime_and_data,
    repairs,
    professional_fees,
    bank_charges,
    taxes_and_levies,
    equipment,
    other
};
std::string_view to_string(ExpenseCategory category);
std::optional<ExpenseCategory> parse_expense_category(std::string_view text);
std::span<const ExpenseCategory> expense_categories();

/// What of an expense is posted. net = amount − vat.
struct ExpenseFigures {
    Currency currency = Currency::ngn;
    std::int64_t amount = 0;  // all that was paid
    std::int64_t vat = 0;     // of it: input VAT that can be claimed
    ExpenseCategory category = ExpenseCategory::other;
    PaymentMethod method = PaymentMethod::bank_transfer;  // not `provider`
    bool operator==(const ExpenseFigures&) const = default;
};

/// Sealed under the business key.
struct ExpenseFacts {
    ExpenseFigures figures;
    PersonalText description;  // 1..200 characters
    PersonalText supplier;     // ≤ 200
    Date spent_on;
    bool operator==(const ExpenseFacts&) const = default;
};

// --- events (expense stream) ---

struct ExpenseRecorded {
    ExpenseFacts facts;
    bool livemode = true;
    bool operator==(const ExpenseRecorded&) const = default;
};
/// The whole expense in its new form; takes the date of the correction.
struct ExpenseCorrected {
    ExpenseFacts facts;
    ExpenseFigures replaced;
    bool operator==(const ExpenseCorrected&) const = default;
};
struct ExpenseVoided {
    ExpenseFigures replaced;
    PersonalText reason;
    bool operator==(const ExpenseVoided&) const = default;
};

// --- commands ---

struct RecordExpense {
    Uuid expense_id;
    ExpenseFigures figures;    // 0 < amount ≤ 10^12, 0 ≤ vat ≤ what the standard rate of the day leaves
    PersonalText description;  // required
    PersonalText supplier;
    std::optional<Date> spent_on;  // default: today in the tenant's zone; not in the future
};
/// What is empty stays as it is; an absent supplier clears it.
struct CorrectExpense {
    Uuid expense_id;
    std::optional<std::int64_t> amount, vat;
    std::optional<ExpenseCategory> category;
    std::optional<PaymentMethod> method;
    std::optional<PersonalText> description, supplier;
    std::optional<Date> spent_on;
};
struct VoidExpense {
    Uuid expense_id;
    PersonalText reason;  // ≤ 500 characters
};

// --- state ---

struct ExpenseState {
    std::int64_t version = 0;
    Uuid id;
    ExpenseFacts facts;
    bool voided = false;
};

}  // namespace suoledger::domain

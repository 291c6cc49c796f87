// SPDX-License-Identifier: Apache-2.0
// The figures of reports, each defined once (DOMAIN §7): what an event adds to which figure on which day.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "domain/event.hpp"

namespace suoledger::domain {

/// Sums per day, tenant and currency; a dimension splits some of them. Part of stored keys: append only.
enum class Figure : std::uint8_t {
    issued,                 // totals of invoices, and what revisions change of them; counts invoices
    cancelled,              // totals of cancelled invoices; counts them
    credited,               // totals of credit notes; counts them
    collected,              // allocations by the payment's day, less deallocations by their own; counts alike
    received,               // payments by method, fees included; counts them
    refunded,               // settled refunds, fees not included; counts them
    charged_back,           // lost disputes, fees not included; counts them
    fees,                   // by FeeKind
    written_off,            // less reversals
    withheld,               // by WithholdingKind, less reversals
    expenses,               // by ExpenseCategory, net of the VAT that can be claimed; counts expenses
    net_sales,              // by VatTreatment: invoices without VAT, less cancelled and credited
    vat_output,             // by VatTreatment: VAT of the same
    vat_input,              // of expenses
    invoiced_of_customer,   // issued − cancelled − credited, by customer; counts invoices
    collected_of_customer,  // as collected, by the invoice's customer
};
enum class FeeKind : std::uint8_t { payment, dispute_and_refund };
enum class Basis : std::uint8_t { accrual, cash };

struct Movement {
    Figure figure{};
    Date day;
    std::uint8_t dimension = 0;  // the enumerator that the figure is split by; 0 where there is none
    Uuid customer;               // nil where the figure is not split by customers
    std::int64_t amount = 0, count = 0;
    bool operator==(const Movement&) const = default;
};

inline constexpr std::size_t vat_treatment_count = 4;
struct NetAndVat {
    std::int64_t net = 0, vat = 0;
    bool operator==(const NetAndVat&) const = default;
};
using ByTreatment = std::array<NetAndVat, vat_treatment_count>;  // by VatTreatment

/// What later events of an invoice lack and figures need.
struct InvoiceFacts {
    Uuid customer;
    Currency currency = Currency::ngn;
    bool prices_include_vat = true;
    std::vector<VatTreatment> line_treatments;
    ByTreatment by_treatment{};
    InvoiceFigures figures;
    Date issued_on;
    std::optional<Date> due_on;
    std::optional<Date> settled_on;  // the day since when nothing is due of it and something is allocated
};
/// What allocations of a payment lack.
struct PaymentFacts {
    Currency currency = Currency::ngn;
    Date received_on;
};

/// What an event is seen with: its effective day in the tenant's zone, the facts before it.
struct Surroundings {
    Date day;
    const InvoiceFacts* invoice = nullptr;  // of the stream, or the one that an allocation names
    const PaymentFacts* payment = nullptr;  // of the stream
};
struct Movements {
    Currency currency = Currency::ngn;
    std::vector<Movement> list;  // zero movements are left out
};
/// All that an event adds. Breaks an invariant when facts that it needs are not there.
Movements movements_of(const Event& event, const Surroundings& surroundings);

/// The facts of an invoice after an event of its stream; nullopt while there is nothing but a draft.
std::optional<InvoiceFacts> facts_after(std::optional<InvoiceFacts> before, const Event& event, Date day);

}  // namespace suoledger::domain

// SPDX-License-Identifier: Apache-2.0
// An invoice: its state, what is left to pay, and (by inclusion) its lines, events and commands.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "domain/allocations.hpp"
#include "domain/invoice_commands.hpp"
#include "domain/invoice_events.hpp"

namespace suoledger::domain {

// --- state ---

/// Tax that a payer kept back, until it is reversed.
struct Withholding {
    Uuid id;
    WithholdingKind kind{};
    std::int64_t amount = 0;
    bool reversed = false;
};

enum class InvoiceStatus : std::uint8_t { draft, cancelled, written_off, credited, paid, partially_paid, open };
std::string_view to_string(InvoiceStatus status);
std::optional<InvoiceStatus> parse_invoice_status(std::string_view text);

struct InvoiceState {
    std::int64_t version = 0;
    Uuid id;
    Uuid customer;
    Currency currency = Currency::ngn;
    bool prices_include_vat = true;
    std::optional<InvoiceDraft> draft;  // until it is issued
    bool discarded = false;             // a draft that is no more
    bool cancelled = false;
    std::int64_t revision = 1;
    std::vector<InvoiceLine> lines;  // descriptions are not kept
    std::vector<std::int64_t> credited_by_line;
    InvoiceTotals totals;
    std::int64_t credited = 0, allocated = 0, withheld = 0, written_off = 0;
    Allocations allocations;
    std::vector<Withholding> withholdings;  // oldest first
    Date issued_on;
    std::optional<Date> due_on;
    NumberFormat number_format;  // as issued: a revision prints the same number
};

/// 0 while cancelled, else total − credited − allocated − withheld − written_off (DOMAIN §4).
std::int64_t amount_due_of(const InvoiceState& invoice);
/// First match of DOMAIN §4's list; shared by decisions and read models.
struct InvoiceFigures {
    bool draft = false, cancelled = false;
    std::int64_t total = 0, credited = 0, allocated = 0, withheld = 0, written_off = 0;
};
InvoiceFigures figures_of(const InvoiceState& invoice);
InvoiceStatus status_of(const InvoiceFigures& figures);
std::int64_t amount_due_of(const InvoiceFigures& figures);
/// A flag of the day it is asked for, never stored.
bool is_overdue(std::int64_t amount_due, std::optional<Date> due_on, Date today);

}  // namespace suoledger::domain

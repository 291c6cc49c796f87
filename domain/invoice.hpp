// SPDX-License-Identifier: Apache-2.0
// An invoice: lines, totals, its events, its commands, and what is left to pay.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "domain/business.hpp"
#include "domain/customer.hpp"
#include "domain/money.hpp"
#include "domain/tax.hpp"

namespace suoledger::domain {

inline constexpr std::size_t max_invoice_lines = 500;
inline constexpr std::size_t max_metadata_pairs = 20;

/// A line as asked for. Amounts in minor units, quantity in thousandths.
struct LineRequest {
    PersonalText description;  // ≤ 200 characters
    std::int64_t quantity_thousandths = 1000;
    std::int64_t unit_price = 0;
    std::int64_t discount = 0;
    VatTreatment vat_treatment = VatTreatment::standard;
};

/// A line as frozen: gross = price_of(unit_price, quantity) − discount; amount = gross − discount_share.
struct InvoiceLine {
    PersonalText description;
    std::int64_t quantity_thousandths = 1000;
    std::int64_t unit_price = 0;
    std::int64_t discount = 0;
    VatTreatment vat_treatment = VatTreatment::standard;
    std::int32_t vat_rate_bps = 0;
    std::int64_t discount_share = 0;
    std::int64_t amount = 0;
    std::int64_t vat = 0;
    bool operator==(const InvoiceLine&) const = default;
};

/// subtotal + vat = total in either price mode.
struct InvoiceTotals {
    std::int64_t subtotal = 0, vat = 0, total = 0;
    bool operator==(const InvoiceTotals&) const = default;
};

struct PricedLines {
    std::vector<InvoiceLine> lines;
    InvoiceTotals totals;
};

using Metadata = std::vector<std::pair<std::string, PersonalText>>;  // keys clear, values sealed; in the order given

struct Seller {
    std::string name;
    PersonalText address, tax_id, bank_account;  // business key
    std::optional<std::array<std::uint8_t, 32>> logo_sha256;
    bool operator==(const Seller&) const = default;
};
struct Buyer {
    PersonalText name, address, tax_id;  // record key
    bool operator==(const Buyer&) const = default;
};

// --- events (free text under the customer's record key) ---

struct InvoiceIssued {
    Uuid customer;
    Seller seller;
    Buyer buyer;
    Currency currency = Currency::ngn;
    bool prices_include_vat = true;
    std::string vat_rule_set;
    std::vector<InvoiceLine> lines;
    std::int64_t discount = 0;
    InvoiceTotals totals;
    Date issued_on;
    std::optional<Date> due_on;
    PersonalText notes;
    Metadata metadata;
    NumberFormat number_format;
    bool livemode = true;
    bool operator==(const InvoiceIssued&) const = default;
};
struct InvoiceCancelled {
    Currency currency = Currency::ngn;
    InvoiceTotals totals;  // what is taken back
    PersonalText reason;
    bool operator==(const InvoiceCancelled&) const = default;
};
/// One line of a credit note: `line` is the 0-based index of the invoice's line.
struct CreditedLine {
    std::int32_t line = 0;
    std::int64_t amount = 0;  // in the invoice's price mode, like InvoiceLine::amount
    std::int64_t vat = 0;
    bool operator==(const CreditedLine&) const = default;
};
struct CreditNoteIssued {
    Uuid credit_note_id;
    Currency currency = Currency::ngn;
    std::vector<CreditedLine> lines;
    InvoiceTotals totals;
    Date issued_on;
    PersonalText reason;
    NumberFormat number_format;
    bool operator==(const CreditNoteIssued&) const = default;
};
struct PaymentApplied {
    Uuid payment;
    std::int64_t amount = 0;
    bool operator==(const PaymentApplied&) const = default;
};
enum class DeallocationReason : std::uint8_t { requested, credit_note };
std::string_view to_string(DeallocationReason reason);
std::optional<DeallocationReason> parse_deallocation_reason(std::string_view text);
struct PaymentUnapplied {
    Uuid payment;
    std::int64_t amount = 0;
    DeallocationReason reason{};
    bool operator==(const PaymentUnapplied&) const = default;
};
/// amount_due of an issued invoice rose from 0.
struct InvoiceReopened {
    std::int64_t amount_due = 0;
    bool operator==(const InvoiceReopened&) const = default;
};

// --- commands ---

/// Exactly one of `customer` (an id) or `inline_customer` (registered, or matched by phone, then e-mail).
struct IssueInvoice {
    Uuid invoice_id;
    std::variant<Uuid, RegisterCustomer> customer;
    Currency currency = Currency::ngn;
    bool prices_include_vat = true;
    std::vector<LineRequest> lines;
    std::int64_t discount = 0;
    std::optional<Date> issued_on;  // default: today in the tenant's zone; not in the future
    std::optional<Date> due_on;
    PersonalText notes;  // ≤ 1000 characters
    Metadata metadata;   // keys 1..40 characters, values ≤ 500
};
struct CancelInvoice {
    Uuid invoice_id;
    PersonalText reason;
};
struct CreditLineRequest {
    std::int32_t line = 0;
    std::int64_t amount = 0;
};
struct IssueCreditNote {
    Uuid invoice_id;
    Uuid credit_note_id;
    std::vector<CreditLineRequest> lines;  // empty: all that is left to credit
    PersonalText reason;
};

// --- state ---

struct Allocation {
    Uuid payment;
    std::int64_t amount = 0;
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
    bool cancelled = false;
    std::int64_t revision = 1;
    std::vector<InvoiceLine> lines;  // descriptions are not kept
    std::vector<std::int64_t> credited_by_line;
    InvoiceTotals totals;
    std::int64_t credited = 0, allocated = 0, withheld = 0, written_off = 0;
    std::vector<Allocation> allocations;  // oldest first, one per payment, amounts > 0
    Date issued_on;
    std::optional<Date> due_on;
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

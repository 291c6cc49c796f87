// SPDX-License-Identifier: Apache-2.0
// The events of an invoice's stream.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/business.hpp"
#include "domain/invoice_lines.hpp"

namespace suoledger::domain {

// --- events (free text under the customer's record key) ---

/// A document in the making, priced under the rule of the day it was written. Issuing prices it again.
struct InvoiceDraft {
    Uuid customer;
    Currency currency = Currency::ngn;
    bool prices_include_vat = true;
    std::string vat_rule_set;
    std::vector<InvoiceLine> lines;
    std::int64_t discount = 0;
    InvoiceTotals totals;
    std::optional<Date> due_on;
    PersonalText notes;
    Metadata metadata;
    bool livemode = true;
    bool operator==(const InvoiceDraft&) const = default;
};
struct InvoiceDrafted {
    InvoiceDraft draft;
    bool operator==(const InvoiceDrafted&) const = default;
};
/// The whole draft as it stands afterwards.
struct DraftChanged {
    InvoiceDraft draft;
    bool operator==(const DraftChanged&) const = default;
};
struct DraftDiscarded {
    bool operator==(const DraftDiscarded&) const = default;
};
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
/// The whole document in its new form; customer, currency, issue date and number stay.
struct InvoiceRevised {
    InvoiceIssued document;
    std::int64_t revision = 2;
    InvoiceTotals replaced;  // of the revision before, taken back by this one
    bool operator==(const InvoiceRevised&) const = default;
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
enum class DeallocationReason : std::uint8_t { requested, credit_note, refund, chargeback };
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
struct InvoiceWrittenOff {
    Currency currency = Currency::ngn;
    std::int64_t amount = 0;  // all of amount_due
    Date written_off_on;
    PersonalText reason;
    bool operator==(const InvoiceWrittenOff&) const = default;
};
/// Precedes whatever reopens a written-off invoice.
struct InvoiceWriteOffReversed {
    Currency currency = Currency::ngn;
    std::int64_t amount = 0;
    bool operator==(const InvoiceWriteOffReversed&) const = default;
};
/// What a payer kept back by law and pays to the tax office instead.
struct WithholdingTaxRecorded {
    Uuid withholding_id;
    Currency currency = Currency::ngn;
    std::int64_t amount = 0;
    Date withheld_on;
    PersonalText certificate;  // number of the credit note or certificate
    bool operator==(const WithholdingTaxRecorded&) const = default;
};
struct VatWithheldRecorded {
    Uuid withholding_id;
    Currency currency = Currency::ngn;
    std::int64_t amount = 0;
    Date withheld_on;
    PersonalText certificate;
    bool operator==(const VatWithheldRecorded&) const = default;
};
enum class WithholdingKind : std::uint8_t { withholding_tax, vat };
std::string_view to_string(WithholdingKind kind);
std::optional<WithholdingKind> parse_withholding_kind(std::string_view text);
struct WithholdingReversed {
    Uuid withholding_id;
    WithholdingKind kind{};
    Currency currency = Currency::ngn;
    std::int64_t amount = 0;
    PersonalText reason;
    bool operator==(const WithholdingReversed&) const = default;
};

}  // namespace suoledger::domain

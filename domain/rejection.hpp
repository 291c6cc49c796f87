// SPDX-License-Identifier: Apache-2.0
// Why a command is refused: an expected outcome, never an exception.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace suoledger::domain {

/// Each value has one wire code (`to_string`) and one row in http's table of statuses.
enum class RejectionCode : std::uint8_t {
    invalid_fields,  // one or more fields break a rule; `errors` names each
    business_not_found,
    business_already_registered,
    customer_not_found,
    customer_ambiguous,  // phone and e-mail belong to two different customers
    customer_phone_taken,
    customer_email_taken,
    invoice_not_found,
    invoice_not_open,       // draft, cancelled or written off
    invoice_has_movements,  // cancel or revise while something is allocated, credited, withheld or written off
    invoice_already_cancelled,
    currency_mismatch,
    amount_exceeds_balance,     // more than amount_due
    amount_exceeds_creditable,  // a credit note above total − credited − withheld, or above a line
    amount_exceeds_unallocated,
    amount_exceeds_allocated,
    nothing_to_credit,
    payment_not_found,
    api_key_not_found,
    api_key_already_revoked,
    scope_not_held,  // no key can make a key with a scope it lacks
    total_is_zero,
    total_too_large,
    invoice_not_draft,  // it was issued already
    nothing_to_write_off,
    withholding_not_found,
    withholding_already_reversed,
    amount_exceeds_vat,         // more VAT withheld than the invoice has
    amount_exceeds_refundable,  // more than is neither reserved, refunded nor charged back
    nothing_to_refund,
    refund_not_found,
    refund_not_pending,  // settled or failed already
    chargeback_not_found,
    chargeback_not_open,  // won or lost already
    payout_not_found,
    expense_not_found,
    expense_is_void,
    member_not_found,
    member_login_taken,
    consent_not_in_force,
    version_conflict,  // If-Match did not hold; `current_version` says what is
};

std::string_view to_string(RejectionCode code);

struct FieldError {
    std::string pointer;  // JSON Pointer into the request, e.g. "/lines/0/quantity"
    std::string detail;
    auto operator<=>(const FieldError&) const = default;
};

struct Rejection {
    RejectionCode code{};
    std::string detail;              // for people; never holds personal data
    std::vector<FieldError> errors;  // for invalid_fields, else empty
    std::optional<std::int64_t> current_version{};
    bool operator==(const Rejection&) const = default;
};

}  // namespace suoledger::domain

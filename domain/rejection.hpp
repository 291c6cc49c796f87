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
    payment_not_received,  // an attempt: there is no money in it
    payment_not_open,      // an attempt that has failed or was paid
    already_recorded,      // for whoever reports a fact: done, there is nothing to do
    livemode_differs,      // test money for a live business, or the other way
    invoice_changed,       // its revision or amount due is not what the payer saw
    nothing_to_pay,
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
    customer_erased,  // no contact, no consent and no new document for who was erased
    customer_already_erased,
    subject_key_not_found,
    subject_key_already_destroyed,
    erasure_not_requested,
    record_key_not_due,
    nothing_to_postpone,
    legal_hold_in_force,
    legal_hold_not_found,
    processing_already_restricted,
    restriction_not_in_force,
    request_not_found,
    request_does_not_match,  // of another kind or about another customer
    requester_not_identified,
    requester_already_identified,
    request_already_decided,
    request_not_decided,
    request_not_granted,
    request_already_completed,
    breach_not_assessed,
    breach_authority_not_notified,
    breach_subjects_not_notified,
    kek_epoch_not_newer,
    kek_epoch_in_use,  // it wraps keys still, or is not known
    kek_already_destroyed,
    kek_destroy_not_due,
    document_not_found,  // no such version of it
    document_differs,    // the same version was rendered before, to other bytes
    message_not_found,
    no_email_address,
    processing_is_restricted,  // the customer restricts or objects to it
    pay_link_worn_out,
    transfer_claim_not_found,
    transfer_claim_already_rejected,
    too_many_transfer_claims,
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

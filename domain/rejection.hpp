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

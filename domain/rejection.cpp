// SPDX-License-Identifier: Apache-2.0
// Wire codes of rejections: stable, part of the HTTP contract.
#include "domain/rejection.hpp"

namespace suoledger::domain {

std::string_view to_string(RejectionCode code) {
    switch (code) {
        case RejectionCode::invalid_fields:
            return "invalid_fields";
        case RejectionCode::business_not_found:
            return "business_not_found";
        case RejectionCode::business_already_registered:
            return "business_already_registered";
        case RejectionCode::customer_not_found:
            return "customer_not_found";
        case RejectionCode::customer_ambiguous:
            return "customer_ambiguous";
        case RejectionCode::customer_phone_taken:
            return "customer_phone_taken";
        case RejectionCode::customer_email_taken:
            return "customer_email_taken";
        case RejectionCode::invoice_not_found:
            return "invoice_not_found";
        case RejectionCode::invoice_not_open:
            return "invoice_not_open";
        case RejectionCode::invoice_has_movements:
            return "invoice_has_movements";
        case RejectionCode::invoice_already_cancelled:
            return "invoice_already_cancelled";
        case RejectionCode::currency_mismatch:
            return "currency_mismatch";
        case RejectionCode::amount_exceeds_balance:
            return "amount_exceeds_balance";
        case RejectionCode::amount_exceeds_creditable:
            return "amount_exceeds_creditable";
        case RejectionCode::amount_exceeds_unallocated:
            return "amount_exceeds_unallocated";
        case RejectionCode::amount_exceeds_allocated:
            return "amount_exceeds_allocated";
        case RejectionCode::nothing_to_credit:
            return "nothing_to_credit";
        case RejectionCode::payment_not_found:
            return "payment_not_found";
        case RejectionCode::api_key_not_found:
            return "api_key_not_found";
        case RejectionCode::api_key_already_revoked:
            return "api_key_already_revoked";
        case RejectionCode::scope_not_held:
            return "scope_not_held";
        case RejectionCode::total_is_zero:
            return "total_is_zero";
        case RejectionCode::total_too_large:
            return "total_too_large";
        case RejectionCode::invoice_not_draft:
            return "invoice_not_draft";
        case RejectionCode::nothing_to_write_off:
            return "nothing_to_write_off";
        case RejectionCode::withholding_not_found:
            return "withholding_not_found";
        case RejectionCode::withholding_already_reversed:
            return "withholding_already_reversed";
        case RejectionCode::amount_exceeds_vat:
            return "amount_exceeds_vat";
        case RejectionCode::amount_exceeds_refundable:
            return "amount_exceeds_refundable";
        case RejectionCode::nothing_to_refund:
            return "nothing_to_refund";
        case RejectionCode::refund_not_found:
            return "refund_not_found";
        case RejectionCode::refund_not_pending:
            return "refund_not_pending";
        case RejectionCode::chargeback_not_found:
            return "chargeback_not_found";
        case RejectionCode::chargeback_not_open:
            return "chargeback_not_open";
        case RejectionCode::payout_not_found:
            return "payout_not_found";
        case RejectionCode::expense_not_found:
            return "expense_not_found";
        case RejectionCode::expense_is_void:
            return "expense_is_void";
        case RejectionCode::member_not_found:
            return "member_not_found";
        case RejectionCode::member_login_taken:
            return "member_login_taken";
        case RejectionCode::consent_not_in_force:
            return "consent_not_in_force";
        case RejectionCode::version_conflict:
            return "version_conflict";
    }
    return {};
}

}  // namespace suoledger::domain

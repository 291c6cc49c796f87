// SPDX-License-Identifier: Apache-2.0
// Problems as application/problem+json, and the one table from rejections to statuses.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "http/message.hpp"
#include "http/pages/html.hpp"

namespace suoledger::http {
namespace {

/// No default branch: a new rejection must not compile until it has a status.
int status_of(domain::RejectionCode code) {
    using enum domain::RejectionCode;
    switch (code) {
        case business_not_found:
        case customer_not_found:
        case invoice_not_found:
        case payment_not_found:
        case api_key_not_found:
        case withholding_not_found:
        case refund_not_found:
        case chargeback_not_found:
        case payout_not_found:
        case expense_not_found:
        case member_not_found:
        case subject_key_not_found:
        case legal_hold_not_found:
        case request_not_found:
        case document_not_found:
        case message_not_found:
        case transfer_claim_not_found:
            return 404;
        case business_already_registered:
        case customer_phone_taken:
        case customer_email_taken:
        case invoice_already_cancelled:
        case api_key_already_revoked:
        case invoice_not_draft:
        case withholding_already_reversed:
        case refund_not_pending:
        case chargeback_not_open:
        case expense_is_void:
        case member_login_taken:
        case consent_not_in_force:
        case customer_erased:
        case customer_already_erased:
        case subject_key_already_destroyed:
        case erasure_not_requested:
        case record_key_not_due:
        case nothing_to_postpone:
        case legal_hold_in_force:
        case processing_already_restricted:
        case restriction_not_in_force:
        case requester_not_identified:
        case requester_already_identified:
        case request_already_decided:
        case request_not_decided:
        case request_not_granted:
        case request_already_completed:
        case breach_not_assessed:
        case breach_authority_not_notified:
        case breach_subjects_not_notified:
        case kek_epoch_not_newer:
        case kek_epoch_in_use:
        case kek_already_destroyed:
        case kek_destroy_not_due:
        case payment_not_received:
        case payment_not_open:
        case already_recorded:
        case livemode_differs:
        case invoice_changed:
        case document_differs:
        case processing_is_restricted:
        case pay_link_worn_out:
        case transfer_claim_already_rejected:
        case too_many_transfer_claims:
            return 409;
        case version_conflict:
            return 412;
        case scope_not_held:
            return 403;
        case invalid_fields:
        case customer_ambiguous:
        case invoice_not_open:
        case invoice_has_movements:
        case currency_mismatch:
        case amount_exceeds_balance:
        case amount_exceeds_creditable:
        case amount_exceeds_unallocated:
        case amount_exceeds_allocated:
        case nothing_to_credit:
        case total_is_zero:
        case total_too_large:
        case nothing_to_write_off:
        case nothing_to_refund:
        case request_does_not_match:
        case amount_exceeds_vat:
        case amount_exceeds_refundable:
        case nothing_to_pay:
        case no_email_address:
            return 422;
    }
    return 500;
}

/// Fixed per code, as RFC 9457 wants: "invoice_not_open" reads "Invoice not open".
std::string title_of(std::string_view code) {
    std::string title(code);
    for (char& c : title) {
        if (c == '_') c = ' ';
    }
    if (!title.empty() && title[0] >= 'a' && title[0] <= 'z') title[0] = static_cast<char>(title[0] - ('a' - 'A'));
    return title;
}

/// What people open themselves.
bool is_page(const Request& request) {
    return request.path.starts_with("/pay/") || request.path.starts_with("/verify/");
}

}  // namespace

Response problem_response(const Problem& problem, const Request& request) {
    if (is_page(request)) return notice_of(problem);
    boost::json::object body;
    body["type"] = "/problems/" + problem.code;  // relative to the request: resolves to a page of ours
    body["title"] = title_of(problem.code);
    body["status"] = problem.status;
    body["detail"] = problem.detail;
    body["instance"] = "urn:suoledger:request:" + request.request_id;
    body["code"] = problem.code;
    body["request_id"] = request.request_id;
    if (problem.current_version) body["current_version"] = *problem.current_version;
    if (!problem.errors.empty()) {
        auto& errors = body["errors"].emplace_array();
        for (const auto& error : problem.errors) {
            errors.push_back(boost::json::object{{"pointer", error.pointer}, {"detail", error.detail}});
        }
    }
    Response response{problem.status, "application/problem+json", boost::json::serialize(body), problem.headers, false};
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

Problem problem_of(const domain::Rejection& rejection) {
    Problem problem;
    problem.status = status_of(rejection.code);
    problem.code = std::string(domain::to_string(rejection.code));
    problem.detail = rejection.detail;
    problem.errors = rejection.errors;
    problem.current_version = rejection.current_version;
    return problem;
}

}  // namespace suoledger::http

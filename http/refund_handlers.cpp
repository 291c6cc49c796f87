// SPDX-License-Identifier: Apache-2.0
// Money that goes back: refunds and chargebacks of a payment. Each command answers the whole payment.
#include "eventstore/leaf.hpp"
#include "http/field_limits.hpp"
#include "http/handlers.hpp"
#include "http/payment_change.hpp"
#include "http/reading.hpp"

namespace suoledger::http {
namespace {

using domain::Uuid;

/// The payment of the path and its body, an empty object when none came.
struct PaymentRequest {
    Uuid payment;
    boost::json::object body;
};
std::expected<PaymentRequest, Problem> read_request(const Request& request) {
    if (auto problem = refuse_query(request)) return std::unexpected(*std::move(problem));
    const auto payment = id_in_path(request, domain::payment_prefix);
    if (!payment) return std::unexpected(not_found("payment"));
    auto body = parse_optional_body(request);
    if (!body) return std::unexpected(body.error());
    return PaymentRequest{*payment, *std::move(body)};
}

/// The second id of the path; a malformed one is as unknown as any other.
struct NestedRequest {
    Uuid payment, id;
    boost::json::object body;
};
std::expected<NestedRequest, Problem> read_nested(const Request& request, std::string_view prefix,
                                                  std::string_view what) {
    auto outer = read_request(request);
    if (!outer) return std::unexpected(outer.error());
    const auto id = id_in_path(request, prefix, 1);
    if (!id) return std::unexpected(not_found(what));
    return NestedRequest{outer->payment, *id, std::move(outer->body)};
}

Handled end_refund(const Services& services, const Request& request, domain::RefundOutcome outcome) {
    const auto nested = read_nested(request, domain::refund_prefix, "refund");
    if (!nested) return nested.error();
    domain::RecordRefund command;
    command.payment_id = nested->payment;
    command.refund_id = nested->id;
    command.outcome = outcome;
    std::vector<domain::FieldError> errors;
    ObjectReader reader(nested->body, "", errors);
    if (outcome == domain::RefundOutcome::settled) {
        command.fee = reader.integer("fee", amount_or_zero, Presence::optional).value_or(0);
        command.settled_on = reader.date("settled_on");
    } else {
        command.reason = reader.personal("reason", reason_length);
    }
    reader.refuse_unknown();
    if (!errors.empty()) return invalid_fields(std::move(errors));
    return change_payment(services, request.principal.tenant, nested->payment, std::move(command));
}

Handled end_chargeback(const Services& services, const Request& request, domain::ChargebackStage stage) {
    const auto nested = read_nested(request, domain::chargeback_prefix, "chargeback");
    if (!nested) return nested.error();
    domain::RecordChargeback command;
    command.payment_id = nested->payment;
    command.chargeback_id = nested->id;
    command.stage = stage;
    command.must_be_known = true;
    std::vector<domain::FieldError> errors;
    ObjectReader reader(nested->body, "", errors);
    if (stage == domain::ChargebackStage::lost)
        command.fee = reader.integer("fee", amount_or_zero, Presence::optional).value_or(0);
    command.on = reader.date("on");
    reader.refuse_unknown();
    if (!errors.empty()) return invalid_fields(std::move(errors));
    return change_payment(services, request.principal.tenant, nested->payment, std::move(command));
}

}  // namespace

Handled request_refund(const Services& services, const Request& request) {
    const auto read = read_request(request);
    if (!read) return read.error();
    domain::RequestRefund command;
    command.payment_id = read->payment;
    command.refund_id = eventstore::new_uuid_v7(services.now());
    std::vector<domain::FieldError> errors;
    ObjectReader reader(read->body, "", errors);
    command.amount = reader.integer("amount", positive_amount, Presence::optional);
    command.reason = reader.personal("reason", reason_length);
    reader.refuse_unknown();
    if (!errors.empty()) return invalid_fields(std::move(errors));
    return change_payment(services, request.principal.tenant, read->payment, std::move(command), 201);
}

Handled settle_refund(const Services& services, const Request& request) {
    return end_refund(services, request, domain::RefundOutcome::settled);
}

Handled fail_refund(const Services& services, const Request& request) {
    return end_refund(services, request, domain::RefundOutcome::failed);
}

Handled record_chargeback(const Services& services, const Request& request) {
    const auto read = read_request(request);
    if (!read) return read.error();
    domain::RecordChargeback command;
    command.payment_id = read->payment;
    command.chargeback_id = eventstore::new_uuid_v7(services.now());
    std::vector<domain::FieldError> errors;
    ObjectReader reader(read->body, "", errors);
    command.amount = reader.integer("amount", positive_amount, Presence::required);
    command.amount_taken = reader.integer("amount_taken", amount_or_zero, Presence::optional);
    command.fee = reader.integer("fee", amount_or_zero, Presence::optional).value_or(0);
    command.stage =
        reader.one_of<domain::ChargebackStage>("stage", &domain::parse_chargeback_stage, "opened, won, lost")
            .value_or(domain::ChargebackStage::opened);
    command.on = reader.date("on");
    command.reason = reader.personal("reason", reason_length);
    reader.refuse_unknown();
    if (!errors.empty()) return invalid_fields(std::move(errors));
    return change_payment(services, request.principal.tenant, read->payment, std::move(command), 201);
}

Handled win_chargeback(const Services& services, const Request& request) {
    return end_chargeback(services, request, domain::ChargebackStage::won);
}

Handled lose_chargeback(const Services& services, const Request& request) {
    return end_chargeback(services, request, domain::ChargebackStage::lost);
}

}  // namespace suoledger::http

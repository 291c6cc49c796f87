// SPDX-License-Identifier: Apache-2.0
// Decisions on refunds: a request reserves the money, the outcome moves it or sets it free (DOMAIN §5).
#include "domain/entered_date.hpp"
#include "domain/refunding.hpp"

namespace suoledger::domain {
namespace {

FieldErrors check(const RequestRefund& command) {
    FieldErrors errors;
    if (command.amount && *command.amount <= 0) errors.add("/amount", "must be more than 0");
    errors.check_text("/reason", command.reason, max_reason_characters);
    return errors;
}

FieldErrors check(const RecordRefund& command, const PaymentState& payment, Date today) {
    FieldErrors errors;
    if (command.fee < 0 || command.fee > max_command_total_minor_units)
        errors.add("/fee", "must be 0 to 1000000000000 minor units");
    check_entered_date(errors, "/settled_on", command.settled_on, today, payment.received_on);
    errors.check_text("/reason", command.reason, max_reason_characters);
    // No event of the outcome holds these; to drop them would lose what somebody meant to say.
    if (command.outcome == RefundOutcome::failed) {
        if (command.fee != 0) errors.add("/fee", "is of a settled refund only");
        if (command.settled_on) errors.add("/settled_on", "is of a settled refund only");
    } else if (!command.reason.is_absent()) {
        errors.add("/reason", "is of a failed refund only");
    }
    return errors;
}

Outcome settle(const CommandContext& context, Lookup& look, const FoundPayment& found, const RecordRefund& command) {
    const Date settled_on = command.settled_on.value_or(date_in(found.business->zone, context.now));
    PaymentAppend append = start_append(context, found, effective_on(context, *found.business, settled_on));
    append_settlement(append, look, command.refund_id, command.fee, settled_on);
    if (look.incomplete()) return look.missing();
    return std::move(append.decision);
}

}  // namespace

Outcome decide_on(const CommandContext& context, const View& view, const RequestRefund& command) {
    Lookup look(context.tenant, view);
    const FoundPayment found = find_payment(look, command.payment_id);
    if (look.incomplete()) return look.missing();
    if (auto stop = check_found(found)) return *stop;
    const PaymentState& payment = *found.payment;
    if (auto conflict = check_version(context, payment.version)) return *conflict;
    if (std::ranges::find(payment.refunds, command.refund_id, &Refund::id) != payment.refunds.end())
        return already_there(payment.version);
    if (const FieldErrors errors = check(command); errors.any()) return errors.stop();
    const std::int64_t available = amount_refundable_of(payment);
    const std::int64_t amount = command.amount.value_or(available);
    if (available == 0) return reject(RejectionCode::nothing_to_refund, "Nothing is left of the payment.");
    if (amount > available) return reject(RejectionCode::amount_exceeds_refundable, "More than the payment has left.");

    PaymentAppend append = start_append(context, found, context.now);
    append_request(append, look, command.refund_id, amount, command.reason);
    if (look.incomplete()) return look.missing();
    return std::move(append.decision);
}

Outcome decide_on(const CommandContext& context, const View& view, const RecordRefund& command) {
    Lookup look(context.tenant, view);
    const FoundPayment found = find_payment(look, command.payment_id);
    if (look.incomplete()) return look.missing();
    if (auto stop = check_found(found)) return *stop;
    const PaymentState& payment = *found.payment;
    const auto refund = std::ranges::find(payment.refunds, command.refund_id, &Refund::id);
    if (refund == payment.refunds.end())
        return reject(RejectionCode::refund_not_found, "The payment has no such refund.");
    if (auto conflict = check_version(context, payment.version)) return *conflict;
    const Date today = date_in(found.business->zone, context.now);
    if (const FieldErrors errors = check(command, payment, today); errors.any()) return errors.stop();
    if (refund->status != RefundStatus::requested)
        return reject(RejectionCode::refund_not_pending, "The refund was settled or has failed.");
    if (command.outcome == RefundOutcome::settled) return settle(context, look, found, command);

    PaymentAppend append = start_append(context, found, context.now);
    append_failure(append, command.refund_id, command.reason);
    return std::move(append.decision);
}

}  // namespace suoledger::domain

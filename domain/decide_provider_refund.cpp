// SPDX-License-Identifier: Apache-2.0
// The decision on what a provider says of a refund: each stage is booked once, whatever is heard of first (DOMAIN §5).
#include "domain/refunding.hpp"
#include "domain/text.hpp"

namespace suoledger::domain {
namespace {

FieldErrors check(const RecordProviderRefund& command) {
    FieldErrors errors;
    if (!is_code_word(command.provider))
        errors.add("/provider", "must be a letter, then at most 39 of a-z, 0-9 and '_'");
    if (!command.provider_refund_id.empty() && !is_foreign_id(command.provider_refund_id, max_foreign_id_characters))
        errors.add("/provider_refund_id", "must be at most 200 printable ASCII characters");
    if (command.amount.minor_units <= 0 || command.amount.minor_units > max_command_total_minor_units)
        errors.add("/amount", "must be 1 to 1000000000000 minor units");
    if (command.fee < 0 || command.fee > max_command_total_minor_units)
        errors.add("/fee", "must be 0 to 1000000000000 minor units");
    else if (command.fee != 0 && command.stage != ProviderRefundStage::processed)
        errors.add("/fee", "is of a processed refund only");
    errors.check_text("/reason", command.reason, max_reason_characters);
    return errors;
}

/// What a refund that the provider speaks of may have become here, when it is one that was asked for here.
RefundStatus status_after(ProviderRefundStage stage) {
    return stage == ProviderRefundStage::failed ? RefundStatus::failed : RefundStatus::settled;
}

/// The oldest of the amount and status that can be meant. A notice with an id means none that has another; one without
/// may mean any.
const Refund* oldest_meant(const PaymentState& payment, const RecordProviderRefund& command, RefundStatus status) {
    const auto found = std::ranges::find_if(payment.refunds, [&](const Refund& refund) {
        return refund.amount == command.amount.minor_units && refund.status == status &&
               (refund.provider_refund_id.empty() || command.provider_refund_id.empty());
    });
    return found == payment.refunds.end() ? nullptr : &*found;
}

/// nullptr: the refund is new to us.
const Refund* find_refund(const PaymentState& payment, const RecordProviderRefund& command) {
    for (const Refund& refund : payment.refunds)
        if (refund.id == command.refund_id ||
            (!command.provider_refund_id.empty() && refund.provider_refund_id == command.provider_refund_id))
            return &refund;
    if (const Refund* requested = oldest_meant(payment, command, RefundStatus::requested)) return requested;
    return oldest_meant(payment, command, status_after(command.stage));
}

void acknowledge(PaymentAppend& append, const RecordProviderRefund& command, const Uuid& refund_id) {
    const auto refund = std::ranges::find(append.payment.refunds, refund_id, &Refund::id);
    if (command.provider_refund_id.empty() || !refund->provider_refund_id.empty()) return;
    append_to_payment(append, RefundAcknowledged{refund_id, command.provider, command.provider_refund_id});
}

/// A refund that has failed before we heard of it reserves nothing; it is written down, so that a request that is heard
/// of later does not reserve anything either.
void append_new(PaymentAppend& append, Lookup& look, const RecordProviderRefund& command) {
    if (command.stage == ProviderRefundStage::failed)
        append_to_payment(append, RefundRequested{.refund_id = command.refund_id,
                                                  .currency = append.payment.currency,
                                                  .amount = command.amount.minor_units,
                                                  .reason = {},
                                                  .reserved = 0});
    else
        append_request(append, look, command.refund_id, command.amount.minor_units, command.reason);
}

bool contradicts(const Refund& refund, ProviderRefundStage stage) {
    return stage != ProviderRefundStage::pending && refund.status != RefundStatus::requested &&
           refund.status != status_after(stage);
}

Timestamp effective_at(const CommandContext& context, const RecordProviderRefund& command, const FoundPayment& found) {
    const Timestamp earliest = start_of(found.business->zone, found.payment->received_on);
    return std::min(std::max(command.at.value_or(context.now), earliest), context.now);
}

}  // namespace

Outcome decide_on(const CommandContext& context, const View& view, const RecordProviderRefund& command) {
    Lookup look(context.tenant, view);
    const FoundPayment found = find_payment(look, command.payment_id);
    if (look.incomplete()) return look.missing();
    if (auto stop = check_found(found)) return *stop;
    const PaymentState& payment = *found.payment;
    if (auto conflict = check_version(context, payment.version)) return *conflict;
    if (auto stop = check_livemode(*found.business, command.livemode)) return *stop;
    if (const FieldErrors errors = check(command); errors.any()) return errors.stop();
    if (command.amount.currency != payment.currency)
        return reject(RejectionCode::currency_mismatch, "The refund and the payment differ in currency.");
    const Refund* known = find_refund(payment, command);
    if (known && known->amount != command.amount.minor_units) {
        FieldErrors errors;
        errors.add("/amount", "differs from the amount the refund was requested with");
        return errors.stop();
    }
    if (known && contradicts(*known, command.stage))
        return reject(RejectionCode::refund_not_pending,
                      "The refund was settled or has failed, and not as it is said now.");

    const Timestamp at = effective_at(context, command, found);
    const Uuid refund_id = known ? known->id : command.refund_id;
    const bool is_over = known && known->status != RefundStatus::requested;
    PaymentAppend append = start_append(context, found, at);
    if (!known) append_new(append, look, command);
    if (look.incomplete()) return look.missing();
    acknowledge(append, command, refund_id);
    if (!is_over && command.stage == ProviderRefundStage::processed)
        append_settlement(append, look, refund_id, command.fee, date_in(found.business->zone, at));
    if (!is_over && command.stage == ProviderRefundStage::failed) append_failure(append, refund_id, command.reason);
    if (look.incomplete()) return look.missing();
    if (append.decision.events.empty()) return already_recorded(payment.version);
    return std::move(append.decision);
}

}  // namespace suoledger::domain

// SPDX-License-Identifier: Apache-2.0
// The decision on a stage of a dispute: whatever the payer's bank took is booked, even beyond the payment (DOMAIN §5).
#include "domain/deallocation.hpp"
#include "domain/entered_date.hpp"

namespace suoledger::domain {
namespace {

const Chargeback* find_dispute(const PaymentState& payment, const Uuid& chargeback_id) {
    const auto found = std::ranges::find(payment.chargebacks, chargeback_id, &Chargeback::id);
    return found == payment.chargebacks.end() ? nullptr : &*found;
}

/// A dispute of any stage was opened.
bool is_known(const Chargeback& dispute, ChargebackStage stage) {
    return stage == ChargebackStage::opened || stage == dispute.stage;
}

void check_opening(FieldErrors& errors, const RecordChargeback& command) {
    if (!command.amount) {
        errors.add("/amount", "is required of a dispute that is not known yet");
        return;
    }
    if (*command.amount <= 0) errors.add("/amount", "must be more than 0");
    if (*command.amount > max_command_total_minor_units) errors.add("/amount", "is above 1000000000000 minor units");
    const std::int64_t taken = command.amount_taken.value_or(0);
    if (taken < 0 || taken > *command.amount) errors.add("/amount_taken", "must be 0 to the amount");
}

/// The amounts are the opened dispute's; a caller that does not know whether it was opened gives them again.
void check_repeated(FieldErrors& errors, const RecordChargeback& command, const Chargeback& dispute) {
    if (command.amount && *command.amount != dispute.amount)
        errors.add("/amount", "differs from the amount the dispute was opened with");
    if (command.amount_taken && *command.amount_taken != dispute.amount_taken)
        errors.add("/amount_taken", "differs from the amount taken when the dispute was opened");
}

FieldErrors check(const RecordChargeback& command, const Chargeback* dispute, const PaymentState& payment, Date today) {
    FieldErrors errors;
    if (dispute)
        check_repeated(errors, command, *dispute);
    else
        check_opening(errors, command);
    if (command.fee < 0 || command.fee > max_command_total_minor_units)
        errors.add("/fee", "must be 0 to 1000000000000 minor units");
    else if (command.fee != 0 && command.stage != ChargebackStage::lost)
        errors.add("/fee", "is of a lost dispute only");
    check_entered_date(errors, "/on", command.on, today, payment.received_on);
    errors.check_text("/reason", command.reason, max_reason_characters);
    return errors;
}

void append_opening(PaymentAppend& append, const RecordChargeback& command, Date on) {
    append_to_payment(append, ChargebackOpened{.chargeback_id = command.chargeback_id,
                                               .currency = append.payment.currency,
                                               .amount = *command.amount,
                                               .amount_taken = command.amount_taken.value_or(0),
                                               .method = append.payment.method,
                                               .opened_on = on,
                                               .reason = command.reason});
}

/// Unallocated, allocated, then refunds' reserves; the rest is overdrawn. Appends no loss while look.incomplete().
void append_loss(PaymentAppend& append, Lookup& look, const RecordChargeback& command, Date on) {
    const Chargeback dispute = *find_dispute(append.payment, command.chargeback_id);
    const std::int64_t wanting = free_money(append, look, dispute.amount, DeallocationReason::chargeback);
    if (look.incomplete()) return;
    const std::int64_t from_reserved = std::min(wanting, append.payment.reserved);
    append_to_payment(append, ChargebackLost{.chargeback_id = dispute.id,
                                             .currency = append.payment.currency,
                                             .amount = dispute.amount,
                                             .amount_taken = dispute.amount_taken,
                                             .fee = command.fee,
                                             .from_reserved = from_reserved,
                                             .overdrawn = wanting - from_reserved,
                                             .method = append.payment.method,
                                             .lost_on = on});
}

void append_win(PaymentAppend& append, const RecordChargeback& command, Date on) {
    const Chargeback dispute = *find_dispute(append.payment, command.chargeback_id);
    append_to_payment(
        append, ChargebackWon{dispute.id, append.payment.currency, dispute.amount_taken, append.payment.method, on});
}

}  // namespace

Outcome decide_on(const CommandContext& context, const View& view, const RecordChargeback& command) {
    Lookup look(context.tenant, view);
    const FoundPayment found = find_payment(look, command.payment_id);
    if (look.incomplete()) return look.missing();
    if (auto stop = check_found(found)) return *stop;
    const PaymentState& payment = *found.payment;
    const Chargeback* dispute = find_dispute(payment, command.chargeback_id);
    if (!dispute && command.must_be_known)
        return reject(RejectionCode::chargeback_not_found, "The payment has no such dispute.");
    if (auto conflict = check_version(context, payment.version)) return *conflict;
    if (dispute && !command.must_be_known && is_known(*dispute, command.stage))
        return already_recorded(payment.version);
    if (dispute && (dispute->stage != ChargebackStage::opened || command.stage == ChargebackStage::opened))
        return reject(RejectionCode::chargeback_not_open, "The dispute was opened before, or is over.");
    const Date today = date_in(found.business->zone, context.now);
    if (const FieldErrors errors = check(command, dispute, payment, today); errors.any()) return errors.stop();

    const Date on = command.on.value_or(today);
    PaymentAppend append = start_append(context, found, effective_on(context, *found.business, on));
    if (!dispute) append_opening(append, command, on);
    if (command.stage == ChargebackStage::won) append_win(append, command, on);
    if (command.stage == ChargebackStage::lost) append_loss(append, look, command, on);
    if (look.incomplete()) return look.missing();
    return std::move(append.decision);
}

}  // namespace suoledger::domain

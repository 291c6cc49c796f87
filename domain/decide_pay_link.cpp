// SPDX-License-Identifier: Apache-2.0
// Decisions on pay links, and on what payers say who hold one.
#include "domain/deciding_delivery.hpp"
#include "domain/deciding_invoice.hpp"
#include "domain/entered_date.hpp"

namespace suoledger::domain {
namespace {

const TransferClaim* find_claim(const DeliveryState* delivery, const Uuid& id) {
    if (!delivery) return nullptr;
    const auto found = std::ranges::find(delivery->claims, id, &TransferClaim::id);
    return found == delivery->claims.end() ? nullptr : &*found;
}

std::size_t open_claims_of(const DeliveryState* delivery) {
    if (!delivery) return 0;
    return static_cast<std::size_t>(std::ranges::count(delivery->claims, false, &TransferClaim::rejected));
}

FieldErrors check(const ClaimTransfer& command, Date today) {
    FieldErrors errors;
    if (command.amount.minor_units <= 0 || command.amount.minor_units > max_command_total_minor_units)
        errors.add("/amount", "must be 1 to 1 000 000 000 000 minor units");
    errors.check_text("/payer_name", command.payer_name, max_name_characters);
    errors.check_text("/reference", command.reference, max_reference_characters);
    check_entered_date(errors, "/claimed_on", command.claimed_on, today);
    return errors;
}

}  // namespace

Outcome decide_on(const CommandContext& context, const View& view, const RenewPayLink& command) {
    Lookup look(context.tenant, view);
    const DeliveryCase found = find_delivery(look, DocumentKind::invoice, command.invoice_id);
    if (look.incomplete()) return look.missing();
    if (auto stop = check_found(context, DocumentKind::invoice, found)) return *stop;
    const std::int64_t generation = found.delivery ? found.delivery->pay_link_generation : 0;
    if (generation >= last_pay_link_generation)
        return reject(RejectionCode::pay_link_worn_out, "The pay link was renewed as often as it can be.");
    return one_event(context, command.invoice_id, found, PayLinkRenewed{generation + 1});
}

Outcome decide_on(const CommandContext& context, const View& view, const ClaimTransfer& command) {
    Lookup look(context.tenant, view);
    const DeliveryCase found = find_delivery(look, DocumentKind::invoice, command.invoice_id);
    if (look.incomplete()) return look.missing();
    if (auto stop = check_found(context, DocumentKind::invoice, found)) return *stop;
    if (find_claim(found.delivery, command.claim_id)) return already_recorded(version_of(found));
    if (auto stop = check_open(*found.invoice)) return *stop;
    if (found.invoice->revision != command.revision)
        return reject(RejectionCode::invoice_changed, "The invoice is not what the payer saw.");
    if (amount_due_of(*found.invoice) == 0)
        return reject(RejectionCode::nothing_to_pay, "Nothing is due on the invoice.");
    const Date today = date_in(found.business->zone, context.now);
    if (const FieldErrors errors = check(command, today); errors.any()) return errors.stop();
    if (command.amount.currency != found.invoice->currency)
        return reject(RejectionCode::currency_mismatch, "The invoice is in another currency.");
    if (open_claims_of(found.delivery) >= max_open_transfer_claims)
        return reject(RejectionCode::too_many_transfer_claims, "So many claims wait already.");
    return one_event(context, command.invoice_id, found,
                     TransferClaimed{.claim_id = command.claim_id,
                                     .revision = command.revision,
                                     .currency = command.amount.currency,
                                     .amount = command.amount.minor_units,
                                     .payer_name = command.payer_name,
                                     .reference = command.reference,
                                     .claimed_on = command.claimed_on.value_or(today)});
}

Outcome decide_on(const CommandContext& context, const View& view, const RejectTransferClaim& command) {
    Lookup look(context.tenant, view);
    const DeliveryCase found = find_delivery(look, DocumentKind::invoice, command.invoice_id);
    if (look.incomplete()) return look.missing();
    if (auto stop = check_found(context, DocumentKind::invoice, found)) return *stop;
    const TransferClaim* claim = find_claim(found.delivery, command.claim_id);
    if (!claim) return reject(RejectionCode::transfer_claim_not_found, "There is no such transfer claim.");
    FieldErrors errors;
    errors.check_text("/reason", command.reason, max_reason_characters);
    if (errors.any()) return errors.stop();
    if (claim->rejected)
        return reject(RejectionCode::transfer_claim_already_rejected, "The claim was rejected before.");
    return one_event(context, command.invoice_id, found, TransferClaimRejected{claim->id, command.reason});
}

}  // namespace suoledger::domain

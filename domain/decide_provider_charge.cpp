// SPDX-License-Identifier: Apache-2.0
// The decision on a charge that a provider confirmed: money that arrived is booked, whatever it was for (DOMAIN §5).
#include "domain/receiving.hpp"
#include "domain/text.hpp"

namespace suoledger::domain {
namespace {

constexpr std::size_t max_channel_characters = 40;

FieldErrors check(const RecordProviderCharge& command) {
    FieldErrors errors;
    if (!is_code_word(command.provider))
        errors.add("/provider", "must be a letter, then at most 39 of a-z, 0-9 and '_'");
    if (!is_foreign_id(command.provider_payment_id, max_foreign_id_characters))
        errors.add("/provider_payment_id", "must be 1 to 200 printable ASCII characters");
    if (!is_foreign_id(command.provider_reference, max_foreign_id_characters))
        errors.add("/provider_reference", "must be 1 to 200 printable ASCII characters");
    if (!is_code(command.channel, max_channel_characters))
        errors.add("/channel", "must be at most 40 of a-z, 0-9 and '_'");
    if (command.amount.minor_units <= 0 || command.amount.minor_units > max_command_total_minor_units)
        errors.add("/amount", "must be 1 to 1000000000000 minor units");
    if (command.fee < 0 || command.fee > command.amount.minor_units) errors.add("/fee", "must be 0 to the amount");
    return errors;
}

bool is_charge_of(const RecordProviderCharge& command, const PaymentState* payment) {
    return payment && payment->is_received && payment->provider == command.provider &&
           payment->provider_payment_id == command.provider_payment_id;
}

/// The attempt takes the first charge under its reference; any other has a payment of its own.
const PaymentState* attempt_for(const RecordProviderCharge& command, const PaymentState* attempted) {
    if (!attempted || !attempted->attempt || attempted->is_received) return nullptr;
    return attempted->attempt->provider == command.provider ? attempted : nullptr;
}

struct Named {
    std::optional<Uuid> invoice, customer;
};

/// What the money is said to be for. Another charge under an attempt's reference is for the same.
Named named_by(const RecordProviderCharge& command, const PaymentState* attempted) {
    Named named{command.invoice, command.customer};
    if (!attempted || !attempted->attempt) return named;
    named.invoice = attempted->attempt->invoice;
    if (!named.customer) named.customer = attempted->attempt->customer;
    return named;
}

PaymentReceived receive(const RecordProviderCharge& command, const BusinessState& business, const Named& named,
                        Timestamp received_at, CreditReason credit_reason) {
    return PaymentReceived{.currency = command.amount.currency,
                           .amount = command.amount.minor_units,
                           .fee = command.fee,
                           .method = PaymentMethod::provider,
                           .reference = {},
                           .customer = named.customer,
                           .invoice = named.invoice,
                           .credit_reason = credit_reason,
                           .received_on = date_in(business.zone, received_at),
                           .number_format = business.receipt_format,
                           .livemode = business.livemode,
                           .provider = command.provider,
                           .provider_payment_id = command.provider_payment_id,
                           .provider_reference = command.provider_reference,
                           .channel = command.channel};
}

}  // namespace

Outcome decide_on(const CommandContext& context, const View& view, const RecordProviderCharge& command) {
    Lookup look(context.tenant, view);
    const BusinessState* business = look.business();
    const PaymentState* attempted = command.attempt_id ? look.payment(*command.attempt_id) : nullptr;
    const PaymentState* own = look.payment(command.payment_id);
    Named named = named_by(command, attempted);
    const InvoiceCase owed = named.invoice ? find_invoice(look, *named.invoice) : InvoiceCase{};
    const CustomerState* given = named.customer ? look.customer(*named.customer) : nullptr;
    if (look.incomplete()) return look.missing();
    if (!business) return reject(RejectionCode::business_not_found, "There is no such business.");
    for (const PaymentState* known : {attempted, own})
        if (is_charge_of(command, known)) return already_recorded(known->version);
    const PaymentState* attempt = attempt_for(command, attempted);
    if (!attempt && own) return already_there(own->version);
    if (auto conflict = check_version(context, attempt ? attempt->version : 0)) return *conflict;
    if (auto stop = check_livemode(*business, command.livemode)) return *stop;
    if (const FieldErrors errors = check(command); errors.any()) return errors.stop();

    const CustomerState* payer = given ? given : owed.debtor;
    named.customer = payer ? std::optional(payer->id) : std::nullopt;
    Settlement settlement = settle(command.amount, owed.invoice);
    if (named.invoice && !owed.invoice) settlement.credit_reason = CreditReason::invoice_unknown;
    const Timestamp received_at = std::min(command.received_at.value_or(context.now), context.now);
    const SealingKeys keys = document_keys(payer, *business);
    Decision decision;
    decision.target = {context.tenant, StreamType::payment, attempt ? attempt->id : command.payment_id};
    decision.reply_key = reply_key_of(payer, *business);
    decision.events.push_back({decision.target,
                               receive(command, *business, named, received_at, settlement.credit_reason), received_at,
                               keys});
    if (settlement.amount > 0)
        append_allocation(decision, keys, keys_of(owed), *owed.invoice, settlement.amount, received_at);
    return decision;
}

}  // namespace suoledger::domain

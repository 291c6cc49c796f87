// SPDX-License-Identifier: Apache-2.0
// Decisions on attempts to pay online: no money moves by any of them.
#include "domain/deciding_invoice.hpp"
#include "domain/entered_date.hpp"
#include "domain/provider_reference.hpp"
#include "domain/text.hpp"

namespace suoledger::domain {
namespace {

constexpr std::size_t max_url_characters = 2'000;
constexpr std::size_t max_access_code_characters = 200;
constexpr std::size_t max_failure_code_characters = 60;
constexpr std::string_view unnamed_failure = "unknown";

/// The e-mail of whoever pays goes with the customer's contacts.
SealingKeys attempt_keys(const CustomerState& debtor, const BusinessState& business) {
    SealingKeys keys = document_keys(&debtor, business);
    keys.contact = debtor.is_erased() ? business.business_key : debtor.contact_key;
    return keys;
}

FieldErrors check(const InitiatePayment& command) {
    FieldErrors errors;
    if (!is_code_word(command.provider))
        errors.add("/provider", "must be a letter, then at most 39 of a-z, 0-9 and '_'");
    if (command.email.is_open() && !is_email(command.email.value)) errors.add("/email", "is no e-mail address");
    if (command.email.is_absent()) errors.add("/email", "is required");
    return errors;
}

FieldErrors check(const OpenCheckout& command) {
    FieldErrors errors;
    errors.check_text("/url", command.url, max_url_characters, true);
    errors.check_text("/access_code", command.access_code, max_access_code_characters);
    return errors;
}

FieldErrors check(const RecordProviderFailure& command) {
    FieldErrors errors;
    if (!is_code(command.code, max_failure_code_characters)) errors.add("/code", "must be of a-z, 0-9 and '_'");
    errors.check_text("/reason", command.reason, max_reason_characters);
    return errors;
}

/// The payment with the attempt in it, and what its events' keys need.
struct AttemptCase {
    const BusinessState* business = nullptr;
    const PaymentState* payment = nullptr;
    InvoiceCase owed;
};

AttemptCase find_attempt(Lookup& look, const Uuid& payment_id) {
    AttemptCase found{.business = look.business(), .payment = look.payment(payment_id), .owed = {}};
    if (found.payment && found.payment->attempt) found.owed = find_invoice(look, found.payment->attempt->invoice);
    return found;
}

std::optional<std::unexpected<Stop>> check_found(const AttemptCase& found) {
    if (!found.business) return reject(RejectionCode::business_not_found, "There is no such business.");
    if (!found.payment || !found.payment->attempt)
        return reject(RejectionCode::payment_not_found, "There is no such attempt to pay.");
    LEDGER_ASSERT(found.owed.debtor != nullptr);
    return std::nullopt;
}

bool is_closed(const PaymentState& payment) { return payment.is_received || payment.attempt->has_failed; }

std::unexpected<Stop> not_open() {
    return reject(RejectionCode::payment_not_open, "The attempt has failed or was paid.");
}

template <class E>
Outcome one_event(const CommandContext& context, const AttemptCase& found, E event, Timestamp effective_at) {
    Decision decision;
    decision.target = {context.tenant, StreamType::payment, found.payment->id};
    decision.reply_key = reply_key_of(found.owed.debtor, *found.business);
    decision.events.push_back(
        {decision.target, std::move(event), effective_at, attempt_keys(*found.owed.debtor, *found.business)});
    return decision;
}

}  // namespace

Outcome decide_on(const CommandContext& context, const View& view, const InitiatePayment& command) {
    Lookup look(context.tenant, view);
    const InvoiceCase owed = find_invoice(look, command.invoice_id);
    const PaymentState* existing = look.payment(command.payment_id);
    if (look.incomplete()) return look.missing();
    if (auto stop = check_found(context, owed)) return *stop;
    if (existing && (!existing->attempt || is_closed(*existing))) return not_open();
    if (existing) return already_recorded(existing->version);
    if (auto conflict = check_version(context, 0)) return *conflict;
    const InvoiceState& invoice = *owed.invoice;
    if (auto stop = check_open(invoice)) return *stop;
    if (invoice.revision != command.revision || amount_due_of(invoice) != command.amount)
        return reject(RejectionCode::invoice_changed, "The invoice is not what the payer saw.");
    if (command.amount == 0) return reject(RejectionCode::nothing_to_pay, "Nothing is due on the invoice.");
    if (const FieldErrors errors = check(command); errors.any()) return errors.stop();

    Decision decision;
    decision.target = {context.tenant, StreamType::payment, command.payment_id};
    decision.reply_key = reply_key_of(owed.debtor, *owed.business);
    decision.events.push_back(
        {decision.target,
         PaymentInitiated{.invoice = invoice.id,
                          .revision = invoice.revision,
                          .currency = invoice.currency,
                          .amount = command.amount,
                          .provider = command.provider,
                          .provider_reference = provider_reference(context.tenant, command.payment_id),
                          .customer = invoice.customer,
                          .email = command.email,
                          .livemode = owed.business->livemode},
         context.now, attempt_keys(*owed.debtor, *owed.business)});
    return decision;
}

Outcome decide_on(const CommandContext& context, const View& view, const OpenCheckout& command) {
    Lookup look(context.tenant, view);
    const AttemptCase found = find_attempt(look, command.payment_id);
    if (look.incomplete()) return look.missing();
    if (auto stop = check_found(found)) return *stop;
    if (found.payment->attempt->has_checkout) return already_recorded(found.payment->version);
    if (auto conflict = check_version(context, found.payment->version)) return *conflict;
    if (is_closed(*found.payment)) return not_open();
    if (const FieldErrors errors = check(command); errors.any()) return errors.stop();
    return one_event(context, found, CheckoutOpened{found.payment->attempt->provider, command.url, command.access_code},
                     context.now);
}

Outcome decide_on(const CommandContext& context, const View& view, const RecordProviderFailure& command) {
    Lookup look(context.tenant, view);
    const AttemptCase found = find_attempt(look, command.payment_id);
    if (look.incomplete()) return look.missing();
    if (auto stop = check_found(found)) return *stop;
    if (auto stop = check_livemode(*found.business, command.livemode)) return *stop;
    if (is_closed(*found.payment)) return already_recorded(found.payment->version);
    if (auto conflict = check_version(context, found.payment->version)) return *conflict;
    FieldErrors errors = check(command);
    if (command.provider != found.payment->attempt->provider)
        errors.add("/provider", "is not the provider of the attempt");
    if (errors.any()) return errors.stop();
    const Timestamp failed_at = std::min(command.failed_at.value_or(context.now), context.now);
    return one_event(context, found,
                     PaymentFailed{.provider = command.provider,
                                   .code = command.code.empty() ? std::string(unnamed_failure) : command.code,
                                   .reason = command.reason,
                                   .failed_on = date_in(found.business->zone, failed_at)},
                     failed_at);
}

}  // namespace suoledger::domain

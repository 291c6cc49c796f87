// SPDX-License-Identifier: Apache-2.0
// Decisions to send something, on what became of it, on views and on documents that were drawn.
#include "domain/deciding_delivery.hpp"
#include "domain/deciding_invoice.hpp"
#include "domain/text.hpp"

namespace suoledger::domain {
namespace {

constexpr std::size_t max_provider_message_id_characters = 200;
constexpr std::size_t max_outcome_code_characters = 60;
constexpr std::size_t max_template_version_characters = 40;
constexpr std::string_view reminders = "payment_reminders";

const DeliveryMessage* find_message(const DeliveryState* delivery, const Uuid& id) {
    if (!delivery) return nullptr;
    const auto found = std::ranges::find(delivery->messages, id, &DeliveryMessage::id);
    return found == delivery->messages.end() ? nullptr : &*found;
}

/// A reminder is of something due, and nobody objects to it (AUDIT §5).
std::optional<std::unexpected<Stop>> check_reminder(const DeliveryCase& found) {
    if (auto stop = check_open(*found.invoice)) return stop;
    if (amount_due_of(*found.invoice) == 0)
        return reject(RejectionCode::nothing_to_pay, "Nothing is due on the invoice.");
    for (const Restriction& restriction : found.customer->restrictions)
        if (restriction.purpose == every_purpose || restriction.purpose == reminders)
            return reject(RejectionCode::processing_is_restricted, "The customer is not to be reminded.");
    return std::nullopt;
}

/// What a message is of, when the caller does not say: what stands now.
std::optional<std::int64_t> current_version(MessageTemplate message_template, const DeliveryCase& found) {
    switch (document_of(message_template)) {
        case DocumentKind::invoice:
            return found.invoice->revision;
        case DocumentKind::receipt:
            return found.payment->version;
        case DocumentKind::credit_note:
        case DocumentKind::statement:
            return std::nullopt;
    }
    return std::nullopt;
}

FieldErrors check(const RequestSend& command, const std::optional<std::int64_t>& what) {
    FieldErrors errors;
    if (command.channel != DeliveryChannel::mail) errors.add("/channel", "must be mail");
    if (!what) errors.add("/what", "is required");
    if (command.to.is_open() && !is_email(command.to.value)) errors.add("/to", "is no e-mail address");
    return errors;
}

FieldErrors check(const RecordDelivery& command) {
    FieldErrors errors;
    const bool is_trouble = command.outcome == DeliveryOutcome::bounced || command.outcome == DeliveryOutcome::failed;
    if (is_trouble && (command.code.empty() || !is_code(command.code, max_outcome_code_characters)))
        errors.add("/code", "must be 1 to 60 of a-z, 0-9 and '_'");
    // An id: what a server replies in words may name the address.
    if (!command.provider_message_id.empty() &&
        !is_foreign_id(command.provider_message_id, max_provider_message_id_characters))
        errors.add("/provider_message_id", "must be at most 200 printable ASCII characters without spaces");
    errors.check_text("/reason", command.reason, max_reason_characters);
    return errors;
}

FieldErrors check(const RecordDocument& command) {
    FieldErrors errors;
    if (!is_foreign_id(command.template_version, max_template_version_characters))
        errors.add("/template_version", "must be 1 to 40 printable ASCII characters");
    if (command.bytes <= 0) errors.add("/bytes", "must be above 0");
    return errors;
}

Event event_of(const RecordDelivery& command, const DeliveryMessage& message, const CustomerState* customer) {
    switch (command.outcome) {
        case DeliveryOutcome::sent:
            return InvoiceSent{message.id, message.channel, command.provider_message_id};
        case DeliveryOutcome::delivered:
            return InvoiceDelivered{message.id, message.channel};
        case DeliveryOutcome::bounced: {
            // Such words name the address, which nobody keeps of who is erased.
            const bool is_erased = customer != nullptr && customer->is_erased();
            return InvoiceBounced{message.id, message.channel, command.code, command.permanent,
                                  is_erased ? PersonalText() : command.reason};
        }
        case DeliveryOutcome::failed:
            return SendingFailed{message.id, message.channel, command.code};
    }
    throw BrokenInvariant("an outcome of no known kind");
}

bool is_of(const RenderedDocument& document, const RecordDocument& command) {
    return document.kind == command.kind && document.document_version == command.document_version &&
           document.template_version == command.template_version && document.erasure == command.erasure;
}

}  // namespace

Outcome decide_on(const CommandContext& context, const View& view, const RequestSend& command) {
    Lookup look(context.tenant, view);
    const DocumentKind kind = document_of(command.message_template);
    const DeliveryCase found = find_delivery(look, kind, command.subject_id);
    if (look.incomplete()) return look.missing();
    if (auto stop = check_found(context, kind, found)) return *stop;
    if (find_message(found.delivery, command.message_id)) return already_recorded(version_of(found));
    if (found.customer)
        if (auto stop = check_not_erased(*found.customer)) return *stop;
    const auto what = command.what ? command.what : current_version(command.message_template, found);
    if (const FieldErrors errors = check(command, what); errors.any()) return errors.stop();
    if (auto stop = check_document_version(kind, found, *what)) return *stop;
    if (command.message_template == MessageTemplate::reminder)
        if (auto stop = check_reminder(found)) return *stop;
    PersonalText to = command.to;
    if (to.is_absent() && found.customer) to = found.customer->details.email;
    if (!to.is_open()) return reject(RejectionCode::no_email_address, "No e-mail address is known to send it to.");
    return one_event(context, command.subject_id, found,
                     SendRequested{command.message_id, command.channel, command.message_template, *what, to});
}

Outcome decide_on(const CommandContext& context, const View& view, const RecordDelivery& command) {
    Lookup look(context.tenant, view);
    const DeliveryMessage* message = find_message(look.delivery(command.subject_id), command.message_id);
    if (look.incomplete()) return look.missing();
    if (!message) return reject(RejectionCode::message_not_found, "There is no such message.");
    const DeliveryCase found = find_delivery(look, document_of(message->message_template), command.subject_id);
    if (look.incomplete()) return look.missing();
    if (auto conflict = check_version(context, version_of(found))) return *conflict;
    if (const FieldErrors errors = check(command); errors.any()) return errors.stop();
    if (!advances(*message, command.outcome, command.permanent)) return already_recorded(version_of(found));
    return one_event(context, command.subject_id, found, event_of(command, *message, found.customer));
}

Outcome decide_on(const CommandContext& context, const View& view, const RecordView& command) {
    Lookup look(context.tenant, view);
    const DeliveryCase found = find_delivery(look, DocumentKind::invoice, command.invoice_id);
    if (look.incomplete()) return look.missing();
    if (auto stop = check_found(context, DocumentKind::invoice, found)) return *stop;
    if (auto stop = check_document_version(DocumentKind::invoice, found, command.revision)) return *stop;
    if (found.delivery && found.delivery->viewed_revisions.contains(command.revision))
        return already_recorded(version_of(found));
    return one_event(context, command.invoice_id, found, InvoiceViewed{command.revision, DeliveryChannel::page});
}

Outcome decide_on(const CommandContext& context, const View& view, const RecordDocument& command) {
    Lookup look(context.tenant, view);
    const DeliveryCase found = find_delivery(look, command.kind, command.subject_id);
    if (look.incomplete()) return look.missing();
    if (auto stop = check_found(context, command.kind, found)) return *stop;
    if (const FieldErrors errors = check(command); errors.any()) return errors.stop();
    if (auto stop = check_document_version(command.kind, found, command.document_version)) return *stop;
    if (found.delivery)
        for (const RenderedDocument& document : found.delivery->documents) {
            if (!is_of(document, command)) continue;
            if (document.sha256 == command.sha256) return already_recorded(version_of(found));
            return reject(RejectionCode::document_differs, "This version was rendered before, to other bytes.");
        }
    return one_event(context, command.subject_id, found,
                     DocumentRendered{command.kind, command.document_version, command.template_version, command.erasure,
                                      command.sha256, command.bytes});
}

}  // namespace suoledger::domain

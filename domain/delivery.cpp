// SPDX-License-Identifier: Apache-2.0
// Wire names of deliveries, and the order of what is heard of a message.
#include "domain/delivery.hpp"

namespace suoledger::domain {

std::string_view to_string(DocumentKind kind) {
    switch (kind) {
        case DocumentKind::invoice:
            return "invoice";
        case DocumentKind::receipt:
            return "receipt";
        case DocumentKind::credit_note:
            return "credit_note";
        case DocumentKind::statement:
            return "statement";
    }
    return {};
}

std::optional<DocumentKind> parse_document_kind(std::string_view text) {
    for (const DocumentKind kind :
         {DocumentKind::invoice, DocumentKind::receipt, DocumentKind::credit_note, DocumentKind::statement})
        if (text == to_string(kind)) return kind;
    return std::nullopt;
}

std::string_view to_string(MessageTemplate message_template) {
    if (message_template == MessageTemplate::reminder) return "reminder";
    return to_string(document_of(message_template));
}

std::optional<MessageTemplate> parse_message_template(std::string_view text) {
    for (const MessageTemplate one : {MessageTemplate::invoice, MessageTemplate::receipt, MessageTemplate::credit_note,
                                      MessageTemplate::statement, MessageTemplate::reminder})
        if (text == to_string(one)) return one;
    return std::nullopt;
}

DocumentKind document_of(MessageTemplate message_template) {
    switch (message_template) {
        case MessageTemplate::invoice:
        case MessageTemplate::reminder:
            return DocumentKind::invoice;
        case MessageTemplate::receipt:
            return DocumentKind::receipt;
        case MessageTemplate::credit_note:
            return DocumentKind::credit_note;
        case MessageTemplate::statement:
            return DocumentKind::statement;
    }
    return DocumentKind::invoice;
}

std::string_view to_string(DeliveryChannel channel) {
    switch (channel) {
        case DeliveryChannel::mail:
            return "mail";
        case DeliveryChannel::page:
            return "page";
    }
    return {};
}

std::optional<DeliveryChannel> parse_delivery_channel(std::string_view text) {
    for (const DeliveryChannel channel : {DeliveryChannel::mail, DeliveryChannel::page})
        if (text == to_string(channel)) return channel;
    return std::nullopt;
}

std::string_view to_string(DocumentErasure erasure) {
    switch (erasure) {
        case DocumentErasure::none:
            return "none";
        case DocumentErasure::contact:
            return "contact";
        case DocumentErasure::record:
            return "record";
    }
    return {};
}

std::optional<DocumentErasure> parse_document_erasure(std::string_view text) {
    for (const DocumentErasure erasure : {DocumentErasure::none, DocumentErasure::contact, DocumentErasure::record})
        if (text == to_string(erasure)) return erasure;
    return std::nullopt;
}

std::string_view to_string(MessageStatus status) {
    switch (status) {
        case MessageStatus::requested:
            return "requested";
        case MessageStatus::sent:
            return "sent";
        case MessageStatus::delivered:
            return "delivered";
        case MessageStatus::bounced:
            return "bounced";
        case MessageStatus::failed:
            return "failed";
    }
    return {};
}

std::optional<MessageStatus> parse_message_status(std::string_view text) {
    for (const MessageStatus status : {MessageStatus::requested, MessageStatus::sent, MessageStatus::delivered,
                                       MessageStatus::bounced, MessageStatus::failed})
        if (text == to_string(status)) return status;
    return std::nullopt;
}

std::string_view to_string(DeliveryOutcome outcome) {
    switch (outcome) {
        case DeliveryOutcome::sent:
            return "sent";
        case DeliveryOutcome::delivered:
            return "delivered";
        case DeliveryOutcome::bounced:
            return "bounced";
        case DeliveryOutcome::failed:
            return "failed";
    }
    return {};
}

std::optional<DeliveryOutcome> parse_delivery_outcome(std::string_view text) {
    for (const DeliveryOutcome outcome :
         {DeliveryOutcome::sent, DeliveryOutcome::delivered, DeliveryOutcome::bounced, DeliveryOutcome::failed})
        if (text == to_string(outcome)) return outcome;
    return std::nullopt;
}

bool advances(const DeliveryMessage& message, DeliveryOutcome outcome, bool permanent) {
    using enum MessageStatus;
    if (message.bounced_for_good) return false;
    switch (outcome) {
        // What was given up may be tried again by somebody, or had arrived after all.
        case DeliveryOutcome::sent:
            return message.status == requested || message.status == failed;
        case DeliveryOutcome::failed:
            return message.status == requested;
        case DeliveryOutcome::delivered:
            return message.status != delivered;
        case DeliveryOutcome::bounced:
            return message.status != bounced || permanent;
    }
    return false;
}

}  // namespace suoledger::domain

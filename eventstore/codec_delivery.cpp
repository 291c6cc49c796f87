// SPDX-License-Identifier: Apache-2.0
// Members of the delivery stream's events.
#include "eventstore/codec_events.hpp"

namespace suoledger::eventstore {
namespace {

using domain::KeyClass;

/// How every event of a message begins.
template <class Fields, class Event>
void describe_message(Fields& fields, Event& event) {
    fields.type_id("message_id", domain::message_prefix, event.message_id);
    fields.choice("channel", event.channel, domain::parse_delivery_channel);
}

template <class Fields, Of<domain::PayLinkRenewed> Event>
void describe(Fields& fields, Event& event) {
    fields.field("generation", event.generation);
}

template <class Fields, Of<domain::TransferClaimed> Event>
void describe(Fields& fields, Event& event) {
    fields.type_id("claim_id", domain::transfer_claim_prefix, event.claim_id);
    fields.field("revision", event.revision);
    fields.choice("currency", event.currency, domain::parse_currency);
    fields.field("amount", event.amount);
    fields.personal("payer_name", KeyClass::record, event.payer_name);
    fields.personal("reference", KeyClass::record, event.reference);
    fields.field("claimed_on", event.claimed_on);
}

template <class Fields, Of<domain::TransferClaimRejected> Event>
void describe(Fields& fields, Event& event) {
    fields.type_id("claim_id", domain::transfer_claim_prefix, event.claim_id);
    fields.personal("reason", KeyClass::record, event.reason);
}

template <class Fields, Of<domain::SendRequested> Event>
void describe(Fields& fields, Event& event) {
    describe_message(fields, event);
    fields.choice("template", event.message_template, domain::parse_message_template);
    fields.field("what", event.what);
    fields.personal("to", KeyClass::contact, event.to);
}

template <class Fields, Of<domain::InvoiceSent> Event>
void describe(Fields& fields, Event& event) {
    describe_message(fields, event);
    fields.field("provider_message_id", event.provider_message_id);
}

template <class Fields, Of<domain::InvoiceDelivered> Event>
void describe(Fields& fields, Event& event) {
    describe_message(fields, event);
}

template <class Fields, Of<domain::InvoiceBounced> Event>
void describe(Fields& fields, Event& event) {
    describe_message(fields, event);
    fields.field("code", event.code);
    fields.field("permanent", event.permanent);
    fields.personal("reason", KeyClass::contact, event.reason);
}

template <class Fields, Of<domain::SendingFailed> Event>
void describe(Fields& fields, Event& event) {
    describe_message(fields, event);
    fields.field("code", event.code);
}

template <class Fields, Of<domain::InvoiceViewed> Event>
void describe(Fields& fields, Event& event) {
    fields.field("revision", event.revision);
    fields.choice("channel", event.channel, domain::parse_delivery_channel);
}

template <class Fields, Of<domain::DocumentRendered> Event>
void describe(Fields& fields, Event& event) {
    fields.choice("kind", event.kind, domain::parse_document_kind);
    fields.field("document_version", event.document_version);
    fields.field("template_version", event.template_version);
    fields.choice("erasure", event.erasure, domain::parse_document_erasure);
    fields.field("sha256", event.sha256);
    fields.field("bytes", event.bytes);
}

}  // namespace

void write(PayloadWriter& out, const domain::PayLinkRenewed& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::TransferClaimed& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::TransferClaimRejected& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::SendRequested& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::InvoiceSent& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::InvoiceDelivered& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::InvoiceBounced& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::SendingFailed& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::InvoiceViewed& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::DocumentRendered& event) { describe(out, event); }

void read(PayloadReader& in, domain::PayLinkRenewed& event) { describe(in, event); }
void read(PayloadReader& in, domain::TransferClaimed& event) { describe(in, event); }
void read(PayloadReader& in, domain::TransferClaimRejected& event) { describe(in, event); }
void read(PayloadReader& in, domain::SendRequested& event) { describe(in, event); }
void read(PayloadReader& in, domain::InvoiceSent& event) { describe(in, event); }
void read(PayloadReader& in, domain::InvoiceDelivered& event) { describe(in, event); }
void read(PayloadReader& in, domain::InvoiceBounced& event) { describe(in, event); }
void read(PayloadReader& in, domain::SendingFailed& event) { describe(in, event); }
void read(PayloadReader& in, domain::InvoiceViewed& event) { describe(in, event); }
void read(PayloadReader& in, domain::DocumentRendered& event) { describe(in, event); }

}  // namespace suoledger::eventstore

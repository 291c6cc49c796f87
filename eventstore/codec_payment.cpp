// SPDX-License-Identifier: Apache-2.0
// Members of the payment stream's events.
#include "eventstore/codec_events.hpp"

namespace suoledger::eventstore {
namespace {

using domain::KeyClass;

template <class Fields, Of<domain::PaymentReceived> Event>
void describe(Fields& fields, Event& event) {
    fields.choice("currency", event.currency, domain::parse_currency);
    fields.field("amount", event.amount);
    fields.field("fee", event.fee);
    fields.choice("method", event.method, domain::parse_payment_method);
    fields.personal("reference", KeyClass::record, event.reference);
    fields.type_id("customer", domain::customer_prefix, event.customer);
    fields.type_id("invoice", domain::invoice_prefix, event.invoice);
    fields.choice("credit_reason", event.credit_reason, domain::parse_credit_reason);
    fields.field("received_on", event.received_on);
    describe_number_format(fields, "number_format", event.number_format);
    fields.field("livemode", event.livemode);
    const std::string none;
    fields.field_since(2, "provider", event.provider, none);
    fields.field_since(2, "provider_payment_id", event.provider_payment_id, none);
    fields.field_since(2, "provider_reference", event.provider_reference, none);
    fields.field_since(2, "channel", event.channel, none);
}

template <class Fields, Of<domain::PaymentInitiated> Event>
void describe(Fields& fields, Event& event) {
    fields.type_id("invoice", domain::invoice_prefix, event.invoice);
    fields.field("revision", event.revision);
    fields.choice("currency", event.currency, domain::parse_currency);
    fields.field("amount", event.amount);
    fields.field("provider", event.provider);
    fields.field("provider_reference", event.provider_reference);
    fields.type_id("customer", domain::customer_prefix, event.customer);
    fields.personal("email", KeyClass::contact, event.email);
    fields.field("livemode", event.livemode);
}

template <class Fields, Of<domain::CheckoutOpened> Event>
void describe(Fields& fields, Event& event) {
    fields.field("provider", event.provider);
    fields.personal("url", KeyClass::business, event.url);
    fields.personal("access_code", KeyClass::business, event.access_code);
}

template <class Fields, Of<domain::PaymentFailed> Event>
void describe(Fields& fields, Event& event) {
    fields.field("provider", event.provider);
    fields.field("code", event.code);
    fields.personal("reason", KeyClass::business, event.reason);
    fields.field("failed_on", event.failed_on);
}

template <class Fields, Of<domain::PaymentAllocated> Event>
void describe(Fields& fields, Event& event) {
    fields.type_id("invoice", domain::invoice_prefix, event.invoice);
    fields.choice("currency", event.currency, domain::parse_currency);
    fields.field("amount", event.amount);
}

template <class Fields, Of<domain::PaymentDeallocated> Event>
void describe(Fields& fields, Event& event) {
    fields.type_id("invoice", domain::invoice_prefix, event.invoice);
    fields.choice("currency", event.currency, domain::parse_currency);
    fields.field("amount", event.amount);
    fields.choice("reason", event.reason, domain::parse_deallocation_reason);
}

}  // namespace

void write(PayloadWriter& out, const domain::PaymentReceived& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::PaymentInitiated& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::CheckoutOpened& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::PaymentFailed& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::PaymentAllocated& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::PaymentDeallocated& event) { describe(out, event); }

void read(PayloadReader& in, domain::PaymentReceived& event) { describe(in, event); }
void read(PayloadReader& in, domain::PaymentInitiated& event) { describe(in, event); }
void read(PayloadReader& in, domain::CheckoutOpened& event) { describe(in, event); }
void read(PayloadReader& in, domain::PaymentFailed& event) { describe(in, event); }
void read(PayloadReader& in, domain::PaymentAllocated& event) { describe(in, event); }
void read(PayloadReader& in, domain::PaymentDeallocated& event) { describe(in, event); }

}  // namespace suoledger::eventstore

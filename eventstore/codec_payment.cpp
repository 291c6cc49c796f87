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
void write(PayloadWriter& out, const domain::PaymentAllocated& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::PaymentDeallocated& event) { describe(out, event); }

void read(PayloadReader& in, domain::PaymentReceived& event) { describe(in, event); }
void read(PayloadReader& in, domain::PaymentAllocated& event) { describe(in, event); }
void read(PayloadReader& in, domain::PaymentDeallocated& event) { describe(in, event); }

}  // namespace suoledger::eventstore

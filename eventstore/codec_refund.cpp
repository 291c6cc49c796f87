// SPDX-License-Identifier: Apache-2.0
// Members of the events of refunds and chargebacks.
#include "eventstore/codec_events.hpp"

namespace suoledger::eventstore {
namespace {

using domain::KeyClass;

/// How every event of a refund begins.
template <class Fields, class Event>
void describe_refund(Fields& fields, Event& event) {
    fields.type_id("refund_id", domain::refund_prefix, event.refund_id);
    fields.choice("currency", event.currency, domain::parse_currency);
}

/// How every event of a chargeback begins.
template <class Fields, class Event>
void describe_chargeback(Fields& fields, Event& event) {
    fields.type_id("chargeback_id", domain::chargeback_prefix, event.chargeback_id);
    fields.choice("currency", event.currency, domain::parse_currency);
}

/// Money that left for good: what it cost, where it was taken from, and how.
template <class Fields, class Event>
void describe_loss(Fields& fields, Event& event) {
    fields.field("fee", event.fee);
    fields.field("from_reserved", event.from_reserved);
    fields.field("overdrawn", event.overdrawn);
    fields.choice("method", event.method, domain::parse_payment_method);
}

template <class Fields, Of<domain::RefundRequested> Event>
void describe(Fields& fields, Event& event) {
    describe_refund(fields, event);
    fields.field("amount", event.amount);
    fields.personal("reason", KeyClass::record, event.reason);
    fields.field_since(2, "reserved", event.reserved, event.amount);
}

template <class Fields, Of<domain::RefundAcknowledged> Event>
void describe(Fields& fields, Event& event) {
    fields.type_id("refund_id", domain::refund_prefix, event.refund_id);
    fields.field("provider", event.provider);
    fields.field("provider_refund_id", event.provider_refund_id);
}

template <class Fields, Of<domain::RefundSettled> Event>
void describe(Fields& fields, Event& event) {
    describe_refund(fields, event);
    fields.field("amount", event.amount);
    describe_loss(fields, event);
    fields.field("settled_on", event.settled_on);
}

template <class Fields, Of<domain::RefundFailed> Event>
void describe(Fields& fields, Event& event) {
    describe_refund(fields, event);
    fields.field("released", event.released);
    fields.personal("reason", KeyClass::record, event.reason);
}

template <class Fields, Of<domain::ChargebackOpened> Event>
void describe(Fields& fields, Event& event) {
    describe_chargeback(fields, event);
    fields.field("amount", event.amount);
    fields.field("amount_taken", event.amount_taken);
    fields.choice("method", event.method, domain::parse_payment_method);
    fields.field("opened_on", event.opened_on);
    fields.personal("reason", KeyClass::record, event.reason);
}

template <class Fields, Of<domain::ChargebackWon> Event>
void describe(Fields& fields, Event& event) {
    describe_chargeback(fields, event);
    fields.field("amount_taken", event.amount_taken);
    fields.choice("method", event.method, domain::parse_payment_method);
    fields.field("won_on", event.won_on);
}

template <class Fields, Of<domain::ChargebackLost> Event>
void describe(Fields& fields, Event& event) {
    describe_chargeback(fields, event);
    fields.field("amount", event.amount);
    fields.field("amount_taken", event.amount_taken);
    describe_loss(fields, event);
    fields.field("lost_on", event.lost_on);
}

}  // namespace

void write(PayloadWriter& out, const domain::RefundRequested& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::RefundAcknowledged& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::RefundSettled& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::RefundFailed& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::ChargebackOpened& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::ChargebackWon& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::ChargebackLost& event) { describe(out, event); }

void read(PayloadReader& in, domain::RefundRequested& event) { describe(in, event); }
void read(PayloadReader& in, domain::RefundAcknowledged& event) { describe(in, event); }
void read(PayloadReader& in, domain::RefundSettled& event) { describe(in, event); }
void read(PayloadReader& in, domain::RefundFailed& event) { describe(in, event); }
void read(PayloadReader& in, domain::ChargebackOpened& event) { describe(in, event); }
void read(PayloadReader& in, domain::ChargebackWon& event) { describe(in, event); }
void read(PayloadReader& in, domain::ChargebackLost& event) { describe(in, event); }

}  // namespace suoledger::eventstore

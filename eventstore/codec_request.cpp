// SPDX-License-Identifier: Apache-2.0
// Members of the request stream's events and of the access stream's.
#include "eventstore/codec_events.hpp"

namespace suoledger::eventstore {
namespace {

using domain::KeyClass;

template <class Fields, Of<domain::RequestReceived> Event>
void describe(Fields& fields, Event& event) {
    fields.choice("kind", event.kind, domain::parse_request_kind);
    fields.type_id("customer", domain::customer_prefix, event.customer);
    fields.choice("channel", event.channel, domain::parse_consent_channel);
    fields.field("received_at", event.received_at);
    fields.personal("details", KeyClass::record, event.details);
}

template <class Fields, Of<domain::RequesterIdentified> Event>
void describe(Fields& fields, Event& event) {
    fields.choice("method", event.method, domain::parse_identification_method);
    fields.type_id("customer", domain::customer_prefix, event.customer);
}

template <class Fields, Of<domain::RequestDecided> Event>
void describe(Fields& fields, Event& event) {
    fields.choice("outcome", event.outcome, domain::parse_request_outcome);
    fields.field("basis", event.basis);
    fields.personal("reason", KeyClass::record, event.reason);
}

template <class Fields, Of<domain::RequestCompleted> Event>
void describe(Fields& fields, Event& event) {
    fields.field("evidence_position", event.evidence_position);
    fields.field("evidence_id", event.evidence_id);
}

template <class Fields, Of<domain::BreachAssessed> Event>
void describe(Fields& fields, Event& event) {
    fields.field("aware_at", event.aware_at);
    fields.field("from", event.from);
    fields.field("to", event.to);
    fields.choice("risk", event.risk, domain::parse_breach_risk);
    fields.field("people_estimate", event.people_estimate);
    fields.field("categories", event.categories);
    fields.personal("circumstances", KeyClass::business, event.circumstances);
    fields.personal("steps", KeyClass::business, event.steps);
}

template <class Fields, Of<domain::AuthorityNotified> Event>
void describe(Fields& fields, Event& event) {
    fields.personal("reference", KeyClass::business, event.reference);
    fields.field("notified_at", event.notified_at);
}

template <class Fields, Of<domain::SubjectsNotified> Event>
void describe(Fields& fields, Event& event) {
    fields.choice("channel", event.channel, domain::parse_consent_channel);
    fields.field("count", event.count);
    fields.field("notified_at", event.notified_at);
}

template <class Fields, Of<domain::PersonalDataRead> Event>
void describe(Fields& fields, Event& event) {
    fields.choice("what", event.what, domain::parse_personal_read);
    fields.type_id("subject", domain::customer_prefix, event.subject);
    fields.field("from_position", event.from_position);
    fields.field("to_position", event.to_position);
}

template <class Fields, Of<domain::HistoryExported> Event>
void describe(Fields& fields, Event& event) {
    fields.field("from_position", event.from_position);
    fields.field("to_position", event.to_position);
    fields.field("count", event.count);
    fields.field("format", event.format);
}

}  // namespace

void write(PayloadWriter& out, const domain::RequestReceived& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::RequesterIdentified& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::RequestDecided& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::RequestCompleted& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::BreachAssessed& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::AuthorityNotified& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::SubjectsNotified& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::PersonalDataRead& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::HistoryExported& event) { describe(out, event); }

void read(PayloadReader& in, domain::RequestReceived& event) { describe(in, event); }
void read(PayloadReader& in, domain::RequesterIdentified& event) { describe(in, event); }
void read(PayloadReader& in, domain::RequestDecided& event) { describe(in, event); }
void read(PayloadReader& in, domain::RequestCompleted& event) { describe(in, event); }
void read(PayloadReader& in, domain::BreachAssessed& event) { describe(in, event); }
void read(PayloadReader& in, domain::AuthorityNotified& event) { describe(in, event); }
void read(PayloadReader& in, domain::SubjectsNotified& event) { describe(in, event); }
void read(PayloadReader& in, domain::PersonalDataRead& event) { describe(in, event); }
void read(PayloadReader& in, domain::HistoryExported& event) { describe(in, event); }

}  // namespace suoledger::eventstore

// SPDX-License-Identifier: Apache-2.0
// Members of the events of erasure, legal holds and restrictions, in the customer stream.
#include "eventstore/codec_events.hpp"

namespace suoledger::eventstore {
namespace {

using domain::KeyClass;

template <class Fields, class Restriction>
void describe_restriction(Fields& fields, Restriction& restriction) {
    fields.field("purpose", restriction.purpose);
    fields.choice("kind", restriction.kind, domain::parse_restriction_kind);
}

template <class Fields, Of<domain::ErasureRequested> Event>
void describe(Fields& fields, Event& event) {
    fields.type_id("request", domain::request_prefix, event.request);
    fields.choice("basis", event.basis, domain::parse_erasure_basis);
    fields.field("contact_key", event.contact_key);
    fields.field("record_key", event.record_key);
    fields.field("last_document_on", event.last_document_on);
    fields.field("record_key_due_on", event.record_key_due_on);
    fields.field("complete_on", event.complete_on);
}

template <class Fields, Of<domain::SubjectKeyDestroyed> Event>
void describe(Fields& fields, Event& event) {
    fields.field("key_id", event.key_id);
    fields.choice("key_class", event.key_class, domain::parse_key_class);
    fields.choice("reason", event.reason, domain::parse_destruction_reason);
    fields.field("list_number", event.list_number);
    fields.field("kek_epoch", event.kek_epoch);
    fields.field("complete_on", event.complete_on);
}

template <class Fields, Of<domain::RecordKeyPostponed> Event>
void describe(Fields& fields, Event& event) {
    fields.field("last_document_on", event.last_document_on);
    fields.field("record_key_due_on", event.record_key_due_on);
}

template <class Fields, Of<domain::LegalHoldPlaced> Event>
void describe(Fields& fields, Event& event) {
    fields.type_id("hold_id", domain::legal_hold_prefix, event.hold_id);
    fields.personal("reason", KeyClass::record, event.reason);
    fields.personal("reference", KeyClass::record, event.reference);
}

template <class Fields, Of<domain::LegalHoldReleased> Event>
void describe(Fields& fields, Event& event) {
    fields.type_id("hold_id", domain::legal_hold_prefix, event.hold_id);
    fields.personal("reason", KeyClass::record, event.reason);
}

template <class Fields, Of<domain::ProcessingRestricted> Event>
void describe(Fields& fields, Event& event) {
    describe_restriction(fields, event.restriction);
    fields.type_id("request", domain::request_prefix, event.request);
}

template <class Fields, Of<domain::ProcessingRestrictionLifted> Event>
void describe(Fields& fields, Event& event) {
    describe_restriction(fields, event.restriction);
}

}  // namespace

void write(PayloadWriter& out, const domain::ErasureRequested& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::SubjectKeyDestroyed& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::RecordKeyPostponed& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::LegalHoldPlaced& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::LegalHoldReleased& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::ProcessingRestricted& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::ProcessingRestrictionLifted& event) { describe(out, event); }

void read(PayloadReader& in, domain::ErasureRequested& event) { describe(in, event); }
void read(PayloadReader& in, domain::SubjectKeyDestroyed& event) { describe(in, event); }
void read(PayloadReader& in, domain::RecordKeyPostponed& event) { describe(in, event); }
void read(PayloadReader& in, domain::LegalHoldPlaced& event) { describe(in, event); }
void read(PayloadReader& in, domain::LegalHoldReleased& event) { describe(in, event); }
void read(PayloadReader& in, domain::ProcessingRestricted& event) { describe(in, event); }
void read(PayloadReader& in, domain::ProcessingRestrictionLifted& event) { describe(in, event); }

}  // namespace suoledger::eventstore

// SPDX-License-Identifier: Apache-2.0
// Members of the customer stream's events.
#include "eventstore/codec_events.hpp"

namespace suoledger::eventstore {
namespace {

using domain::KeyClass;

template <class Fields, class Details>
void describe_details(Fields& fields, Details& details) {
    fields.object("details", [&](auto& members) {
        members.personal("name", KeyClass::record, details.name);
        members.personal("phone", KeyClass::contact, details.phone);
        members.personal("email", KeyClass::contact, details.email);
        members.personal("address", KeyClass::record, details.address);
        members.personal("tax_id", KeyClass::record, details.tax_id);
    });
}

template <class Fields, Of<domain::CustomerRegistered> Event>
void describe(Fields& fields, Event& event) {
    fields.field("contact_key", event.contact_key);
    fields.field("record_key", event.record_key);
    describe_details(fields, event.details);
}

template <class Fields, Of<domain::CustomerDetailsChanged> Event>
void describe(Fields& fields, Event& event) {
    describe_details(fields, event.details);
}

template <class Fields, Of<domain::ConsentGiven> Event>
void describe(Fields& fields, Event& event) {
    fields.field("purpose", event.purpose);
    fields.field("wording_version", event.wording_version);
    fields.choice("channel", event.channel, domain::parse_consent_channel);
}

template <class Fields, Of<domain::ConsentWithdrawn> Event>
void describe(Fields& fields, Event& event) {
    fields.field("purpose", event.purpose);
    fields.choice("channel", event.channel, domain::parse_consent_channel);
}

}  // namespace

void write(PayloadWriter& out, const domain::CustomerRegistered& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::CustomerDetailsChanged& event) { describe(out, event); }

void read(PayloadReader& in, domain::CustomerRegistered& event) { describe(in, event); }
void read(PayloadReader& in, domain::CustomerDetailsChanged& event) { describe(in, event); }

void write(PayloadWriter& out, const domain::ConsentGiven& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::ConsentWithdrawn& event) { describe(out, event); }

void read(PayloadReader& in, domain::ConsentGiven& event) { describe(in, event); }
void read(PayloadReader& in, domain::ConsentWithdrawn& event) { describe(in, event); }

}  // namespace suoledger::eventstore

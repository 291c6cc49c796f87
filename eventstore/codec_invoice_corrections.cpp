// SPDX-License-Identifier: Apache-2.0
// Members of the events that write off and withhold.
#include "eventstore/codec_events.hpp"

namespace suoledger::eventstore {
namespace {

using domain::KeyClass;

template <class Fields, Of<domain::InvoiceWrittenOff> Event>
void describe(Fields& fields, Event& event) {
    fields.choice("currency", event.currency, domain::parse_currency);
    fields.field("amount", event.amount);
    fields.field("written_off_on", event.written_off_on);
    fields.personal("reason", KeyClass::record, event.reason);
}

template <class Fields, Of<domain::InvoiceWriteOffReversed> Event>
void describe(Fields& fields, Event& event) {
    fields.choice("currency", event.currency, domain::parse_currency);
    fields.field("amount", event.amount);
}

template <class Fields, class Event>
void describe_withheld(Fields& fields, Event& event) {
    fields.type_id("withholding_id", domain::withholding_prefix, event.withholding_id);
    fields.choice("currency", event.currency, domain::parse_currency);
    fields.field("amount", event.amount);
    fields.field("withheld_on", event.withheld_on);
    fields.personal("certificate", KeyClass::record, event.certificate);
}

template <class Fields, Of<domain::WithholdingTaxRecorded> Event>
void describe(Fields& fields, Event& event) {
    describe_withheld(fields, event);
}

template <class Fields, Of<domain::VatWithheldRecorded> Event>
void describe(Fields& fields, Event& event) {
    describe_withheld(fields, event);
}

template <class Fields, Of<domain::WithholdingReversed> Event>
void describe(Fields& fields, Event& event) {
    fields.type_id("withholding_id", domain::withholding_prefix, event.withholding_id);
    fields.choice("kind", event.kind, domain::parse_withholding_kind);
    fields.choice("currency", event.currency, domain::parse_currency);
    fields.field("amount", event.amount);
    fields.personal("reason", KeyClass::record, event.reason);
}

}  // namespace

void write(PayloadWriter& out, const domain::InvoiceWrittenOff& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::InvoiceWriteOffReversed& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::WithholdingTaxRecorded& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::VatWithheldRecorded& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::WithholdingReversed& event) { describe(out, event); }

void read(PayloadReader& in, domain::InvoiceWrittenOff& event) { describe(in, event); }
void read(PayloadReader& in, domain::InvoiceWriteOffReversed& event) { describe(in, event); }
void read(PayloadReader& in, domain::WithholdingTaxRecorded& event) { describe(in, event); }
void read(PayloadReader& in, domain::VatWithheldRecorded& event) { describe(in, event); }
void read(PayloadReader& in, domain::WithholdingReversed& event) { describe(in, event); }

}  // namespace suoledger::eventstore

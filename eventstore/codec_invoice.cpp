// SPDX-License-Identifier: Apache-2.0
// Members of the invoice stream's events.
#include "eventstore/codec_events.hpp"

namespace suoledger::eventstore {
namespace {

using domain::KeyClass;

template <class Fields, class Line>
void describe_line(Fields& members, Line& line) {
    members.personal("description", KeyClass::record, line.description);
    members.field("quantity_thousandths", line.quantity_thousandths);
    members.field("unit_price", line.unit_price);
    members.field("discount", line.discount);
    members.choice("vat_treatment", line.vat_treatment, domain::parse_vat_treatment);
    members.field("vat_rate_bps", line.vat_rate_bps);
    members.field("discount_share", line.discount_share);
    members.field("amount", line.amount);
    members.field("vat", line.vat);
}

template <class Fields, class Lines>
void describe_lines(Fields& fields, Lines& lines) {
    fields.list("lines", lines, [](auto& members, auto& line) { describe_line(members, line); });
}

template <class Fields, class Metadata>
void describe_metadata(Fields& fields, Metadata& metadata) {
    fields.list("metadata", metadata, [](auto& members, auto& pair) {
        members.field("key", pair.first);
        members.personal("value", KeyClass::record, pair.second);
    });
}

template <class Fields, class Draft>
void describe_draft(Fields& fields, Draft& draft) {
    fields.type_id("customer", domain::customer_prefix, draft.customer);
    fields.choice("currency", draft.currency, domain::parse_currency);
    fields.field("prices_include_vat", draft.prices_include_vat);
    fields.field("vat_rule_set", draft.vat_rule_set);
    describe_lines(fields, draft.lines);
    fields.field("discount", draft.discount);
    describe_totals(fields, "totals", draft.totals);
    fields.field("due_on", draft.due_on);
    fields.personal("notes", KeyClass::record, draft.notes);
    describe_metadata(fields, draft.metadata);
    fields.field("livemode", draft.livemode);
}

template <class Fields, Of<domain::InvoiceDrafted> Event>
void describe(Fields& fields, Event& event) {
    describe_draft(fields, event.draft);
}

template <class Fields, Of<domain::DraftChanged> Event>
void describe(Fields& fields, Event& event) {
    describe_draft(fields, event.draft);
}

template <class Fields, Of<domain::DraftDiscarded> Event>
void describe(Fields&, Event&) {}

template <class Fields, Of<domain::InvoiceIssued> Event>
void describe(Fields& fields, Event& event) {
    fields.type_id("customer", domain::customer_prefix, event.customer);
    fields.object("seller", [&](auto& members) {
        members.field("name", event.seller.name);
        members.personal("address", KeyClass::business, event.seller.address);
        members.personal("tax_id", KeyClass::business, event.seller.tax_id);
        members.personal("bank_account", KeyClass::business, event.seller.bank_account);
        members.field("logo_sha256", event.seller.logo_sha256);
    });
    fields.object("buyer", [&](auto& members) {
        members.personal("name", KeyClass::record, event.buyer.name);
        members.personal("address", KeyClass::record, event.buyer.address);
        members.personal("tax_id", KeyClass::record, event.buyer.tax_id);
    });
    fields.choice("currency", event.currency, domain::parse_currency);
    fields.field("prices_include_vat", event.prices_include_vat);
    fields.field("vat_rule_set", event.vat_rule_set);
    describe_lines(fields, event.lines);
    fields.field("discount", event.discount);
    describe_totals(fields, "totals", event.totals);
    fields.field("issued_on", event.issued_on);
    fields.field("due_on", event.due_on);
    fields.personal("notes", KeyClass::record, event.notes);
    describe_metadata(fields, event.metadata);
    describe_number_format(fields, "number_format", event.number_format);
    fields.field("livemode", event.livemode);
}

template <class Fields, Of<domain::InvoiceRevised> Event>
void describe(Fields& fields, Event& event) {
    describe(fields, event.document);
    fields.field("revision", event.revision);
    describe_totals(fields, "replaced", event.replaced);
}

template <class Fields, Of<domain::InvoiceCancelled> Event>
void describe(Fields& fields, Event& event) {
    fields.choice("currency", event.currency, domain::parse_currency);
    describe_totals(fields, "totals", event.totals);
    fields.personal("reason", KeyClass::record, event.reason);
}

template <class Fields, Of<domain::CreditNoteIssued> Event>
void describe(Fields& fields, Event& event) {
    fields.field("credit_note_id", event.credit_note_id);
    fields.choice("currency", event.currency, domain::parse_currency);
    fields.list("lines", event.lines, [](auto& members, auto& line) {
        members.field("line", line.line);
        members.field("amount", line.amount);
        members.field("vat", line.vat);
    });
    describe_totals(fields, "totals", event.totals);
    fields.field("issued_on", event.issued_on);
    fields.personal("reason", KeyClass::record, event.reason);
    describe_number_format(fields, "number_format", event.number_format);
}

template <class Fields, Of<domain::PaymentApplied> Event>
void describe(Fields& fields, Event& event) {
    fields.type_id("payment", domain::payment_prefix, event.payment);
    fields.field("amount", event.amount);
}

template <class Fields, Of<domain::PaymentUnapplied> Event>
void describe(Fields& fields, Event& event) {
    fields.type_id("payment", domain::payment_prefix, event.payment);
    fields.field("amount", event.amount);
    fields.choice("reason", event.reason, domain::parse_deallocation_reason);
}

template <class Fields, Of<domain::InvoiceReopened> Event>
void describe(Fields& fields, Event& event) {
    fields.field("amount_due", event.amount_due);
}

}  // namespace

void write(PayloadWriter& out, const domain::InvoiceIssued& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::InvoiceCancelled& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::CreditNoteIssued& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::PaymentApplied& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::PaymentUnapplied& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::InvoiceReopened& event) { describe(out, event); }

void read(PayloadReader& in, domain::InvoiceIssued& event) { describe(in, event); }
void read(PayloadReader& in, domain::InvoiceCancelled& event) { describe(in, event); }
void read(PayloadReader& in, domain::CreditNoteIssued& event) { describe(in, event); }
void read(PayloadReader& in, domain::PaymentApplied& event) { describe(in, event); }
void read(PayloadReader& in, domain::PaymentUnapplied& event) { describe(in, event); }
void read(PayloadReader& in, domain::InvoiceReopened& event) { describe(in, event); }

void write(PayloadWriter& out, const domain::InvoiceDrafted& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::DraftChanged& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::DraftDiscarded& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::InvoiceRevised& event) { describe(out, event); }

void read(PayloadReader& in, domain::InvoiceDrafted& event) { describe(in, event); }
void read(PayloadReader& in, domain::DraftChanged& event) { describe(in, event); }
void read(PayloadReader& in, domain::DraftDiscarded& event) { describe(in, event); }
void read(PayloadReader& in, domain::InvoiceRevised& event) { describe(in, event); }

}  // namespace suoledger::eventstore

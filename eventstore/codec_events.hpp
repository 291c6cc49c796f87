// SPDX-License-Identifier: Apache-2.0
// Internal to the codec: every event's members, written and read by the same description.
#pragma once

#include "domain/event.hpp"
#include "eventstore/payload_fields.hpp"

namespace suoledger::eventstore {

void write(PayloadWriter& out, const domain::BusinessRegistered& event);
void write(PayloadWriter& out, const domain::BusinessProfileChanged& event);
void write(PayloadWriter& out, const domain::ApiKeyIssued& event);
void write(PayloadWriter& out, const domain::ApiKeyRevoked& event);
void write(PayloadWriter& out, const domain::OperatorKeyIssued& event);
void write(PayloadWriter& out, const domain::OperatorKeyRevoked& event);
void write(PayloadWriter& out, const domain::CustomerRegistered& event);
void write(PayloadWriter& out, const domain::CustomerDetailsChanged& event);
void write(PayloadWriter& out, const domain::InvoiceIssued& event);
void write(PayloadWriter& out, const domain::InvoiceCancelled& event);
void write(PayloadWriter& out, const domain::CreditNoteIssued& event);
void write(PayloadWriter& out, const domain::PaymentApplied& event);
void write(PayloadWriter& out, const domain::PaymentUnapplied& event);
void write(PayloadWriter& out, const domain::InvoiceReopened& event);
void write(PayloadWriter& out, const domain::PaymentReceived& event);
void write(PayloadWriter& out, const domain::PaymentAllocated& event);
void write(PayloadWriter& out, const domain::PaymentDeallocated& event);

/// `event` must stay where it is until OpenedFields::settle.
void read(PayloadReader& in, domain::BusinessRegistered& event);
void read(PayloadReader& in, domain::BusinessProfileChanged& event);
void read(PayloadReader& in, domain::ApiKeyIssued& event);
void read(PayloadReader& in, domain::ApiKeyRevoked& event);
void read(PayloadReader& in, domain::OperatorKeyIssued& event);
void read(PayloadReader& in, domain::OperatorKeyRevoked& event);
void read(PayloadReader& in, domain::CustomerRegistered& event);
void read(PayloadReader& in, domain::CustomerDetailsChanged& event);
void read(PayloadReader& in, domain::InvoiceIssued& event);
void read(PayloadReader& in, domain::InvoiceCancelled& event);
void read(PayloadReader& in, domain::CreditNoteIssued& event);
void read(PayloadReader& in, domain::PaymentApplied& event);
void read(PayloadReader& in, domain::PaymentUnapplied& event);
void read(PayloadReader& in, domain::InvoiceReopened& event);
void read(PayloadReader& in, domain::PaymentReceived& event);
void read(PayloadReader& in, domain::PaymentAllocated& event);
void read(PayloadReader& in, domain::PaymentDeallocated& event);

/// Parts that several events share. `Format` is NumberFormat, const or not.
template <class Fields, class Format>
void describe_number_format(Fields& fields, std::string_view name, Format& format) {
    fields.object(name, [&](auto& members) {
        members.field("prefix", format.prefix);
        members.field("width", format.width);
    });
}

template <class Fields, class Totals>
void describe_totals(Fields& fields, Totals& totals) {
    fields.object("totals", [&](auto& members) {
        members.field("subtotal", totals.subtotal);
        members.field("vat", totals.vat);
        members.field("total", totals.total);
    });
}

}  // namespace suoledger::eventstore

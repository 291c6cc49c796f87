// SPDX-License-Identifier: Apache-2.0
// Members of the business stream's and the platform stream's events.
#include "eventstore/codec_events.hpp"

namespace suoledger::eventstore {
namespace {

using domain::KeyClass;

template <class Fields, Of<domain::BusinessRegistered> Event>
void describe(Fields& fields, Event& event) {
    fields.field("name", event.name);
    fields.field("livemode", event.livemode);
    fields.field("vat_registered", event.vat_registered);
    fields.field("time_zone", event.time_zone);
    describe_number_format(fields, "invoice_format", event.invoice_format);
    describe_number_format(fields, "credit_note_format", event.credit_note_format);
    describe_number_format(fields, "receipt_format", event.receipt_format);
    fields.field("business_key", event.business_key);
    fields.personal("address", KeyClass::business, event.address);
    fields.personal("tax_id", KeyClass::business, event.tax_id);
    fields.personal("bank_account", KeyClass::business, event.bank_account);
}

template <class Fields, Of<domain::BusinessProfileChanged> Event>
void describe(Fields& fields, Event& event) {
    fields.field("name", event.name);
    describe_number_format(fields, "invoice_format", event.invoice_format);
    describe_number_format(fields, "credit_note_format", event.credit_note_format);
    describe_number_format(fields, "receipt_format", event.receipt_format);
    fields.personal("address", KeyClass::business, event.address);
}

template <class Fields, class Facts>
void describe_key(Fields& fields, Facts& key) {
    fields.object("key", [&](auto& members) {
        members.type_id("key_id", domain::api_key_prefix, key.key_id);
        members.field("public_part", key.public_part);
        members.field("secret_sha256", key.secret_sha256);
        members.field("scopes", key.scopes);
        members.field("livemode", key.livemode);
        members.field("expires_at", key.expires_at);
        members.personal("label", KeyClass::business, key.label);
    });
}

template <class Fields, Of<domain::ApiKeyIssued> Event>
void describe(Fields& fields, Event& event) {
    describe_key(fields, event.key);
}

template <class Fields, Of<domain::ApiKeyRevoked> Event>
void describe(Fields& fields, Event& event) {
    fields.type_id("key_id", domain::api_key_prefix, event.key_id);
}

template <class Fields, Of<domain::OperatorKeyIssued> Event>
void describe(Fields& fields, Event& event) {
    describe_key(fields, event.key);
}

template <class Fields, Of<domain::OperatorKeyRevoked> Event>
void describe(Fields& fields, Event& event) {
    fields.type_id("key_id", domain::api_key_prefix, event.key_id);
}

template <class Fields, Of<domain::TaxProfileChanged> Event>
void describe(Fields& fields, Event& event) {
    fields.field("vat_registered", event.vat_registered);
    fields.personal("tax_id", KeyClass::business, event.tax_id);
}

template <class Fields, Of<domain::LogoChanged> Event>
void describe(Fields& fields, Event& event) {
    fields.field("logo_sha256", event.logo_sha256);
}

template <class Fields, Of<domain::BankAccountChanged> Event>
void describe(Fields& fields, Event& event) {
    fields.personal("bank_account", KeyClass::business, event.bank_account);
}

template <class Fields, Of<domain::MemberAdded> Event>
void describe(Fields& fields, Event& event) {
    fields.type_id("member_id", domain::member_prefix, event.member_id);
    fields.personal("name", KeyClass::business, event.name);
    fields.personal("login", KeyClass::business, event.login);
    fields.field("scopes", event.scopes);
}

template <class Fields, Of<domain::MemberRemoved> Event>
void describe(Fields& fields, Event& event) {
    fields.type_id("member_id", domain::member_prefix, event.member_id);
}

template <class Fields, Of<domain::AccountingYearChanged> Event>
void describe(Fields& fields, Event& event) {
    fields.object("year_end", [&](auto& members) {
        members.field("month", event.year_end.month);
        members.field("day", event.year_end.day);
    });
}

}  // namespace

void write(PayloadWriter& out, const domain::BusinessRegistered& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::BusinessProfileChanged& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::ApiKeyIssued& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::ApiKeyRevoked& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::OperatorKeyIssued& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::OperatorKeyRevoked& event) { describe(out, event); }

void read(PayloadReader& in, domain::BusinessRegistered& event) { describe(in, event); }
void read(PayloadReader& in, domain::BusinessProfileChanged& event) { describe(in, event); }
void read(PayloadReader& in, domain::ApiKeyIssued& event) { describe(in, event); }
void read(PayloadReader& in, domain::ApiKeyRevoked& event) { describe(in, event); }
void read(PayloadReader& in, domain::OperatorKeyIssued& event) { describe(in, event); }
void read(PayloadReader& in, domain::OperatorKeyRevoked& event) { describe(in, event); }

void write(PayloadWriter& out, const domain::TaxProfileChanged& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::BankAccountChanged& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::LogoChanged& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::MemberAdded& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::MemberRemoved& event) { describe(out, event); }

void read(PayloadReader& in, domain::TaxProfileChanged& event) { describe(in, event); }
void read(PayloadReader& in, domain::BankAccountChanged& event) { describe(in, event); }
void read(PayloadReader& in, domain::LogoChanged& event) { describe(in, event); }
void read(PayloadReader& in, domain::MemberAdded& event) { describe(in, event); }
void read(PayloadReader& in, domain::MemberRemoved& event) { describe(in, event); }

void write(PayloadWriter& out, const domain::AccountingYearChanged& event) { describe(out, event); }
void read(PayloadReader& in, domain::AccountingYearChanged& event) { describe(in, event); }

}  // namespace suoledger::eventstore

// SPDX-License-Identifier: Apache-2.0
// Folding the events of businesses, customers and the platform.
#include "domain/evolving.hpp"
#include "domain/ledger_assert.hpp"

namespace suoledger::domain {

void apply(BusinessState& state, const BusinessRegistered& event) {
    state.name = event.name;
    state.livemode = event.livemode;
    state.vat_registered = event.vat_registered;
    const auto zone = find_zone(event.time_zone);
    LEDGER_ASSERT(zone.has_value());
    state.zone = *zone;
    state.invoice_format = event.invoice_format;
    state.credit_note_format = event.credit_note_format;
    state.receipt_format = event.receipt_format;
    state.business_key = event.business_key;
    state.address = event.address;
    state.tax_id = event.tax_id;
    state.bank_account = event.bank_account;
}
void apply(BusinessState& state, const BusinessProfileChanged& event) {
    state.name = event.name;
    state.invoice_format = event.invoice_format;
    state.credit_note_format = event.credit_note_format;
    state.receipt_format = event.receipt_format;
    state.address = event.address;
}
void apply(BusinessState& state, const ApiKeyIssued& event) { state.key_revoked[event.key.key_id] = false; }
void apply(BusinessState& state, const ApiKeyRevoked& event) { state.key_revoked[event.key_id] = true; }
void apply(PlatformState& state, const OperatorKeyIssued& event) { state.key_revoked[event.key.key_id] = false; }
void apply(PlatformState& state, const OperatorKeyRevoked& event) { state.key_revoked[event.key_id] = true; }

void apply(CustomerState& state, const CustomerRegistered& event) {
    state.contact_key = event.contact_key;
    state.record_key = event.record_key;
    state.details = event.details;
}
void apply(CustomerState& state, const CustomerDetailsChanged& event) { state.details = event.details; }

void apply(BusinessState& state, const TaxProfileChanged& event) {
    state.vat_registered = event.vat_registered;
    state.tax_id = event.tax_id;
}
void apply(BusinessState& state, const BankAccountChanged& event) { state.bank_account = event.bank_account; }
void apply(BusinessState& state, const LogoChanged& event) { state.logo_sha256 = event.logo_sha256; }
void apply(BusinessState& state, const MemberAdded& event) { state.members[event.member_id] = {event.scopes}; }
void apply(BusinessState& state, const MemberRemoved& event) { state.members.erase(event.member_id); }
void apply(CustomerState& state, const ConsentGiven& event) { state.consents.insert(event.purpose); }
void apply(CustomerState& state, const ConsentWithdrawn& event) { state.consents.erase(event.purpose); }

}  // namespace suoledger::domain

// SPDX-License-Identifier: Apache-2.0
// Folding erasure, restrictions, requests, accesses and the epochs of KEKs.
#include "domain/evolving.hpp"
#include "domain/ledger_assert.hpp"

namespace suoledger::domain {

void apply(BusinessState& state, const AccountingYearChanged& event) { state.year_end = event.year_end; }

void apply(CustomerState& state, const ErasureRequested& event) {
    state.erasure.requested = true;
    state.erasure.record_key_due_on = event.record_key_due_on;
    state.consents.clear();
}

/// Erased whether it was given or not: whoever folds the log after the key is gone cannot tell.
void apply(CustomerState& state, const SubjectKeyDestroyed& event) {
    CustomerDetails& details = state.details;
    if (event.key_class == KeyClass::contact) {
        state.erasure.contact_destroyed = true;
        state.consents.clear();
        details.phone = details.email = PersonalText::erased();
        return;
    }
    LEDGER_ASSERT(event.key_class == KeyClass::record);
    state.erasure.record_destroyed = true;
    details.name = details.address = details.tax_id = PersonalText::erased();
}

void apply(CustomerState& state, const RecordKeyPostponed& event) {
    state.erasure.record_key_due_on = event.record_key_due_on;
}
void apply(CustomerState& state, const LegalHoldPlaced& event) { state.erasure.holds.insert(event.hold_id); }
void apply(CustomerState& state, const LegalHoldReleased& event) { state.erasure.holds.erase(event.hold_id); }
void apply(CustomerState& state, const ProcessingRestricted& event) { state.restrictions.insert(event.restriction); }
void apply(CustomerState& state, const ProcessingRestrictionLifted& event) {
    state.restrictions.erase(event.restriction);
}

void apply(RequestState& state, const RequestReceived& event) {
    state.kind = event.kind;
    state.customer = event.customer;
}
void apply(RequestState& state, const RequesterIdentified& event) {
    state.identified = true;
    state.customer = event.customer;
}
void apply(RequestState& state, const RequestDecided& event) { state.outcome = event.outcome; }
void apply(RequestState& state, const RequestCompleted&) { state.completed = true; }
void apply(RequestState& state, const BreachAssessed& event) {
    state.breach.assessed = true;
    state.breach.risk = event.risk;
}
void apply(RequestState& state, const AuthorityNotified&) { state.breach.authority_notified = true; }
void apply(RequestState& state, const SubjectsNotified&) { state.breach.subjects_notified = true; }

void apply(AccessState&, const PersonalDataRead&) {}
void apply(AccessState&, const HistoryExported&) {}

void apply(PlatformState& state, const KekRotated& event) {
    // An epoch that no event speaks of came with the ring, and goes with the one that is superseded now.
    state.keks.destroy_after[event.previous_epoch] = event.destroy_previous_after;
    state.keks.newest = event.epoch;
}
void apply(PlatformState& state, const KekDestroyed& event) {
    state.keks.destroy_after.erase(event.epoch);
    state.keks.destroyed.insert(event.epoch);
}

}  // namespace suoledger::domain

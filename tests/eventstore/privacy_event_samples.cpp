// SPDX-License-Identifier: Apache-2.0
// Fixed samples of the events of erasure, requests, accesses and KEKs; frozen like the others.
#include "tests/eventstore/event_samples.hpp"

namespace suoledger::eventstore {
namespace {

using domain::PersonalText;

const auto customer = numbered_id(0x21);
const auto request = numbered_id(0xb1);
const auto hold = numbered_id(0xb2);
const domain::Date last_document_on{20'781};  // 2026-11-24
const domain::Date due_on{23'376};            // 2034-01-01
const domain::Date complete_on{20'846};       // 2027-01-28
const domain::Timestamp heard_at{1'795'424'400'000'000}, told_at{1'795'510'800'123'456};

std::vector<domain::Event> samples_of_erasure() {
    const domain::Restriction objection{"payment_reminders", domain::RestrictionKind::objection};
    return {
        domain::AccountingYearChanged{{3, 31}},
        domain::ErasureRequested{request, domain::ErasureBasis::request, contact_key_id, record_key_id,
                                 last_document_on, due_on, complete_on},
        domain::SubjectKeyDestroyed{contact_key_id, domain::KeyClass::contact, domain::DestructionReason::erasure, 7, 2,
                                    complete_on},
        domain::RecordKeyPostponed{last_document_on, due_on},
        domain::LegalHoldPlaced{hold, PersonalText("Adaeze sues over torn bags"), PersonalText("LD/4711/2026")},
        domain::LegalHoldReleased{hold, PersonalText("Adaeze withdrew it")},
        domain::ProcessingRestricted{{"all", domain::RestrictionKind::restriction}, request},
        domain::ProcessingRestrictionLifted{objection},
    };
}

std::vector<domain::Event> samples_of_requests() {
    return {
        domain::RequestReceived{domain::RequestKind::portability, customer, domain::ConsentChannel::email, heard_at,
                                PersonalText("Adaeze wants all that is kept")},
        domain::RequesterIdentified{domain::IdentificationMethod::known_contact, customer},
        domain::RequestDecided{domain::RequestOutcome::partly, "legal_obligation",
                               PersonalText("Adaeze still owes for two bags, torn or not")},
        domain::RequestCompleted{8'123, "evt_0000000000000000000000000"},
        domain::BreachAssessed{told_at,
                               heard_at,
                               told_at,
                               domain::BreachRisk::high,
                               120,
                               {"phone", "email"},
                               PersonalText("A telephone of the Ikeja shop was stolen"),
                               PersonalText("Its key was revoked twice")},
        domain::AuthorityNotified{PersonalText("NDPC/Ikeja/4711"), told_at},
        domain::SubjectsNotified{domain::ConsentChannel::whatsapp, 118, told_at},
        domain::PersonalDataRead{domain::PersonalRead::events_opened, customer, 1, 8'123},
        domain::HistoryExported{1, 8'123, 4'000, "ndjson"},
    };
}

}  // namespace

std::vector<domain::Event> privacy_events() {
    std::vector<domain::Event> events = samples_of_erasure();
    for (auto samples = samples_of_requests(); auto& event : samples) events.push_back(std::move(event));
    events.emplace_back(domain::KekRotated{2, 1, told_at});
    events.emplace_back(domain::KekDestroyed{1});
    return events;
}

}  // namespace suoledger::eventstore

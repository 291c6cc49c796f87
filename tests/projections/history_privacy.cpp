// SPDX-License-Identifier: Apache-2.0
// Random commands on people's rights.
#include "tests/projections/history_privacy.hpp"

#include <algorithm>

#include "eventstore/clock.hpp"
#include "tests/projections/fresh_id.hpp"

namespace suoledger::projections {

namespace {

domain::Date today() { return domain::date_in(domain::Zone{}, eventstore::system_now()); }

}  // namespace

domain::Command PrivacyCommands::next(const domain::Uuid& tenant) {
    Made& made = made_[tenant];
    if (made.people.empty() || below(6) == 0) return person(made);
    const Person& someone = made.people[below(made.people.size())];
    switch (below(7)) {
        case 0:
            return restriction(someone);
        case 1:
            return hold(made, someone);
        case 2:
            return erasure(someone);
        case 3:
            return look(someone);
        default:
            return request(made, someone);
    }
}

domain::Command PrivacyCommands::person(Made& made) {
    const Person& person = made.people.emplace_back(fresh_id(), fresh_id(), fresh_id());
    domain::RegisterCustomer command;
    command.customer_id = person.id;
    command.contact_key = person.contact_key;
    command.record_key = person.record_key;
    command.details.name = domain::PersonalText("Halima Musa");
    return command;
}

domain::Command PrivacyCommands::restriction(const Person& person) {
    const domain::Restriction restriction{below(2) == 0 ? "all" : "offers", below(2) == 0
                                                                                ? domain::RestrictionKind::restriction
                                                                                : domain::RestrictionKind::objection};
    if (below(3) == 0) return domain::LiftRestriction{person.id, restriction};
    return domain::RestrictProcessing{person.id, restriction, {}};
}

domain::Command PrivacyCommands::hold(Made& made, const Person& person) {
    if (!made.holds.empty() && below(2) == 0)
        return domain::ReleaseLegalHold{person.id, made.holds[below(made.holds.size())], {}};
    return domain::PlaceLegalHold{person.id, made.holds.emplace_back(fresh_id()), domain::PersonalText("A claim"), {}};
}

domain::Command PrivacyCommands::erasure(const Person& person) {
    const auto documented = below(2) == 0 ? std::optional(today()) : std::nullopt;
    switch (below(4)) {
        case 0:
            return domain::DestroySubjectKey{.customer_id = person.id,
                                             .key_id = person.contact_key,
                                             .reason = domain::DestructionReason::erasure,
                                             .list_number = 1,
                                             .complete_on = today()};
        case 1:
            return domain::DestroySubjectKey{.customer_id = person.id,
                                             .key_id = person.record_key,
                                             .reason = domain::DestructionReason::retention_ended,
                                             .list_number = 2,
                                             .last_document_on = documented};
        case 2:
            return domain::PostponeRecordKey{person.id, today()};
        default:
            return domain::EraseCustomer{.customer_id = person.id,
                                         .request_id = {},
                                         .basis = domain::ErasureBasis::no_longer_needed,
                                         .last_document_on = documented,
                                         .complete_on = today()};
    }
}

domain::Command PrivacyCommands::request(Made& made, const Person& person) {
    if (made.requests.empty() || below(3) == 0) {
        domain::ReceiveRequest command;
        command.request_id = made.requests.emplace_back(fresh_id());
        command.kind = below(3) == 0 ? domain::RequestKind::breach : static_cast<domain::RequestKind>(below(7));
        if (command.kind != domain::RequestKind::breach && below(4) > 0) command.customer = person.id;
        command.received_at = eventstore::system_now();
        command.details = domain::PersonalText("Please");
        return command;
    }
    // One of the last: so that more than one step comes upon it.
    const auto& request =
        made.requests[made.requests.size() - 1 - below(std::min<std::size_t>(4, made.requests.size()))];
    return below(2) == 0 ? request_step(request, person) : breach_step(request);
}

domain::Command PrivacyCommands::request_step(const domain::Uuid& request, const Person& person) {
    switch (below(3)) {
        case 0:
            return domain::IdentifyRequester{request, domain::IdentificationMethod::login, person.id};
        case 1:
            return domain::DecideRequest{request, domain::RequestOutcome::refused, "why",
                                         domain::PersonalText("Not yours")};
        default:
            return domain::CompleteRequest{request, {}, "done"};
    }
}

domain::Command PrivacyCommands::breach_step(const domain::Uuid& request) {
    switch (below(4)) {
        case 0:
            return domain::NotifyAuthority{request, {}, eventstore::system_now()};
        case 1:
            return domain::NotifySubjects{request, domain::ConsentChannel::email, 3, eventstore::system_now()};
        default: {
            domain::AssessBreach command;
            command.request_id = request;
            command.aware_at = eventstore::system_now();
            command.risk = static_cast<domain::BreachRisk>(below(3));
            command.circumstances = domain::PersonalText("Lost");
            return command;
        }
    }
}

domain::Command PrivacyCommands::look(const Person& person) {
    if (below(2) == 0) return domain::RecordHistoryExported{1, 9, 3, "ndjson"};
    return domain::RecordPersonalDataRead{domain::PersonalRead::data_export, person.id, {}, {}};
}

}  // namespace suoledger::projections

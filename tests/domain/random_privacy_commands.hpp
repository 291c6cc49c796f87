// SPDX-License-Identifier: Apache-2.0
// Writing a step out as a command of privacy.
#pragma once

#include <tuple>
#include <utility>

#include "tests/domain/random_step_reader.hpp"

namespace suoledger::domain {

class PrivacyCommandOf : protected StepReader {
public:
    using StepReader::StepReader;

protected:
    [[nodiscard]] Uuid request() const { return numbered(600'000, step_.item); }
    [[nodiscard]] static Date today() { return date_in(Zone{}, Scenario::now); }
    Restriction restriction() { return {dice(2) == 0 ? "all" : "offers", static_cast<RestrictionKind>(dice(2))}; }
    /// Of an erased customer, mostly, and one of its keys.
    std::pair<Uuid, Uuid> customer_and_its_key() {
        const bool contact = dice(2) == 0;
        std::vector<std::pair<Uuid, Uuid>> there;
        each<CustomerState>([&](const CustomerState& who) {
            if (who.is_erased()) there.emplace_back(who.id, contact ? who.contact_key : who.record_key);
        });
        return mostly_one_of(there, {customer(), id(404)});
    }
    std::pair<Uuid, Uuid> customer_and_its_hold() {
        std::vector<std::pair<Uuid, Uuid>> there;
        each<CustomerState>([&](const CustomerState& who) {
            for (const Uuid& hold : who.erasure.holds) there.emplace_back(who.id, hold);
        });
        return mostly_one_of(there, {customer(), id(404)});
    }
    void fill(ChangeAccountingYear& command) {
        command.year_end = {static_cast<std::int32_t>(1 + dice(12)), static_cast<std::int32_t>(1 + dice(31))};
    }
    void fill(EraseCustomer& command) {
        command = {.customer_id = customer(),
                   .request_id = {},
                   .basis = {},
                   .last_document_on = {},
                   .complete_on = {today().days + 60}};
        if (dice(2) == 0) command.last_document_on = Date{today().days - static_cast<std::int32_t>(dice(4000))};
        if (dice(8) == 7) command.request_id = request();
    }
    void fill(DestroySubjectKey& command) {
        const auto [who, key] = customer_and_its_key();
        command = {.customer_id = who,
                   .key_id = key,
                   .reason = static_cast<DestructionReason>(dice(3)),
                   .list_number = 1,
                   .kek_epoch = 1,
                   .complete_on = {},
                   .last_document_on = {}};
    }
    void fill(PostponeRecordKey& command) { command = {customer_and_its_key().first, today()}; }
    void fill(PlaceLegalHold& command) {
        command = {customer(), numbered(650'000, step_.item), PersonalText("a dispute"), {}};
    }
    void fill(ReleaseLegalHold& command) {
        const auto [who, hold] = customer_and_its_hold();
        command = {who, hold, {}};
    }
    void fill(RestrictProcessing& command) { command = {customer(), restriction(), {}}; }
    void fill(LiftRestriction& command) {
        std::vector<std::pair<Uuid, Restriction>> there;
        each<CustomerState>([&](const CustomerState& who) {
            for (const Restriction& one : who.restrictions) there.emplace_back(who.id, one);
        });
        std::tie(command.customer_id, command.restriction) = mostly_one_of(there, {customer(), restriction()});
    }
    void fill(ReceiveRequest& command) {
        command = {.request_id = request(),
                   .kind = static_cast<RequestKind>(dice(3) == 0 ? 6 : dice(6)),
                   .customer = {},
                   .channel = {},
                   .received_at = Scenario::now,
                   .details = {}};
        if (command.kind != RequestKind::breach && dice(2) == 0) command.customer = customer();
    }
    /// Of one that such a command may be for, mostly.
    template <class Fits>
    Uuid request_that(Fits fits) {
        std::vector<Uuid> there;
        each<RequestState>([&](const RequestState& asked) {
            if (!asked.completed && fits(asked)) there.push_back(asked.id);
        });
        return mostly_one_of(there, request());
    }
    Uuid a_breach() {
        return request_that([](const RequestState& asked) { return asked.kind == RequestKind::breach; });
    }
    void fill(IdentifyRequester& command) {
        command.request_id = request_that([](const RequestState& asked) { return !asked.identified; });
        if (dice(2) == 0) command.customer = customer();
    }
    void fill(DecideRequest& command) {
        const Uuid undecided =
            request_that([](const RequestState& asked) { return asked.kind != RequestKind::breach && !asked.outcome; });
        command = {undecided, static_cast<RequestOutcome>(dice(3)), "legal_obligation", PersonalText("a reason")};
    }
    void fill(CompleteRequest& command) {
        const Uuid done =
            request_that([](const RequestState& asked) { return asked.outcome || asked.kind == RequestKind::breach; });
        command = {done, dice(2) == 0 ? std::optional(dice(9)) : std::nullopt, ""};
    }
    void fill(AssessBreach& command) {
        command.request_id = a_breach();
        command.aware_at = Scenario::now;
        command.risk = static_cast<BreachRisk>(dice(3));
        command.circumstances = PersonalText("a telephone was stolen");
    }
    void fill(NotifyAuthority& command) { command = {a_breach(), {}, Scenario::now}; }
    void fill(NotifySubjects& command) { command = {a_breach(), ConsentChannel::email, dice(5), Scenario::now}; }
    void fill(RecordPersonalDataRead& command) {
        command.what = static_cast<PersonalRead>(dice(3));
        if (dice(2) == 0) command.subject = customer();
    }
    void fill(RecordHistoryExported& command) { command = {dice(5), dice(9), dice(9), "ndjson"}; }
    void fill(RotateKek& command) {
        command.epoch = 2 + dice(6);
        command.previous_epoch = command.epoch - 1;
        command.destroy_previous_after = {Scenario::now.microseconds + dice(2)};
    }
    void fill(DestroyKek& command) {
        std::vector<std::int64_t> superseded;
        each<PlatformState>([&](const PlatformState& platform) {
            for (const auto& [epoch, due] : platform.keks.destroy_after) superseded.push_back(epoch);
        });
        command.epoch = mostly_one_of(superseded, 1 + dice(3));
    }
};

}  // namespace suoledger::domain

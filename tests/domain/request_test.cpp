// SPDX-License-Identifier: Apache-2.0
// Requests of people, breaches, restrictions, accesses and KEK epochs: their order and what each refuses.
#include <gtest/gtest.h>

#include "tests/domain/scenario.hpp"

using namespace suoledger::domain;
using Pointers = std::set<std::string>;

namespace {

ReceiveRequest a_request(RequestKind kind = RequestKind::access, std::optional<Uuid> customer = id(20)) {
    return {id(600), kind, customer, ConsentChannel::email, Scenario::now, PersonalText("what do you hold of me")};
}
const IdentifyRequester known{id(600), IdentificationMethod::known_contact, id(20)};
const DecideRequest granted{id(600), RequestOutcome::granted, "right_of_access", {}};
const CompleteRequest done{id(600), 12, ""};

TEST(Request, IsReceivedIdentifiedDecidedAndCompleted) {
    Scenario scenario = shop();
    const auto received = scenario.when(a_request());
    ASSERT_TRUE(received);
    EXPECT_EQ(received->target, (StreamId{Scenario::tenant, StreamType::request, id(600)}));
    EXPECT_EQ(received->events[0].keys.record, a_customer(20).record_key) << "its words are the customer's";
    EXPECT_EQ(received->reply_key, a_customer(20).contact_key);
    const auto identified = scenario.when(known);
    ASSERT_TRUE(identified);
    EXPECT_EQ(the<RequesterIdentified>(*identified),
              (RequesterIdentified{IdentificationMethod::known_contact, id(20)}));
    const auto decided = scenario.when(granted);
    ASSERT_TRUE(decided);
    EXPECT_EQ(the<RequestDecided>(*decided), (RequestDecided{RequestOutcome::granted, "right_of_access", {}}));
    const auto completed = scenario.when(done);
    ASSERT_TRUE(completed);
    EXPECT_EQ(the<RequestCompleted>(*completed), (RequestCompleted{12, ""}));
    EXPECT_EQ(scenario.refusal_of(done), RejectionCode::request_already_completed);
    EXPECT_EQ(scenario.refusal_of(granted), RejectionCode::request_already_completed);
}

TEST(Request, GrantsNothingBeforeItIsKnownWhoAsks) {
    Scenario scenario = shop();
    ASSERT_TRUE(scenario.when(a_request()));
    EXPECT_EQ(scenario.refusal_of(granted), RejectionCode::requester_not_identified);
    EXPECT_EQ(scenario.refusal_of(done), RejectionCode::request_not_decided);
    EXPECT_TRUE(scenario.when(DecideRequest{id(600), RequestOutcome::refused, "not_identified", PersonalText("who?")}));
    EXPECT_EQ(scenario.refusal_of(granted), RejectionCode::request_already_decided);
}

TEST(Request, IsAboutOnePerson) {
    Scenario scenario = shop();
    ASSERT_TRUE(scenario.when(a_customer(21)));
    ASSERT_TRUE(scenario.when(a_request()));
    EXPECT_EQ(scenario.refusal_of(IdentifyRequester{id(600), {}, id(21)}), RejectionCode::request_does_not_match);
    EXPECT_EQ(scenario.refusal_of(IdentifyRequester{id(600), {}, id(404)}), RejectionCode::customer_not_found);
    ASSERT_TRUE(scenario.when(known));
    EXPECT_EQ(scenario.refusal_of(known), RejectionCode::requester_already_identified);
}

TEST(Request, OfSomeoneUnknownIsIdentifiedAsACustomerOrAsNobody) {
    Scenario scenario = shop();
    const auto received = scenario.when(a_request(RequestKind::erasure, std::nullopt));
    ASSERT_TRUE(received);
    EXPECT_FALSE(received->events[0].keys.record);
    const auto identified = scenario.when(known);
    ASSERT_TRUE(identified);
    EXPECT_EQ(scenario.state<RequestState>(StreamType::request, id(600)).customer, id(20));
    auto another = a_request(RequestKind::access, std::nullopt);
    another.request_id = id(601);
    ASSERT_TRUE(scenario.when(another));
    EXPECT_TRUE(scenario.when(IdentifyRequester{id(601), IdentificationMethod::document, {}}));
}

TEST(Request, SaysWhichFieldsAreWrong) {
    Scenario scenario = shop();
    auto early = a_request();
    early.received_at.microseconds += 6 * 60 * 1'000'000LL;
    early.details = text_of_length(4001);
    EXPECT_EQ(scenario.wrong_fields_of(early), (Pointers{"/received_at", "/details"}));
    EXPECT_EQ(scenario.wrong_fields_of(a_request(RequestKind::breach)), Pointers{"/customer"});
    EXPECT_EQ(scenario.refusal_of(a_request(RequestKind::access, id(404))), RejectionCode::customer_not_found);
    EXPECT_EQ(scenario.refusal_of(known), RejectionCode::request_not_found);
    ASSERT_TRUE(scenario.when(a_request()));
    EXPECT_EQ(scenario.refusal_of(a_request()), RejectionCode::version_conflict);
    EXPECT_EQ(scenario.wrong_fields_of(DecideRequest{id(600), RequestOutcome::partly, "No Word", {}}),
              (Pointers{"/basis", "/reason"}));
    EXPECT_EQ(scenario.wrong_fields_of(CompleteRequest{id(600), 0, "Not An Id"}),
              (Pointers{"/evidence_position", "/evidence_id"}));
}

AssessBreach an_assessment(BreachRisk risk) {
    return {.request_id = id(600),
            .aware_at = Scenario::now,
            .from = {},
            .to = {},
            .risk = risk,
            .people_estimate = 3,
            .categories = {"phone"},
            .circumstances = PersonalText("a telephone was stolen"),
            .steps = {}};
}
const NotifyAuthority told_authority{id(600), PersonalText("NDPC/1"), Scenario::now};
const NotifySubjects told_people{id(600), ConsentChannel::email, 3, Scenario::now};

TEST(Breach, IsOverWhenEverybodyWasToldWhoMustBe) {
    Scenario scenario = shop();
    ASSERT_TRUE(scenario.when(a_request(RequestKind::breach, std::nullopt)));
    EXPECT_EQ(scenario.refusal_of(done), RejectionCode::breach_not_assessed);
    ASSERT_TRUE(scenario.when(an_assessment(BreachRisk::high)));
    EXPECT_EQ(scenario.refusal_of(done), RejectionCode::breach_authority_not_notified);
    ASSERT_TRUE(scenario.when(told_authority));
    EXPECT_EQ(scenario.refusal_of(done), RejectionCode::breach_subjects_not_notified);
    ASSERT_TRUE(scenario.when(told_people));
    EXPECT_TRUE(scenario.when(done));
}

TEST(Breach, OfLowRiskNeedsNobodyToBeTold) {
    Scenario scenario = shop();
    ASSERT_TRUE(scenario.when(a_request(RequestKind::breach, std::nullopt)));
    ASSERT_TRUE(scenario.when(an_assessment(BreachRisk::likely)));
    EXPECT_EQ(scenario.refusal_of(done), RejectionCode::breach_authority_not_notified);
    ASSERT_TRUE(scenario.when(an_assessment(BreachRisk::low))) << "the later assessment counts";
    EXPECT_TRUE(scenario.when(done));
}

TEST(Breach, IsNoRequestAndARequestIsNoBreach) {
    Scenario scenario = shop();
    ASSERT_TRUE(scenario.when(a_request(RequestKind::breach, std::nullopt)));
    EXPECT_EQ(scenario.refusal_of(known), RejectionCode::request_does_not_match);
    EXPECT_EQ(scenario.refusal_of(granted), RejectionCode::request_does_not_match);
    auto other = a_request();
    other.request_id = id(601);
    ASSERT_TRUE(scenario.when(other));
    auto assessment = an_assessment(BreachRisk::low);
    assessment.request_id = id(601);
    EXPECT_EQ(scenario.refusal_of(assessment), RejectionCode::request_does_not_match);
    EXPECT_EQ(scenario.refusal_of(NotifyAuthority{id(601), {}, Scenario::now}), RejectionCode::request_does_not_match);
    EXPECT_EQ(scenario.refusal_of(NotifySubjects{id(601), {}, 1, Scenario::now}),
              RejectionCode::request_does_not_match);
}

TEST(Breach, SaysWhichFieldsAreWrong) {
    Scenario scenario = shop();
    ASSERT_TRUE(scenario.when(a_request(RequestKind::breach, std::nullopt)));
    auto odd = an_assessment(BreachRisk::low);
    odd.from = Scenario::now;
    odd.to = Timestamp{0};
    odd.people_estimate = -1;
    odd.categories = {"phone", "E-Mail"};
    odd.circumstances = {};
    EXPECT_EQ(scenario.wrong_fields_of(odd), (Pointers{"/to", "/people_estimate", "/categories/1", "/circumstances"}));
    EXPECT_EQ(scenario.wrong_fields_of(NotifySubjects{id(600), {}, 0, Scenario::now}), Pointers{"/count"});
}

TEST(Restriction, HoldsUntilItIsLifted) {
    Scenario scenario = shop();
    const Restriction objection{"offers", RestrictionKind::objection};
    const auto decided = scenario.when(RestrictProcessing{id(20), objection, {}});
    ASSERT_TRUE(decided);
    EXPECT_EQ(the<ProcessingRestricted>(*decided), (ProcessingRestricted{objection, {}}));
    EXPECT_EQ(scenario.refusal_of(RestrictProcessing{id(20), objection, {}}),
              RejectionCode::processing_already_restricted);
    EXPECT_TRUE(scenario.when(RestrictProcessing{id(20), {"all", RestrictionKind::restriction}, {}}));
    ASSERT_TRUE(scenario.when(LiftRestriction{id(20), objection}));
    EXPECT_EQ(scenario.refusal_of(LiftRestriction{id(20), objection}), RejectionCode::restriction_not_in_force);
    EXPECT_EQ(scenario.wrong_fields_of(RestrictProcessing{id(20), {"No Word", {}}, {}}), Pointers{"/purpose"});
    EXPECT_EQ(scenario.refusal_of(LiftRestriction{id(404), objection}), RejectionCode::customer_not_found);
}

TEST(Restriction, MayNameTheRequestThatAskedForIt) {
    Scenario scenario = shop();
    const Restriction all{"all", RestrictionKind::restriction};
    EXPECT_EQ(scenario.refusal_of(RestrictProcessing{id(20), all, id(600)}), RejectionCode::request_not_found);
    ASSERT_TRUE(scenario.when(a_request()));
    EXPECT_EQ(scenario.refusal_of(RestrictProcessing{id(20), all, id(600)}), RejectionCode::request_does_not_match);
    auto restriction = a_request(RequestKind::restriction);
    restriction.request_id = id(601);
    ASSERT_TRUE(scenario.when(restriction));
    EXPECT_TRUE(scenario.when(RestrictProcessing{id(20), all, id(601)}));
}

TEST(Access, RecordsWhoLookedOnTheTenantsOwnStream) {
    Scenario scenario = shop();
    const auto read = scenario.when(RecordPersonalDataRead{PersonalRead::data_export, id(20), {}, {}});
    ASSERT_TRUE(read);
    EXPECT_EQ(the<PersonalDataRead>(*read), (PersonalDataRead{PersonalRead::data_export, id(20), {}, {}}));
    EXPECT_EQ(read->target, (StreamId{Scenario::tenant, StreamType::access, Scenario::tenant}));
    const auto exported = scenario.when(RecordHistoryExported{1, 9, 9, "ndjson"});
    ASSERT_TRUE(exported);
    EXPECT_EQ(the<HistoryExported>(*exported), (HistoryExported{1, 9, 9, "ndjson"}));
    EXPECT_EQ(scenario.wrong_fields_of(RecordPersonalDataRead{PersonalRead::data_export, {}, 9, 1}),
              (Pointers{"/subject", "/to_position"}));
    EXPECT_EQ(scenario.wrong_fields_of(RecordHistoryExported{9, 1, -1, "Tar Ball"}),
              (Pointers{"/to_position", "/count", "/format"}));
    EXPECT_EQ(Scenario().refusal_of(RecordHistoryExported{1, 9, 9, "ndjson"}), RejectionCode::business_not_found);
}

TEST(KekEpochs, FollowOneAnotherAndEndNoSoonerThanAnnounced) {
    Scenario scenario;
    const Timestamp later{Scenario::now.microseconds + 1};
    EXPECT_EQ(scenario.refusal_of(DestroyKek{1}), RejectionCode::kek_epoch_in_use);
    const auto rotated = scenario.when(RotateKek{2, 1, Scenario::now});
    ASSERT_TRUE(rotated);
    EXPECT_EQ(the<KekRotated>(*rotated), (KekRotated{2, 1, Scenario::now}));
    EXPECT_FALSE(rotated->reply_key) << "the platform has no subject key";
    EXPECT_EQ(scenario.refusal_of(RotateKek{2, 1, later}), RejectionCode::kek_epoch_not_newer);
    ASSERT_TRUE(scenario.when(RotateKek{3, 2, later}));
    const auto destroyed = scenario.when(DestroyKek{1});
    ASSERT_TRUE(destroyed);
    EXPECT_EQ(the<KekDestroyed>(*destroyed), KekDestroyed{1});
    EXPECT_EQ(scenario.refusal_of(DestroyKek{1}), RejectionCode::kek_already_destroyed);
    EXPECT_EQ(scenario.refusal_of(DestroyKek{2}), RejectionCode::kek_destroy_not_due);
    EXPECT_EQ(scenario.refusal_of(DestroyKek{3}), RejectionCode::kek_epoch_in_use);
    EXPECT_EQ(scenario.wrong_fields_of(RotateKek{4, 4, Timestamp{}}),
              (Pointers{"/previous_epoch", "/destroy_previous_after"}));
}

}  // namespace

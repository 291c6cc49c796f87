// SPDX-License-Identifier: Apache-2.0
// Erasure of a customer: what is decided, what an erased customer may still be part of, and when each key goes.
#include <gtest/gtest.h>

#include "tests/domain/same_state.hpp"
#include "tests/domain/scenario.hpp"

using namespace suoledger::domain;
using Pointers = std::set<std::string>;

namespace {

const Date today = day("2026-11-23");

EraseCustomer erasure(std::optional<Date> last_document_on = {}) {
    return {.customer_id = id(20),
            .request_id = {},
            .basis = ErasureBasis::request,
            .last_document_on = last_document_on,
            .complete_on = day("2027-01-28")};
}
DestroySubjectKey destruction(KeyClass key_class, DestructionReason reason) {
    return {.customer_id = id(20),
            .key_id = key_class == KeyClass::contact ? a_customer(20).contact_key : a_customer(20).record_key,
            .reason = reason,
            .list_number = 3,
            .kek_epoch = 2,
            .complete_on = day("2027-01-28"),
            .last_document_on = {}};
}
const auto contact_goes = destruction(KeyClass::contact, DestructionReason::erasure);
const auto record_goes = destruction(KeyClass::record, DestructionReason::retention_ended);
const StreamId customer_stream{Scenario::tenant, StreamType::customer, id(20)};

Scenario erased_shop(std::optional<Date> last_document_on = {}) {
    Scenario scenario = shop();
    EXPECT_TRUE(scenario.when(erasure(last_document_on)));
    return scenario;
}

TEST(EraseCustomer, NamesBothKeysAndTheirDates) {
    Scenario scenario = shop();
    const auto decided = scenario.when(erasure(day("2026-03-04")));
    ASSERT_TRUE(decided);
    EXPECT_EQ(the<ErasureRequested>(*decided), (ErasureRequested{{},
                                                                 ErasureBasis::request,
                                                                 a_customer(20).contact_key,
                                                                 a_customer(20).record_key,
                                                                 day("2026-03-04"),
                                                                 day("2034-01-01"),
                                                                 day("2027-01-28")}));
    EXPECT_EQ(decided->target, customer_stream);
    EXPECT_EQ(decided->released_owners, std::vector{customer_stream});
    EXPECT_TRUE(decided->destroyed_keys.empty()) << "the list of destroyed keys comes first";
    EXPECT_EQ(decided->reply_key, a_business().business_key) << "a retry hears of the dates when the keys are gone";
}

TEST(EraseCustomer, KeepsNoRecordOfWhoWasNeverOnADocument) {
    Scenario scenario = shop();
    EXPECT_EQ(the<ErasureRequested>(*scenario.when(erasure())).record_key_due_on, today);
}

TEST(EraseCustomer, CountsBySevenAccountingYearsOfTheBusiness) {
    Scenario scenario = shop();
    ASSERT_TRUE(scenario.when(ChangeAccountingYear{{3, 31}}));
    EXPECT_EQ(the<ErasureRequested>(*scenario.when(erasure(day("2026-04-01")))).record_key_due_on, day("2034-04-01"));
}

TEST(EraseCustomer, ChangesNothingTheSecondTime) {
    Scenario scenario = erased_shop();
    EXPECT_EQ(scenario.refusal_of(erasure()), RejectionCode::customer_already_erased);
    ASSERT_TRUE(scenario.when(contact_goes));
    EXPECT_EQ(scenario.refusal_of(erasure()), RejectionCode::customer_already_erased);
}

TEST(EraseCustomer, SaysWhatItRefuses) {
    Scenario scenario = shop();
    auto nobody = erasure();
    nobody.customer_id = id(404);
    EXPECT_EQ(scenario.refusal_of(nobody), RejectionCode::customer_not_found);
    EXPECT_EQ(scenario.refusal_of(erasure(), 7), RejectionCode::version_conflict);
    auto late = erasure();
    late.complete_on = day("2026-11-22");
    EXPECT_EQ(scenario.wrong_fields_of(late), Pointers{"/complete_on"});
}

TEST(EraseCustomer, RestsOnARequestThatWasGranted) {
    Scenario scenario = shop();
    auto asked = erasure();
    asked.request_id = id(600);
    EXPECT_EQ(scenario.refusal_of(asked), RejectionCode::request_not_found);
    ASSERT_TRUE(scenario.when(ReceiveRequest{id(600), RequestKind::erasure, id(20), {}, Scenario::now, {}}));
    EXPECT_EQ(scenario.refusal_of(asked), RejectionCode::request_not_granted);
    ASSERT_TRUE(scenario.when(IdentifyRequester{id(600), IdentificationMethod::document, id(20)}));
    ASSERT_TRUE(scenario.when(DecideRequest{id(600), RequestOutcome::granted, "consent_withdrawn", {}}));
    const auto decided = scenario.when(asked);
    ASSERT_TRUE(decided);
    EXPECT_EQ(the<ErasureRequested>(*decided).request, id(600));
}

TEST(EraseCustomer, RefusesARequestOfAnotherKindOrPersonOrThatWasRefused) {
    Scenario scenario = shop();
    ASSERT_TRUE(scenario.when(a_customer(21)));
    ASSERT_TRUE(scenario.when(ReceiveRequest{id(600), RequestKind::access, id(20), {}, Scenario::now, {}}));
    ASSERT_TRUE(scenario.when(ReceiveRequest{id(601), RequestKind::erasure, id(21), {}, Scenario::now, {}}));
    ASSERT_TRUE(scenario.when(ReceiveRequest{id(602), RequestKind::erasure, id(20), {}, Scenario::now, {}}));
    ASSERT_TRUE(scenario.when(DecideRequest{id(602), RequestOutcome::refused, "legal_claim", PersonalText("no")}));
    auto asked = erasure();
    asked.request_id = id(600);
    EXPECT_EQ(scenario.refusal_of(asked), RejectionCode::request_does_not_match);
    asked.request_id = id(601);
    EXPECT_EQ(scenario.refusal_of(asked), RejectionCode::request_does_not_match);
    asked.request_id = id(602);
    EXPECT_EQ(scenario.refusal_of(asked), RejectionCode::request_not_granted);
}

TEST(ErasedCustomer, TakesNoContactNoConsentAndNoNewDocument) {
    Scenario scenario = shop();
    ASSERT_TRUE(scenario.when(GiveConsent{id(20), "offers", "v1", {}}));
    DraftInvoice draft{.invoice_id = id(1001), .customer = id(20), .lines = an_invoice(0, {500}).lines};
    ASSERT_TRUE(scenario.when(draft));
    ASSERT_TRUE(scenario.when(erasure()));

    ChangeCustomerDetails change;
    change.customer_id = id(20);
    change.name = PersonalText("Bola Again");
    EXPECT_EQ(scenario.refusal_of(change), RejectionCode::customer_erased);
    EXPECT_EQ(scenario.refusal_of(GiveConsent{id(20), "offers", "v2", {}}), RejectionCode::customer_erased);
    EXPECT_EQ(scenario.refusal_of(WithdrawConsent{id(20), "offers", {}}), RejectionCode::consent_not_in_force)
        << "erasure ended it";
    EXPECT_EQ(scenario.refusal_of(an_invoice(1000, {500})), RejectionCode::customer_erased);
    EXPECT_EQ(scenario.refusal_of(IssueDraft{id(1001), {}}), RejectionCode::customer_erased);
    ChangeDraft same_buyer;
    same_buyer.invoice_id = id(1001);
    same_buyer.discount = 1;
    EXPECT_EQ(scenario.refusal_of(same_buyer), RejectionCode::customer_erased);
    draft.invoice_id = id(1002);
    EXPECT_EQ(scenario.refusal_of(draft), RejectionCode::customer_erased);
    EXPECT_TRUE(scenario.when(DiscardDraft{id(1001)}));
}

TEST(ErasedCustomer, WhoComesBackIsANewOne) {
    Scenario scenario = erased_shop();
    auto again = a_customer(21);
    again.indexes.phone = a_customer(20).indexes.phone;
    auto invoice = an_invoice(1000, {500});
    invoice.customer = again;
    const auto decided = scenario.when(invoice);
    ASSERT_TRUE(decided);
    EXPECT_EQ(the<InvoiceIssued>(*decided).customer, id(21));
}

TEST(ErasedCustomer, StillOwesAndPaysAndIsPutRight) {
    Scenario scenario = shop();
    ASSERT_TRUE(scenario.when(an_invoice(1000, {500'000})));
    ASSERT_TRUE(scenario.when(an_invoice(1001, {500'000})));
    ASSERT_TRUE(scenario.when(erasure(today)));
    ASSERT_TRUE(scenario.when(contact_goes));
    const auto paid = scenario.when(a_payment(5000, 100'000, id(1000)));
    ASSERT_TRUE(paid);
    EXPECT_EQ(paid->reply_key, a_customer(20).record_key) << "the contact key is gone";
    EXPECT_TRUE(scenario.when(IssueCreditNote{id(1000), id(9000), {}, {}}));
    ReviseInvoice revision;
    revision.invoice_id = id(1001);
    revision.lines = an_invoice(0, {400'000}).lines;
    const auto revised = scenario.when(revision);
    ASSERT_TRUE(revised);
    EXPECT_EQ(revised->events.front().keys.record, a_customer(20).record_key);
}

TEST(ErasedCustomer, MoneyIsNeverRefusedAndItsWordsAreTheBusinessOwnOnceTheRecordKeyIsGone) {
    Scenario scenario = shop();
    ASSERT_TRUE(scenario.when(an_invoice(1000, {500'000})));
    ASSERT_TRUE(scenario.when(erasure(today)));
    ASSERT_TRUE(scenario.when(contact_goes));
    ASSERT_TRUE(scenario.when(destruction(KeyClass::record, DestructionReason::already_listed)));
    const auto paid = scenario.when(a_payment(5000, 100'000, id(1000)));
    ASSERT_TRUE(paid);
    EXPECT_EQ(paid->reply_key, a_business().business_key);
    EXPECT_TRUE(paid->events.front().keys == (SealingKeys{{}, {}, a_business().business_key}));
    ReviseInvoice revision;
    revision.invoice_id = id(1000);
    revision.lines = an_invoice(0, {400'000}).lines;
    EXPECT_EQ(scenario.refusal_of(revision), RejectionCode::customer_erased) << "there is no buyer left to print";
}

TEST(DestroySubjectKey, TakesTheContactKeyAtOnceAndReleasesTheContacts) {
    Scenario scenario = erased_shop(today);
    const auto decided = scenario.when(contact_goes);
    ASSERT_TRUE(decided);
    EXPECT_EQ(the<SubjectKeyDestroyed>(*decided),
              (SubjectKeyDestroyed{a_customer(20).contact_key, KeyClass::contact, DestructionReason::erasure, 3, 2,
                                   day("2027-01-28")}));
    ASSERT_EQ(decided->destroyed_keys.size(), 1U);
    EXPECT_EQ(decided->destroyed_keys[0].key_id, a_customer(20).contact_key);
    EXPECT_EQ(decided->destroyed_keys[0].subject, customer_stream);
    EXPECT_EQ(decided->released_owners, std::vector{customer_stream});
    const auto& customer = scenario.state<CustomerState>(StreamType::customer, id(20));
    EXPECT_EQ(customer.details.phone, PersonalText::erased());
    EXPECT_EQ(customer.details.email, PersonalText::erased()) << "whether there was one is not known any more";
    EXPECT_EQ(customer.details.name, PersonalText("Bola Ade"));
    EXPECT_EQ(scenario.refusal_of(contact_goes), RejectionCode::subject_key_already_destroyed);
}

TEST(DestroySubjectKey, WaitsWithTheRecordKeyForTheEndOfRetention) {
    Scenario early = erased_shop(day("2019-11-24"));  // due on 2027-01-01
    EXPECT_EQ(early.refusal_of(record_goes), RejectionCode::record_key_not_due);
    Scenario due = erased_shop(day("2018-12-31"));  // due on 2026-01-01
    ASSERT_TRUE(due.when(record_goes));
    EXPECT_EQ(due.state<CustomerState>(StreamType::customer, id(20)).details.name, PersonalText::erased());
}

TEST(DestroySubjectKey, CountsADocumentThatCameAfterTheErasure) {
    Scenario scenario = erased_shop(day("2018-12-31"));
    auto with_receipt = record_goes;
    with_receipt.last_document_on = today;
    EXPECT_EQ(scenario.refusal_of(with_receipt), RejectionCode::record_key_not_due);
    const auto postponed = scenario.when(PostponeRecordKey{id(20), today});
    ASSERT_TRUE(postponed);
    EXPECT_EQ(the<RecordKeyPostponed>(*postponed), (RecordKeyPostponed{today, day("2034-01-01")}));
    EXPECT_EQ(scenario.refusal_of(record_goes), RejectionCode::record_key_not_due);
    EXPECT_EQ(scenario.refusal_of(PostponeRecordKey{id(20), today}), RejectionCode::nothing_to_postpone);
}

TEST(DestroySubjectKey, TakesNothingThatNobodyAskedFor) {
    Scenario scenario = shop();
    EXPECT_EQ(scenario.refusal_of(contact_goes), RejectionCode::erasure_not_requested);
    EXPECT_EQ(scenario.refusal_of(PostponeRecordKey{id(20), today}), RejectionCode::erasure_not_requested);
    ASSERT_TRUE(scenario.when(erasure()));
    EXPECT_EQ(scenario.refusal_of(destruction(KeyClass::record, DestructionReason::erasure)),
              RejectionCode::erasure_not_requested);
    EXPECT_EQ(scenario.refusal_of(destruction(KeyClass::contact, DestructionReason::retention_ended)),
              RejectionCode::erasure_not_requested);
    auto other = contact_goes;
    other.key_id = id(9);
    EXPECT_EQ(scenario.refusal_of(other), RejectionCode::subject_key_not_found);
}

TEST(DestroySubjectKey, TakesWhatTheListNamesWhateverARestoredLogSays) {
    Scenario scenario = shop();
    ASSERT_TRUE(scenario.when(destruction(KeyClass::contact, DestructionReason::already_listed)));
    EXPECT_EQ(scenario.refusal_of(an_invoice(1000, {500})), RejectionCode::customer_erased);
    EXPECT_EQ(scenario.refusal_of(erasure()), RejectionCode::customer_already_erased);
}

TEST(LegalHold, KeepsTheRecordKeyUntilTheLastOneIsReleased) {
    Scenario scenario = erased_shop();
    const PlaceLegalHold first{id(20), id(650), PersonalText("a dispute"), PersonalText("LD/1/2026")};
    const PlaceLegalHold second{id(20), id(651), PersonalText("an audit"), {}};
    const auto placed = scenario.when(first);
    ASSERT_TRUE(placed);
    EXPECT_EQ(the<LegalHoldPlaced>(*placed), (LegalHoldPlaced{id(650), first.reason, first.reference}));
    ASSERT_TRUE(scenario.when(second));
    EXPECT_EQ(scenario.refusal_of(first), RejectionCode::version_conflict) << "that id is in use";
    EXPECT_EQ(scenario.refusal_of(record_goes), RejectionCode::legal_hold_in_force);
    EXPECT_TRUE(scenario.when(contact_goes)) << "a hold is about the record";
    ASSERT_TRUE(scenario.when(ReleaseLegalHold{id(20), id(650), {}}));
    EXPECT_EQ(scenario.refusal_of(record_goes), RejectionCode::legal_hold_in_force);
    ASSERT_TRUE(scenario.when(ReleaseLegalHold{id(20), id(651), PersonalText("it is over")}));
    ASSERT_TRUE(scenario.when(record_goes));
    EXPECT_EQ(scenario.refusal_of(second), RejectionCode::customer_erased) << "nothing is left to hold";
}

TEST(LegalHold, SaysWhatItRefuses) {
    Scenario scenario = shop();
    EXPECT_EQ(scenario.refusal_of(ReleaseLegalHold{id(20), id(650), {}}), RejectionCode::legal_hold_not_found);
    EXPECT_EQ(scenario.refusal_of(PlaceLegalHold{id(404), id(650), PersonalText("x"), {}}),
              RejectionCode::customer_not_found);
    EXPECT_EQ(scenario.wrong_fields_of(PlaceLegalHold{id(20), id(650), {}, text_of_length(201)}),
              (Pointers{"/reason", "/reference"}));
}

TEST(ChangeAccountingYear, TakesADayOfSomeYear) {
    Scenario scenario = shop();
    EXPECT_TRUE(scenario.when(ChangeAccountingYear{{2, 29}}));
    EXPECT_EQ(scenario.wrong_fields_of(ChangeAccountingYear{{2, 30}}), Pointers{"/year_end"});
    EXPECT_EQ(scenario.wrong_fields_of(ChangeAccountingYear{{13, 1}}), Pointers{"/year_end"});
}

TEST(Retention, EndsSevenYearsAfterTheAccountingYearOfTheDocument) {
    const auto kept_until = [](YearEnd end, std::string_view document) {
        return to_string(first_day_after_retention(end, day(document)));
    };
    EXPECT_EQ(kept_until({12, 31}, "2026-01-01"), "2034-01-01");
    EXPECT_EQ(kept_until({12, 31}, "2026-12-31"), "2034-01-01");
    EXPECT_EQ(kept_until({12, 31}, "2027-01-01"), "2035-01-01");
    EXPECT_EQ(kept_until({2, 29}, "2025-02-28"), "2032-03-01") << "2025 has no 29 February, 2032 has";
    EXPECT_EQ(kept_until({2, 29}, "2024-02-29"), "2031-03-01");
    EXPECT_EQ(kept_until({6, 30}, "2026-07-01"), "2034-07-01");
}

}  // namespace

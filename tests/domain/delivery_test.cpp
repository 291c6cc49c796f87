// SPDX-License-Identifier: Apache-2.0
// Messages and what became of them, views, and documents that were drawn: nothing of it moves the thing itself.
#include <gtest/gtest.h>

#include "tests/domain/scenario.hpp"

using namespace suoledger::domain;
using Names = std::vector<std::string_view>;
using Pointers = std::set<std::string>;

namespace {

const PersonalText address("halima@example.com");

/// Invoice 30 of 10 000, issued to customer 20, who has an e-mail address.
Scenario invoiced_shop() {
    Scenario scenario = shop();
    ChangeCustomerDetails change;
    change.customer_id = id(20);
    change.email = address;
    change.indexes.email = id(21).bytes;
    EXPECT_TRUE(scenario.when(change));
    EXPECT_TRUE(scenario.when(an_invoice(30, {10'000})));
    return scenario;
}
RequestSend a_message(MessageTemplate message_template = MessageTemplate::invoice, int subject = 30) {
    RequestSend command;
    command.subject_id = id(subject);
    command.message_id = id(70);
    command.message_template = message_template;
    return command;
}
RecordDelivery an_outcome(DeliveryOutcome outcome) {
    RecordDelivery command;
    command.subject_id = id(30);
    command.message_id = id(70);
    command.outcome = outcome;
    if (outcome == DeliveryOutcome::bounced || outcome == DeliveryOutcome::failed) command.code = "mailbox_full";
    return command;
}
RecordDelivery a_bounce_for_good() {
    RecordDelivery command = an_outcome(DeliveryOutcome::bounced);
    command.permanent = true;
    return command;
}
EraseCustomer an_erasure() {
    return {.customer_id = id(20),
            .request_id = {},
            .basis = ErasureBasis::request,
            .last_document_on = day("2026-11-23"),
            .complete_on = day("2027-01-28")};
}
MessageStatus status_of_message(const Scenario& scenario) {
    return scenario.state<DeliveryState>(StreamType::delivery, id(30)).messages.at(0).status;
}

TEST(RequestSend, SendsTheRevisionInForceToTheCustomersAddress) {
    Scenario scenario = invoiced_shop();
    const std::int64_t version = scenario.invoice(id(30)).version;
    const auto decided = scenario.when(a_message());
    ASSERT_TRUE(decided);
    EXPECT_EQ(names_of(*decided), Names{"send_requested"});
    EXPECT_EQ(the<SendRequested>(*decided),
              (SendRequested{id(70), DeliveryChannel::mail, MessageTemplate::invoice, 1, address}));
    EXPECT_EQ(decided->target, (StreamId{Scenario::tenant, StreamType::delivery, id(30)}));
    EXPECT_EQ(decided->reply_key, a_customer(20).contact_key);
    EXPECT_EQ(decided->events[0].keys.contact, a_customer(20).contact_key) << "the address goes with the contacts";
    EXPECT_EQ(scenario.invoice(id(30)).version, version);
    EXPECT_EQ(scenario.refusal_of(a_message()), RejectionCode::already_recorded);
}

TEST(RequestSend, TakesAnotherAddressIfOneIsGiven) {
    Scenario scenario = invoiced_shop();
    RequestSend command = a_message();
    command.to = PersonalText("accounts@example.com");
    const auto decided = scenario.when(command);
    ASSERT_TRUE(decided);
    EXPECT_EQ(the<SendRequested>(*decided).to, command.to);
    command.message_id = id(71);
    command.to = PersonalText("nobody");
    command.channel = DeliveryChannel::page;
    EXPECT_EQ(scenario.wrong_fields_of(command), (Pointers{"/to", "/channel"}));
}

TEST(RequestSend, NeedsAnAddressOfSomebodyWhoIsNotErased) {
    Scenario scenario = shop();
    ASSERT_TRUE(scenario.when(an_invoice(30, {10'000})));
    EXPECT_EQ(scenario.refusal_of(a_message()), RejectionCode::no_email_address);
    ASSERT_TRUE(scenario.when(an_erasure()));
    RequestSend command = a_message();
    command.to = address;
    EXPECT_EQ(scenario.refusal_of(command), RejectionCode::customer_erased);
}

TEST(RequestSend, IsOfWhatIsThere) {
    Scenario scenario = invoiced_shop();
    EXPECT_EQ(scenario.refusal_of(a_message(MessageTemplate::invoice, 31)), RejectionCode::invoice_not_found);
    EXPECT_EQ(scenario.refusal_of(a_message(MessageTemplate::receipt, 40)), RejectionCode::payment_not_found);
    EXPECT_EQ(scenario.refusal_of(a_message(MessageTemplate::statement, 29)), RejectionCode::customer_not_found);
    RequestSend command = a_message();
    command.what = 2;
    EXPECT_EQ(scenario.refusal_of(command), RejectionCode::document_not_found);
    command.message_template = MessageTemplate::credit_note;
    EXPECT_EQ(scenario.refusal_of(command), RejectionCode::document_not_found) << "nothing is credited";
    command.what.reset();
    EXPECT_EQ(scenario.wrong_fields_of(command), Pointers{"/what"});
    EXPECT_EQ(scenario.refusal_of(a_message(), 4), RejectionCode::version_conflict);
}

TEST(RequestSend, OfAReceiptIsAboutThePaymentAndOfAStatementAboutTheCustomer) {
    Scenario scenario = invoiced_shop();
    ASSERT_TRUE(scenario.when(a_payment(40, 10'000, id(30))));
    const auto receipt = scenario.when(a_message(MessageTemplate::receipt, 40));
    ASSERT_TRUE(receipt);
    EXPECT_EQ(the<SendRequested>(*receipt).what, scenario.payment(id(40)).version);
    EXPECT_EQ(receipt->target.id, id(40));
    RequestSend statement = a_message(MessageTemplate::statement, 20);
    statement.what = 9;
    const auto sent = scenario.when(statement);
    ASSERT_TRUE(sent);
    EXPECT_EQ(the<SendRequested>(*sent).to, address);
}

TEST(RequestSend, RemindsOfWhatIsDueAndNobodyWhoObjects) {
    Scenario scenario = invoiced_shop();
    const RequestSend reminder = a_message(MessageTemplate::reminder);
    ASSERT_TRUE(scenario.when(RestrictProcessing{id(20), {"offers", RestrictionKind::objection}, {}}));
    for (const char* purpose : {"payment_reminders", "all"}) {
        const Restriction restriction{purpose, RestrictionKind::objection};
        ASSERT_TRUE(scenario.when(RestrictProcessing{id(20), restriction, {}}));
        EXPECT_EQ(scenario.refusal_of(reminder), RejectionCode::processing_is_restricted) << purpose;
        ASSERT_TRUE(scenario.when(LiftRestriction{id(20), restriction}));
    }
    ASSERT_TRUE(scenario.when(reminder));
    ASSERT_TRUE(scenario.when(a_payment(40, 10'000, id(30))));
    RequestSend late = reminder;
    late.message_id = id(71);
    EXPECT_EQ(scenario.refusal_of(late), RejectionCode::nothing_to_pay);
}

TEST(RecordDelivery, FollowsAMessageToItsEnd) {
    Scenario scenario = invoiced_shop();
    EXPECT_EQ(scenario.refusal_of(an_outcome(DeliveryOutcome::sent)), RejectionCode::message_not_found);
    ASSERT_TRUE(scenario.when(a_message()));
    RecordDelivery sent = an_outcome(DeliveryOutcome::sent);
    sent.provider_message_id = "4711@mx.example";
    const auto decided = scenario.when(sent);
    ASSERT_TRUE(decided);
    EXPECT_EQ(the<InvoiceSent>(*decided), (InvoiceSent{id(70), DeliveryChannel::mail, "4711@mx.example"}));
    EXPECT_EQ(scenario.refusal_of(sent), RejectionCode::already_recorded);
    EXPECT_EQ(scenario.refusal_of(an_outcome(DeliveryOutcome::failed)), RejectionCode::already_recorded);
    ASSERT_TRUE(scenario.when(an_outcome(DeliveryOutcome::delivered)));
    EXPECT_EQ(status_of_message(scenario), MessageStatus::delivered);
    EXPECT_EQ(scenario.refusal_of(sent), RejectionCode::already_recorded) << "late news";
    EXPECT_EQ(scenario.refusal_of(an_outcome(DeliveryOutcome::delivered)), RejectionCode::already_recorded);
}

TEST(RecordDelivery, KnowsABounceForGoodFromOneThatPasses) {
    Scenario scenario = invoiced_shop();
    ASSERT_TRUE(scenario.when(a_message()));
    ASSERT_TRUE(scenario.when(an_outcome(DeliveryOutcome::bounced)));
    EXPECT_EQ(scenario.refusal_of(an_outcome(DeliveryOutcome::bounced)), RejectionCode::already_recorded);
    ASSERT_TRUE(scenario.when(an_outcome(DeliveryOutcome::delivered))) << "at the second try";
    ASSERT_TRUE(scenario.when(a_bounce_for_good())) << "as some hosts report it";
    EXPECT_EQ(status_of_message(scenario), MessageStatus::bounced);
    for (const auto outcome : {DeliveryOutcome::sent, DeliveryOutcome::delivered, DeliveryOutcome::failed})
        EXPECT_EQ(scenario.refusal_of(an_outcome(outcome)), RejectionCode::already_recorded) << to_string(outcome);
    EXPECT_EQ(scenario.refusal_of(a_bounce_for_good()), RejectionCode::already_recorded);
}

TEST(RecordDelivery, LetsWhatWasGivenUpBeTriedAgain) {
    Scenario scenario = invoiced_shop();
    ASSERT_TRUE(scenario.when(a_message()));
    const auto failed = scenario.when(an_outcome(DeliveryOutcome::failed));
    ASSERT_TRUE(failed);
    EXPECT_EQ(names_of(*failed), Names{"sending_failed"});
    EXPECT_EQ(scenario.refusal_of(an_outcome(DeliveryOutcome::failed)), RejectionCode::already_recorded);
    ASSERT_TRUE(scenario.when(an_outcome(DeliveryOutcome::sent)));
    EXPECT_EQ(status_of_message(scenario), MessageStatus::sent);
}

TEST(RecordDelivery, KeepsNoAddressOfWhoWasErasedMeanwhile) {
    Scenario scenario = invoiced_shop();
    ASSERT_TRUE(scenario.when(a_message()));
    ASSERT_TRUE(scenario.when(an_erasure()));
    RecordDelivery bounced = a_bounce_for_good();
    bounced.reason = PersonalText("halima@example.com: no such box");
    const auto decided = scenario.when(bounced);
    ASSERT_TRUE(decided);
    EXPECT_TRUE(the<InvoiceBounced>(*decided).reason.is_absent());
}

TEST(RecordDelivery, NamesWhatIsWrong) {
    Scenario scenario = invoiced_shop();
    ASSERT_TRUE(scenario.when(a_message()));
    RecordDelivery command = an_outcome(DeliveryOutcome::bounced);
    command.code = "No such box";
    command.provider_message_id = "a\r\nb";
    command.reason = text_of_length(501);
    EXPECT_EQ(scenario.wrong_fields_of(command), (Pointers{"/code", "/provider_message_id", "/reason"}));
    command.code.clear();
    EXPECT_TRUE(scenario.wrong_fields_of(command).contains("/code"));
}

TEST(RecordView, IsOfTheFirstViewOfARevisionOnly) {
    Scenario scenario = invoiced_shop();
    const auto decided = scenario.when(RecordView{id(30), 1});
    ASSERT_TRUE(decided);
    EXPECT_EQ(the<InvoiceViewed>(*decided), (InvoiceViewed{1, DeliveryChannel::page}));
    EXPECT_EQ(scenario.refusal_of(RecordView{id(30), 1}), RejectionCode::already_recorded);
    EXPECT_EQ(scenario.refusal_of(RecordView{id(30), 2}), RejectionCode::document_not_found);
    EXPECT_EQ(scenario.refusal_of(RecordView{id(31), 1}), RejectionCode::invoice_not_found);
}

RecordDocument a_document() {
    return {.subject_id = id(30),
            .kind = DocumentKind::invoice,
            .document_version = 1,
            .template_version = "2026-11",
            .erasure = DocumentErasure::none,
            .sha256 = {1},
            .bytes = 23'456};
}

TEST(RecordDocument, RecordsTheHashOnce) {
    Scenario scenario = invoiced_shop();
    const auto decided = scenario.when(a_document());
    ASSERT_TRUE(decided);
    EXPECT_EQ(the<DocumentRendered>(*decided),
              (DocumentRendered{DocumentKind::invoice, 1, "2026-11", DocumentErasure::none, {1}, 23'456}));
    EXPECT_EQ(scenario.refusal_of(a_document()), RejectionCode::already_recorded);
    RecordDocument other = a_document();
    other.sha256 = {2};
    EXPECT_EQ(scenario.refusal_of(other), RejectionCode::document_differs);
    other.erasure = DocumentErasure::record;
    EXPECT_TRUE(scenario.when(other)) << "placeholders are other bytes";
    other.template_version = "2027-01";
    EXPECT_TRUE(scenario.when(other));
    EXPECT_EQ(scenario.refusal_of(other), RejectionCode::already_recorded);
}

TEST(RecordDocument, IsOfAVersionThatThereIs) {
    Scenario scenario = invoiced_shop();
    RecordDocument command = a_document();
    command.document_version = 2;
    EXPECT_EQ(scenario.refusal_of(command), RejectionCode::document_not_found);
    command.document_version = 0;
    EXPECT_EQ(scenario.refusal_of(command), RejectionCode::document_not_found);
    command.kind = DocumentKind::receipt;
    EXPECT_EQ(scenario.refusal_of(command), RejectionCode::payment_not_found);
    command.template_version.clear();
    command.bytes = 0;
    command.kind = DocumentKind::invoice;
    EXPECT_EQ(scenario.wrong_fields_of(command), (Pointers{"/template_version", "/bytes"}));
}

TEST(ChangeLogo, IsPrintedOnWhatIsIssuedFromThenOn) {
    Scenario scenario = invoiced_shop();
    const DocumentHash logo{7};
    const auto decided = scenario.when(ChangeLogo{logo});
    ASSERT_TRUE(decided);
    EXPECT_EQ(the<LogoChanged>(*decided), LogoChanged{logo});
    EXPECT_EQ(scenario.refusal_of(ChangeLogo{logo}), RejectionCode::already_recorded);
    const auto issued = scenario.when(an_invoice(31, {500}));
    ASSERT_TRUE(issued);
    EXPECT_EQ(the<InvoiceIssued>(*issued).seller.logo_sha256, logo);
    ASSERT_TRUE(scenario.when(ChangeLogo{}));
    const auto later = scenario.when(an_invoice(32, {500}));
    ASSERT_TRUE(later);
    EXPECT_EQ(the<InvoiceIssued>(*later).seller.logo_sha256, std::nullopt);
}

TEST(DeliveryNames, AreReadBackAsWritten) {
    for (const auto kind :
         {DocumentKind::invoice, DocumentKind::receipt, DocumentKind::credit_note, DocumentKind::statement})
        EXPECT_EQ(parse_document_kind(to_string(kind)), kind);
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(parse_message_template(to_string(static_cast<MessageTemplate>(i))), static_cast<MessageTemplate>(i));
        EXPECT_EQ(parse_message_status(to_string(static_cast<MessageStatus>(i))), static_cast<MessageStatus>(i));
    }
    for (int i = 0; i < 4; ++i)
        EXPECT_EQ(parse_delivery_outcome(to_string(static_cast<DeliveryOutcome>(i))), static_cast<DeliveryOutcome>(i));
    EXPECT_EQ(parse_delivery_channel("mail"), DeliveryChannel::mail);
    EXPECT_EQ(parse_delivery_channel("page"), DeliveryChannel::page);
    EXPECT_EQ(parse_delivery_channel("sms"), std::nullopt);
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(parse_document_erasure(to_string(static_cast<DocumentErasure>(i))), static_cast<DocumentErasure>(i));
    EXPECT_EQ(to_type_id({id(1), StreamType::delivery, id(30)}).substr(0, 4), "dlv_");
    EXPECT_EQ(parse_stream_type("delivery"), StreamType::delivery);
}

}  // namespace

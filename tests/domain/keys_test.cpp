// SPDX-License-Identifier: Apache-2.0
// Whose keys seal an event and its reply, and which states a decision asks for.
#include <gtest/gtest.h>

#include "tests/domain/scenario.hpp"

using namespace suoledger::domain;

namespace {

const NewEvent& event_of(const Decision& decision, std::string_view name) {
    for (const NewEvent& event : decision.events)
        if (name_of(event.event) == name) return event;
    throw std::logic_error("the decision has no " + std::string(name));
}

Missing missing_of(const View& view, const Command& command) {
    const auto decided = decide({Scenario::tenant, Scenario::now, {}}, view, command);
    if (decided) throw std::logic_error("nothing is missing");
    return std::get<Missing>(decided.error());
}

TEST(SealingKeys, OfACustomersOwnEventsAreBothTheirsAndTheBusiness) {
    Scenario scenario = shop();
    const auto decided = scenario.when(a_customer(21));
    ASSERT_TRUE(decided);
    const SealingKeys& keys = decided->events[0].keys;
    EXPECT_EQ(keys.contact, a_customer(21).contact_key);
    EXPECT_EQ(keys.record, a_customer(21).record_key);
    EXPECT_EQ(keys.business, id(9));
}

TEST(SealingKeys, OfADocumentNeverIncludeTheContactKey) {
    Scenario scenario = shop();
    const auto decided = scenario.when(an_invoice(30, {100'000}));
    ASSERT_TRUE(decided);
    const SealingKeys& keys = decided->events[0].keys;
    EXPECT_EQ(keys.contact, std::nullopt) << "erasing the contacts must not blind the document";
    EXPECT_EQ(keys.record, a_customer(20).record_key);
    EXPECT_EQ(decided->reply_key, a_customer(20).contact_key);
}

TEST(SealingKeys, OfAnInlineCustomersInvoiceAreTheNewOnes) {
    Scenario scenario = shop();
    auto command = an_invoice(30, {100'000});
    command.customer = a_customer(21);
    const auto decided = scenario.when(command);
    ASSERT_TRUE(decided);
    EXPECT_EQ(event_of(*decided, "invoice_issued").keys.record, a_customer(21).record_key);
    EXPECT_EQ(decided->reply_key, a_customer(21).contact_key);
    ASSERT_EQ(decided->new_keys.size(), 2U);
    EXPECT_EQ(decided->new_keys[0].key_class, KeyClass::contact);
    EXPECT_EQ(decided->new_keys[1].key_class, KeyClass::record);
    EXPECT_EQ(decided->new_keys[0].subject.id, id(21));
    ASSERT_EQ(decided->reservations.size(), 1U);
    EXPECT_EQ(decided->reservations[0].owner, id(21));
}

TEST(SealingKeys, AreThePayersOnThePaymentAndTheDebtorsOnTheInvoice) {
    Scenario scenario = shop();
    ASSERT_TRUE(scenario.when(a_customer(21)));
    ASSERT_TRUE(scenario.when(an_invoice(30, {100'000})));
    auto command = a_payment(40, 100'000, id(30));
    command.customer = id(21);
    const auto decided = scenario.when(command);
    ASSERT_TRUE(decided);
    EXPECT_EQ(event_of(*decided, "payment_received").keys.record, a_customer(21).record_key);
    EXPECT_EQ(event_of(*decided, "payment_allocated").keys.record, a_customer(21).record_key);
    EXPECT_EQ(event_of(*decided, "payment_applied").keys.record, a_customer(20).record_key);
    EXPECT_EQ(decided->reply_key, a_customer(21).contact_key);
    EXPECT_EQ(the<PaymentReceived>(*decided).customer, id(21)) << "someone else may pay";

    const auto note = scenario.when(IssueCreditNote{id(30), id(60), {}, {}});
    ASSERT_TRUE(note);
    EXPECT_EQ(event_of(*note, "payment_deallocated").keys.record, a_customer(21).record_key);
    EXPECT_EQ(event_of(*note, "payment_unapplied").keys.record, a_customer(20).record_key);
}

TEST(SealingKeys, OfMoneyFromNobodyKnownAreTheBusinessAlone) {
    Scenario scenario = shop();
    const auto decided = scenario.when(a_payment(40, 5));
    ASSERT_TRUE(decided);
    EXPECT_EQ(decided->events[0].keys.record, std::nullopt);
    EXPECT_EQ(decided->events[0].keys.business, id(9));
    EXPECT_EQ(decided->reply_key, id(9));
}

TEST(Missing, NamesAtOnceAllThatTheCommandItselfNames) {
    auto command = an_invoice(30, {100'000});
    auto asked = a_customer(21);
    asked.details.email = PersonalText("bola@example.com");
    asked.indexes.email = id(77).bytes;
    command.customer = asked;
    const Missing missing = missing_of({}, command);
    EXPECT_EQ(missing.streams, (std::vector<StreamId>{{Scenario::tenant, StreamType::business, Scenario::tenant},
                                                      {Scenario::tenant, StreamType::invoice, id(30)}}));
    EXPECT_EQ(missing.reservations.size(), 2U);
}

TEST(Missing, NamesEachStreamOnce) {
    Scenario scenario = shop();
    ASSERT_TRUE(scenario.when(an_invoice(30, {100'000})));
    ASSERT_TRUE(scenario.when(a_payment(40, 5, id(30))));
    View view;
    for (const auto& [stream, state] : scenario.streams())
        if (stream.type != StreamType::customer) view.put(stream, state);
    const Missing missing = missing_of(view, AllocatePayment{id(40), id(30), 1});
    EXPECT_EQ(missing.streams, (std::vector<StreamId>{{Scenario::tenant, StreamType::customer, id(20)}}))
        << "payer and debtor are one person";
}

TEST(Evolve, RefusesAnEventInAStreamOfAnotherType) {
    State state = initial_state({Scenario::tenant, StreamType::customer, id(20)});
    EXPECT_THROW(evolve(state, InvoiceReopened{1}), std::logic_error);
}

}  // namespace

// SPDX-License-Identifier: Apache-2.0
// Every wrong field is named by its place in the request; versions and ids in use are conflicts.
#include <limits>
#include <set>

#include <gtest/gtest.h>

#include "tests/domain/scenario.hpp"

using namespace suoledger::domain;
using Pointers = std::set<std::string>;

namespace {

std::string naira_signs(int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += "₦";
    return text;
}

Pointers wrong_fields(Scenario& scenario, const Command& command) {
    const auto decided = scenario.when(command);
    if (decided || decided.error().code != RejectionCode::invalid_fields) return {"(not refused for its fields)"};
    Pointers pointers;
    for (const FieldError& error : decided.error().errors) pointers.insert(error.pointer);
    return pointers;
}

TEST(Fields, OfAnInvoiceAreAllNamed) {
    Scenario scenario = shop();
    auto command = an_invoice(30, {100, 100, 100});
    command.lines[0].description = {};
    command.lines[1].discount = 101;
    command.lines[2].discount = -1;
    command.discount = -1;
    command.due_on = day("2026-11-01");
    command.notes = PersonalText(naira_signs(1001));
    command.metadata = {{"", PersonalText("x")},
                        {"a/b~c", PersonalText(naira_signs(501))},
                        {"twice", PersonalText("1")},
                        {"twice", PersonalText("2")}};
    auto customer = a_customer(21);
    customer.details.name = {};
    customer.details.phone = PersonalText("0801");
    customer.details.email = PersonalText("a@b@c");
    customer.indexes.email = id(77).bytes;
    command.customer = customer;
    EXPECT_EQ(wrong_fields(scenario, command),
              (Pointers{"/lines/0/description", "/lines/1/discount", "/lines/2/discount", "/discount", "/due_on",
                        "/notes", "/metadata/", "/metadata/a~1b~0c", "/metadata/twice", "/customer/name",
                        "/customer/phone", "/customer/email"}));
}

TEST(Fields, AreCountedInCharactersNotInBytes) {
    Scenario scenario = shop();
    auto command = an_invoice(30, {100});
    command.lines[0].description = PersonalText(naira_signs(200));
    command.notes = PersonalText(naira_signs(1000));
    EXPECT_TRUE(scenario.when(command));
    command.invoice_id = id(31);
    command.lines[0].description = PersonalText(naira_signs(201));
    EXPECT_EQ(wrong_fields(scenario, command), Pointers{"/lines/0/description"});
}

TEST(Fields, OfAnInvoiceHaveTheirLimits) {
    Scenario scenario = shop();
    EXPECT_TRUE(scenario.when(an_invoice(30, std::vector<std::int64_t>(500, 100))));
    EXPECT_EQ(wrong_fields(scenario, an_invoice(31, std::vector<std::int64_t>(501, 100))), Pointers{"/lines"});
    auto discounted = an_invoice(31, {100, 100});
    discounted.discount = 201;
    EXPECT_EQ(wrong_fields(scenario, discounted), Pointers{"/discount"});
    auto old = an_invoice(31, {100});
    old.issued_on = day("1993-12-31");
    EXPECT_EQ(wrong_fields(scenario, old), Pointers{"/issued_on"});
    auto tagged = an_invoice(31, {100});
    for (int i = 0; i < 21; ++i) tagged.metadata.emplace_back("key" + std::to_string(i), PersonalText("v"));
    EXPECT_EQ(wrong_fields(scenario, tagged), Pointers{"/metadata"});
    auto huge = an_invoice(31, {std::numeric_limits<std::int64_t>::max()});
    huge.lines[0].quantity_thousandths = 2000;
    EXPECT_EQ(scenario.refusal_of(huge), RejectionCode::total_too_large) << "an overflow is no crash";
    huge.lines[0].quantity_thousandths = 1000;
    huge.lines.push_back(huge.lines[0]);
    EXPECT_EQ(scenario.refusal_of(huge), RejectionCode::total_too_large);
}

TEST(Fields, OfPaymentsCreditNotesAndKeysAreNamed) {
    Scenario scenario = shop();
    ASSERT_TRUE(scenario.when(an_invoice(30, {100, 100})));
    auto payment = a_payment(40, -1);
    payment.reference = PersonalText(naira_signs(201));
    payment.received_at = Timestamp{Scenario::now.microseconds + 300'000'001};
    EXPECT_EQ(wrong_fields(scenario, payment), (Pointers{"/amount", "/reference", "/received_at"}));
    payment = a_payment(40, 1);
    payment.received_at = Timestamp{Scenario::now.microseconds + 300'000'000};
    EXPECT_TRUE(scenario.when(payment)) << "five minutes ahead are allowed";
    EXPECT_EQ(wrong_fields(scenario, IssueCreditNote{id(30), id(60), {{-1, 1}, {0, 0}, {1, 1}, {1, 1}}, {}}),
              (Pointers{"/lines/0/line", "/lines/1/amount", "/lines/3/line"}));
    ApiKeyFacts key{.key_id = id(11), .public_part = "abcdefgh12345679", .scopes = {}, .expires_at = Scenario::now};
    EXPECT_EQ(wrong_fields(scenario, IssueApiKey{key, Scopes{15}}), (Pointers{"/scopes", "/expires_at"}));
    EXPECT_EQ(wrong_fields(scenario, IssueOperatorKey{key}), (Pointers{"/scopes", "/expires_at"}));
}

TEST(Fields, OfChangesCannotAllBeMissing) {
    Scenario scenario = shop();
    EXPECT_EQ(wrong_fields(scenario, ChangeBusinessProfile{}), Pointers{""});
    ChangeCustomerDetails change{.customer_id = id(20)};
    EXPECT_EQ(wrong_fields(scenario, change), Pointers{""});
    change.name = PersonalText();
    EXPECT_EQ(wrong_fields(scenario, change), Pointers{"/name"}) << "a name cannot be cleared";
}

TEST(Conflicts, HoldTheCurrentVersionOfTheTarget) {
    Scenario scenario = shop();
    ASSERT_TRUE(scenario.when(an_invoice(30, {100'000})));
    ASSERT_TRUE(scenario.when(a_payment(40, 5, id(30))));
    const Command commands[] = {CancelInvoice{id(30), {}},
                                IssueCreditNote{id(30), id(60), {}, {}},
                                AllocatePayment{id(40), id(30), 1},
                                DeallocatePayment{id(40), id(30), 1},
                                an_invoice(30, {100}),
                                a_payment(40, 5),
                                a_customer(20)};
    for (const Command& command : commands) {
        const auto decided = scenario.when(command, 77);
        ASSERT_FALSE(decided) << command.index();
        EXPECT_EQ(decided.error().code, RejectionCode::version_conflict) << command.index();
        EXPECT_EQ(decided.error().current_version, command.index() == 6 ? 1 : 2) << command.index();
    }
    EXPECT_TRUE(scenario.when(DeallocatePayment{id(40), id(30), 1}, 2));
}

TEST(Conflicts, StopAContactChangeThatWasReadFromAnOlderState) {
    Scenario scenario = shop();
    ChangeCustomerDetails change{.customer_id = id(20)};
    change.phone = PersonalText("+2348099999999");
    change.indexes.phone = id(99).bytes;
    EXPECT_EQ(scenario.refusal_of(change), RejectionCode::version_conflict) << "the customer has a phone to release";
    change.previous_indexes.phone = id(98).bytes;
    EXPECT_EQ(scenario.refusal_of(change), RejectionCode::version_conflict) << "and it is another one";
}

TEST(Conflicts, StopAContactChangeToSomeoneElsesContact) {
    Scenario scenario = shop();
    ASSERT_TRUE(scenario.when(a_customer(21)));
    ChangeCustomerDetails change{.customer_id = id(20)};
    change.phone = a_customer(21).details.phone;
    change.indexes.phone = a_customer(21).indexes.phone;
    change.previous_indexes.phone = a_customer(20).indexes.phone;
    EXPECT_EQ(scenario.refusal_of(change), RejectionCode::customer_phone_taken);
}

TEST(Conflicts, EveryCommandOfABusinessNeedsTheBusiness) {
    Scenario scenario;
    ChangeCustomerDetails change{.customer_id = id(20), .name = PersonalText("Bola")};
    const Command commands[] = {ChangeBusinessProfile{.name = "Ada"},
                                IssueApiKey{},
                                RevokeApiKey{},
                                a_customer(20),
                                change,
                                an_invoice(30, {100}),
                                CancelInvoice{},
                                IssueCreditNote{},
                                a_payment(40, 5),
                                AllocatePayment{},
                                DeallocatePayment{}};
    for (const Command& command : commands)
        EXPECT_EQ(scenario.refusal_of(command), RejectionCode::business_not_found) << command.index();
}

}  // namespace

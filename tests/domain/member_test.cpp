// SPDX-License-Identifier: Apache-2.0
// Members and their logins; the tax profile and the bank account of their business.
#include <gtest/gtest.h>

#include "tests/domain/scenario.hpp"

using namespace suoledger::domain;
using Pointers = std::set<std::string>;

namespace {

AddMember a_member(int number, int login) {
    return {.member_id = id(number),
            .name = PersonalText("Chidi Obi"),
            .login = PersonalText("chidi@example.com"),
            .login_index = id(login).bytes,
            .scopes = {3},
            .issuer_scopes = {15}};
}

TEST(AddMember, AddsAPersonAndHoldsTheLogin) {
    Scenario scenario = shop();
    const auto decided = scenario.when(a_member(60, 600));
    ASSERT_TRUE(decided);
    EXPECT_EQ(the<MemberAdded>(*decided),
              (MemberAdded{id(60), PersonalText("Chidi Obi"), PersonalText("chidi@example.com"), Scopes{3}}));
    EXPECT_EQ(decided->target, (StreamId{Scenario::tenant, StreamType::business, Scenario::tenant}));
    EXPECT_EQ(decided->events[0].effective_at, Scenario::now);
    EXPECT_EQ(decided->events[0].keys.business, id(9));
    ASSERT_EQ(decided->reservations.size(), 1U);
    EXPECT_EQ(decided->reservations[0].key,
              (ReservationKey{Scenario::tenant, ReservationKind::member_login, id(600).bytes}));
    EXPECT_EQ(decided->reservations[0].owner, id(60));
    auto by_phone = a_member(61, 601);
    by_phone.login = PersonalText("+2348012345678");
    EXPECT_TRUE(scenario.when(by_phone));
}

TEST(AddMember, SaysWhatItRefuses) {
    Scenario scenario = shop();
    auto command = a_member(60, 600);
    command.name = {};
    command.login = PersonalText("chidi");
    command.scopes = {};
    EXPECT_EQ(scenario.wrong_fields_of(command), (Pointers{"/name", "/login", "/scopes"}));
    command = a_member(60, 600);
    command.name = text_of_length(201);
    command.login = {};
    EXPECT_EQ(scenario.wrong_fields_of(command), (Pointers{"/name", "/login"}));
    command = a_member(60, 600);
    command.issuer_scopes = {1};
    EXPECT_EQ(scenario.refusal_of(command), RejectionCode::scope_not_held);
    command.scopes = {16};
    command.issuer_scopes = {31};
    EXPECT_EQ(scenario.refusal_of(command), RejectionCode::scope_not_held) << "a member never operates the platform";
    EXPECT_EQ(scenario.refusal_of(a_member(60, 600), 77), RejectionCode::version_conflict);
    ASSERT_TRUE(scenario.when(a_member(60, 600)));
    EXPECT_EQ(scenario.refusal_of(a_member(61, 600)), RejectionCode::member_login_taken);
    EXPECT_EQ(scenario.refusal_of(a_member(60, 601)), RejectionCode::version_conflict) << "that id is in use";
    Scenario empty;
    EXPECT_EQ(empty.refusal_of(a_member(60, 600)), RejectionCode::business_not_found);
}

TEST(RemoveMember, LetsTheLoginGo) {
    Scenario scenario = shop();
    EXPECT_EQ(scenario.refusal_of(RemoveMember{id(60), id(600).bytes}), RejectionCode::member_not_found);
    ASSERT_TRUE(scenario.when(a_member(60, 600)));
    EXPECT_EQ(scenario.refusal_of(RemoveMember{id(60), id(600).bytes}, 77), RejectionCode::version_conflict);
    const auto decided = scenario.when(RemoveMember{id(60), id(600).bytes});
    ASSERT_TRUE(decided);
    EXPECT_EQ(the<MemberRemoved>(*decided), MemberRemoved{id(60)});
    EXPECT_TRUE(scenario.when(a_member(61, 600))) << "the login is free again";
    EXPECT_EQ(scenario.refusal_of(RemoveMember{id(60), id(600).bytes}), RejectionCode::member_not_found);
    Scenario empty;
    EXPECT_EQ(empty.refusal_of(RemoveMember{id(60), id(600).bytes}), RejectionCode::business_not_found);
}

TEST(RemoveMember, LeavesALoginThatAnotherMemberHolds) {
    Scenario scenario = shop();
    ASSERT_TRUE(scenario.when(a_member(60, 600)));
    ASSERT_TRUE(scenario.when(a_member(61, 601)));
    const auto decided = scenario.when(RemoveMember{id(60), id(601).bytes});
    ASSERT_TRUE(decided);
    EXPECT_TRUE(decided->reservations.empty());
    EXPECT_EQ(scenario.refusal_of(a_member(62, 601)), RejectionCode::member_login_taken);
}

TEST(ChangeTaxProfile, ReplacesTheWholeProfile) {
    Scenario scenario = shop();
    ASSERT_TRUE(scenario.when(ChangeTaxProfile{true, PersonalText("12345678-0001")}));
    const auto decided = scenario.when(ChangeTaxProfile{false, {}});
    ASSERT_TRUE(decided);
    EXPECT_EQ(the<TaxProfileChanged>(*decided), (TaxProfileChanged{false, {}}));
    const auto& business = scenario.state<BusinessState>(StreamType::business, Scenario::tenant);
    EXPECT_FALSE(business.vat_registered);
    EXPECT_TRUE(business.tax_id.is_absent());
    ASSERT_TRUE(scenario.when(an_invoice(30, {10'750})));
    EXPECT_EQ(scenario.invoice(id(30)).totals.vat, 0) << "it charges none from now on";
}

TEST(ChangeBankAccount, IsPrintedOnTheNextInvoice) {
    Scenario scenario = shop();
    const PersonalText account("First Bank 2012345678 Ada Stores");
    const auto decided = scenario.when(ChangeBankAccount{account});
    ASSERT_TRUE(decided);
    EXPECT_EQ(the<BankAccountChanged>(*decided), BankAccountChanged{account});
    const auto issued = scenario.when(an_invoice(30, {100}));
    ASSERT_TRUE(issued);
    EXPECT_EQ(the<InvoiceIssued>(*issued).seller.bank_account, account);
}

TEST(ChangeBankAccount, OfNothingClearsItForTheNextInvoiceOnly) {
    Scenario scenario = shop();
    const StreamId business{Scenario::tenant, StreamType::business, Scenario::tenant};
    scenario.given(business, {BankAccountChanged{PersonalText("First Bank 2012345678 Ada Stores")}});
    const auto before = scenario.when(an_invoice(30, {100}));
    const auto decided = scenario.when(ChangeBankAccount{});
    const auto after = scenario.when(an_invoice(31, {100}));
    ASSERT_TRUE(before && decided && after);
    EXPECT_EQ(the<BankAccountChanged>(*decided), BankAccountChanged{});
    EXPECT_TRUE(the<InvoiceIssued>(*before).seller.bank_account.is_open());
    EXPECT_TRUE(the<InvoiceIssued>(*after).seller.bank_account.is_absent());
}

TEST(BusinessDetails, SayWhatTheyRefuse) {
    Scenario scenario = shop();
    EXPECT_EQ(scenario.wrong_fields_of(ChangeTaxProfile{true, text_of_length(41)}), Pointers{"/tax_id"});
    EXPECT_EQ(scenario.wrong_fields_of(ChangeBankAccount{text_of_length(201)}), Pointers{"/bank_account"});
    EXPECT_EQ(scenario.refusal_of(ChangeTaxProfile{}, 77), RejectionCode::version_conflict);
    EXPECT_EQ(scenario.refusal_of(ChangeBankAccount{}, 77), RejectionCode::version_conflict);
    Scenario empty;
    EXPECT_EQ(empty.refusal_of(ChangeTaxProfile{}), RejectionCode::business_not_found);
    EXPECT_EQ(empty.refusal_of(ChangeBankAccount{}), RejectionCode::business_not_found);
}

}  // namespace

// SPDX-License-Identifier: Apache-2.0
// Customers: registration, contacts that are unique, changes.
#include <gtest/gtest.h>

#include "tests/domain/scenario.hpp"

using namespace suoledger::domain;

namespace {

TEST(RegisterCustomer, ReservesItsContactsAndMakesTwoKeys) {
    auto scenario = shop();
    auto command = a_customer(21);
    command.details.email = PersonalText("bola@example.com");
    command.indexes.email = id(77).bytes;
    const auto decided = scenario.when(command);
    ASSERT_TRUE(decided);
    EXPECT_EQ(decided->reservations.size(), 2U);
    ASSERT_EQ(decided->new_keys.size(), 2U);
    EXPECT_EQ(decided->reply_key, command.contact_key);
}

TEST(RegisterCustomer, RefusesAPhoneOrEmailThatSomeoneHas) {
    auto scenario = shop();
    auto same_phone = a_customer(21);
    same_phone.indexes.phone = a_customer(20).indexes.phone;
    EXPECT_EQ(scenario.refusal_of(same_phone), RejectionCode::customer_phone_taken);
    auto first = a_customer(22);
    first.details.email = PersonalText("bola@example.com");
    first.indexes.email = id(77).bytes;
    ASSERT_TRUE(scenario.when(first));
    auto same_email = a_customer(23);
    same_email.details.email = first.details.email;
    same_email.indexes.email = first.indexes.email;
    EXPECT_EQ(scenario.refusal_of(same_email), RejectionCode::customer_email_taken);
}

TEST(RegisterCustomer, RefusesANameThatIsMissingAndAPhoneThatIsNone) {
    auto scenario = shop();
    auto nameless = a_customer(21);
    nameless.details.name = {};
    EXPECT_EQ(scenario.refusal_of(nameless), RejectionCode::invalid_fields);
    auto odd_phone = a_customer(21);
    odd_phone.details.phone = PersonalText("0801 234");
    EXPECT_EQ(scenario.refusal_of(odd_phone), RejectionCode::invalid_fields);
}

TEST(ChangeCustomerDetails, MovesTheReservationOfAChangedPhone) {
    auto scenario = shop();
    ChangeCustomerDetails command;
    command.customer_id = id(20);
    command.phone = PersonalText("+2348099999999");
    command.indexes.phone = id(99).bytes;
    command.previous_indexes.phone = a_customer(20).indexes.phone;
    const auto decided = scenario.when(command);
    ASSERT_TRUE(decided);
    EXPECT_EQ(decided->reservations.size(), 2U);
    auto second = a_customer(21);
    second.indexes.phone = a_customer(20).indexes.phone;
    EXPECT_TRUE(scenario.when(second)) << "the old phone is free again";
}

TEST(ChangeCustomerDetails, RefusesACustomerThatIsNotThere) {
    auto scenario = shop();
    ChangeCustomerDetails command;
    command.customer_id = id(404);
    command.name = PersonalText("Someone");
    EXPECT_EQ(scenario.refusal_of(command), RejectionCode::customer_not_found);
}

}  // namespace

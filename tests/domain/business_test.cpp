// SPDX-License-Identifier: Apache-2.0
// Businesses, their keys, and the platform's keys.
#include <gtest/gtest.h>

#include "tests/domain/scenario.hpp"

using namespace suoledger::domain;
using Names = std::vector<std::string_view>;

namespace {

ApiKeyFacts key(int number, std::uint8_t scopes) {
    return {.key_id = id(number), .public_part = "abcdefgh12345679", .scopes = {scopes}, .expires_at = {}};
}

TEST(RegisterBusiness, RegistersAndIssuesTheFirstKeyInOneAppend) {
    Scenario scenario;
    const auto decided = scenario.when(a_business());
    ASSERT_TRUE(decided);
    EXPECT_EQ(names_of(*decided), (Names{"business_registered", "api_key_issued"}));
    ASSERT_EQ(decided->new_keys.size(), 1U);
    EXPECT_EQ(decided->new_keys[0].key_class, KeyClass::business);
    EXPECT_EQ(decided->reply_key, id(9));
}

TEST(RegisterBusiness, RefusesASecondTime) {
    auto scenario = shop();
    EXPECT_EQ(scenario.refusal_of(a_business()), RejectionCode::business_already_registered);
}

TEST(RegisterBusiness, NamesEveryWrongField) {
    auto command = a_business();
    command.name.clear();
    command.time_zone = "Mars/Olympus";
    command.invoice_format.width = 0;
    Scenario scenario;
    const auto decided = scenario.when(command);
    ASSERT_FALSE(decided);
    EXPECT_EQ(decided.error().code, RejectionCode::invalid_fields);
    EXPECT_GE(decided.error().errors.size(), 3U);
}

TEST(ChangeBusinessProfile, CarriesTheWholeProfileAfterwards) {
    auto scenario = shop();
    ChangeBusinessProfile command;
    command.name = "Ada & Daughters";
    const auto decided = scenario.when(command);
    ASSERT_TRUE(decided);
    EXPECT_EQ(the<BusinessProfileChanged>(*decided).name, "Ada & Daughters");
    EXPECT_EQ(the<BusinessProfileChanged>(*decided).address.value, "12 Allen Avenue, Ikeja");
}

TEST(ChangeBusinessProfile, RefusesABusinessThatIsNotThere) {
    Scenario scenario;
    EXPECT_EQ(scenario.refusal_of(ChangeBusinessProfile{.name = "Nobody"}), RejectionCode::business_not_found);
}

TEST(ChangeBusinessProfile, RefusesAnotherVersionThanTheOneNamed) {
    auto scenario = shop();
    const auto decided = scenario.when(ChangeBusinessProfile{.name = "Other"}, 1);
    ASSERT_FALSE(decided);
    EXPECT_EQ(decided.error().code, RejectionCode::version_conflict);
    EXPECT_EQ(decided.error().current_version, 2);
}

TEST(IssueApiKey, RefusesAScopeThatTheIssuerLacks) {
    auto scenario = shop();
    EXPECT_EQ(scenario.refusal_of(IssueApiKey{key(11, 2), Scopes{9}}), RejectionCode::scope_not_held);
    EXPECT_TRUE(scenario.when(IssueApiKey{key(11, 1), Scopes{9}}));
}

TEST(IssueApiKey, NeverGivesABusinessTheOperatorsScope) {
    auto scenario = shop();
    const auto decided = scenario.when(IssueApiKey{key(11, 16), Scopes{31}});
    EXPECT_FALSE(decided);
}

TEST(RevokeApiKey, RevokesOnceAndKnowsOnlyItsOwnKeys) {
    auto scenario = shop();
    EXPECT_EQ(scenario.refusal_of(RevokeApiKey{id(12)}), RejectionCode::api_key_not_found);
    EXPECT_TRUE(scenario.when(RevokeApiKey{id(10)}));
    EXPECT_EQ(scenario.refusal_of(RevokeApiKey{id(10)}), RejectionCode::api_key_already_revoked);
}

TEST(OperatorKeys, LiveOnThePlatformStream) {
    Scenario scenario;
    const auto issued = scenario.when(IssueOperatorKey{key(50, 16)});
    ASSERT_TRUE(issued);
    EXPECT_EQ(issued->target, (StreamId{platform_tenant, StreamType::platform, {}}));
    EXPECT_EQ(issued->reply_key, std::nullopt);
    EXPECT_TRUE(scenario.when(RevokeOperatorKey{id(50)}));
    EXPECT_EQ(scenario.refusal_of(RevokeOperatorKey{id(50)}), RejectionCode::api_key_already_revoked);
}

}  // namespace

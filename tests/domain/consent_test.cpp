// SPDX-License-Identifier: Apache-2.0
// Consent is given to one purpose under one wording, and withdrawn as easily.
#include <gtest/gtest.h>

#include "tests/domain/scenario.hpp"

using namespace suoledger::domain;
using Pointers = std::set<std::string>;

namespace {

GiveConsent consent(std::string wording = "2026-01") {
    return {id(20), "payment_reminders", std::move(wording), ConsentChannel::whatsapp};
}
const WithdrawConsent withdrawal{id(20), "payment_reminders", ConsentChannel::phone};

TEST(GiveConsent, SaysToWhatAndUnderWhichWording) {
    Scenario scenario = shop();
    const auto decided = scenario.when(consent());
    ASSERT_TRUE(decided);
    EXPECT_EQ(the<ConsentGiven>(*decided), (ConsentGiven{"payment_reminders", "2026-01", ConsentChannel::whatsapp}));
    EXPECT_EQ(decided->target, (StreamId{Scenario::tenant, StreamType::customer, id(20)}));
    EXPECT_EQ(decided->events[0].effective_at, Scenario::now);
    EXPECT_EQ(decided->reply_key, a_customer(20).contact_key);
    EXPECT_TRUE(scenario.when(consent("2026-02"))) << "a newer wording";
}

TEST(WithdrawConsent, TakesBackWhatIsInForce) {
    Scenario scenario = shop();
    EXPECT_EQ(scenario.refusal_of(withdrawal), RejectionCode::consent_not_in_force);
    ASSERT_TRUE(scenario.when(consent()));
    ASSERT_TRUE(scenario.when(consent("2026-02")));
    const auto decided = scenario.when(withdrawal);
    ASSERT_TRUE(decided);
    EXPECT_EQ(the<ConsentWithdrawn>(*decided), (ConsentWithdrawn{"payment_reminders", ConsentChannel::phone}));
    EXPECT_EQ(scenario.refusal_of(withdrawal), RejectionCode::consent_not_in_force) << "one withdrawal is enough";
    EXPECT_TRUE(scenario.when(consent())) << "and may be given again";
}

TEST(Consents, SayWhatTheyRefuse) {
    Scenario scenario = shop();
    auto command = consent("");
    command.purpose = "Payment reminders";
    EXPECT_EQ(scenario.wrong_fields_of(command), (Pointers{"/purpose", "/wording_version"}));
    EXPECT_EQ(scenario.wrong_fields_of(consent(std::string(41, 'x'))), Pointers{"/wording_version"});
    EXPECT_EQ(scenario.wrong_fields_of(WithdrawConsent{id(20), "", {}}), Pointers{"/purpose"});
    EXPECT_EQ(scenario.refusal_of(consent(), 77), RejectionCode::version_conflict);
    EXPECT_EQ(scenario.refusal_of(withdrawal, 77), RejectionCode::version_conflict);
    command = consent();
    command.customer_id = id(404);
    EXPECT_EQ(scenario.refusal_of(command), RejectionCode::customer_not_found);
    EXPECT_EQ(scenario.refusal_of(WithdrawConsent{id(404), "payment_reminders", {}}),
              RejectionCode::customer_not_found);
    Scenario empty;
    EXPECT_EQ(empty.refusal_of(consent()), RejectionCode::business_not_found);
    EXPECT_EQ(empty.refusal_of(withdrawal), RejectionCode::business_not_found);
}

}  // namespace

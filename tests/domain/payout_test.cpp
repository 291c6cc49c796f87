// SPDX-License-Identifier: Apache-2.0
// A payout is booked as the provider says; what it does not explain goes to 1090.
#include <gtest/gtest.h>

#include "tests/domain/scenario.hpp"

using namespace suoledger::domain;
using Pointers = std::set<std::string>;
using Postings = std::vector<Posting>;

namespace {

RecordPayout a_payout(int number) {
    RecordPayout command;
    command.payout_id = id(number);
    command.provider = "paystack";
    command.net = 9'600;
    command.payment_fees = 150;
    command.dispute_fees = 50;
    command.cleared = 9'000;
    command.due_returned = 800;
    return command;
}

TEST(RecordPayout, RecordsWhatTheProviderSays) {
    Scenario scenario = shop();
    auto command = a_payout(90);
    command.reference = PersonalText("TRF-1");
    command.paid_on = day("2026-11-20");
    const auto decided = scenario.when(command);
    ASSERT_TRUE(decided);
    ASSERT_EQ(decided->events.size(), 1U);
    EXPECT_EQ(the<ProviderPayoutRecorded>(*decided),
              (ProviderPayoutRecorded{"paystack", Currency::ngn, 9'600, 150, 50, 9'000, 800, day("2026-11-20"),
                                      PersonalText("TRF-1"), true}));
    EXPECT_EQ(decided->events[0].effective_at, instant("2026-11-19T23:00:00Z")) << "midnight in Lagos";
    EXPECT_EQ(decided->target, (StreamId{Scenario::tenant, StreamType::payout, id(90)}));
    EXPECT_EQ(decided->events[0].keys.business, id(9));
    EXPECT_EQ(decided->events[0].keys.record, std::nullopt);
    EXPECT_EQ(decided->reply_key, id(9));
}

TEST(RecordPayout, OfTodayTakesEffectNow) {
    Scenario scenario = shop();
    const auto decided = scenario.when(a_payout(90));
    ASSERT_TRUE(decided);
    EXPECT_EQ(decided->events[0].effective_at, Scenario::now);
    EXPECT_EQ(the<ProviderPayoutRecorded>(*decided).paid_on, day("2026-11-23"));
}

TEST(RecordPayout, PostsADifferenceOnTheSideThatBalances) {
    ProviderPayoutRecorded event{.provider = "paystack",
                                 .net = 9'600,
                                 .payment_fees = 150,
                                 .dispute_fees = 50,
                                 .cleared = 9'000,
                                 .due_returned = 800};
    EXPECT_EQ(difference_of(event), 0);
    EXPECT_EQ(postings_of(event).postings,
              (Postings{{1000, 9'600, 0}, {6100, 150, 0}, {6110, 50, 0}, {1050, 0, 9'000}, {1150, 0, 800}}));
    event.net = 9'500;
    EXPECT_EQ(
        postings_of(event).postings,
        (Postings{{1000, 9'500, 0}, {6100, 150, 0}, {6110, 50, 0}, {1090, 100, 0}, {1050, 0, 9'000}, {1150, 0, 800}}))
        << "less arrived than was due";
    event.net = 9'700;
    EXPECT_EQ(
        postings_of(event).postings,
        (Postings{{1000, 9'700, 0}, {6100, 150, 0}, {6110, 50, 0}, {1090, 0, 100}, {1050, 0, 9'000}, {1150, 0, 800}}))
        << "more arrived than was due";
}

TEST(RecordPayout, NeedsMoneyThatArrivedOrWasCleared) {
    Scenario scenario = shop();
    RecordPayout command{.payout_id = id(90), .provider = "paystack"};
    command.due_returned = 5;
    EXPECT_EQ(scenario.wrong_fields_of(command), Pointers{"/net"});
    command.cleared = 5;
    EXPECT_TRUE(scenario.when(command)) << "all of it may have gone into fees and disputes";
    command = {.payout_id = id(91), .provider = "paystack", .net = 5};
    EXPECT_TRUE(scenario.when(command));
}

TEST(RecordPayout, SaysWhatItRefuses) {
    Scenario scenario = shop();
    RecordPayout command{.payout_id = id(90),
                         .provider = "Paystack",
                         .net = -1,
                         .payment_fees = -1,
                         .dispute_fees = max_command_total_minor_units + 1,
                         .cleared = -1,
                         .due_returned = -1};
    command.paid_on = day("2026-11-24");
    command.reference = text_of_length(201);
    EXPECT_EQ(scenario.wrong_fields_of(command), (Pointers{"/provider", "/net", "/payment_fees", "/dispute_fees",
                                                           "/cleared", "/due_returned", "/paid_on", "/reference"}));
    for (const char* provider : {"", "9pay", "_pay", "pay-stack", "a2345678901234567890123456789012345678901"}) {
        command = a_payout(90);
        command.provider = provider;
        EXPECT_EQ(scenario.wrong_fields_of(command), Pointers{"/provider"}) << provider;
    }
    EXPECT_EQ(scenario.refusal_of(a_payout(90), 1), RejectionCode::version_conflict);
    ASSERT_TRUE(scenario.when(a_payout(90), 0));
    EXPECT_EQ(scenario.refusal_of(a_payout(90)), RejectionCode::version_conflict) << "that id is in use";
    Scenario empty;
    EXPECT_EQ(empty.refusal_of(a_payout(90)), RejectionCode::business_not_found);
}

}  // namespace

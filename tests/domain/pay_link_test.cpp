// SPDX-License-Identifier: Apache-2.0
// Pay links and the word of payers that a transfer was made, which has no money meaning.
#include <gtest/gtest.h>

#include "tests/domain/scenario.hpp"

using namespace suoledger::domain;
using Pointers = std::set<std::string>;

namespace {

Scenario shop_with_a_link() {
    Scenario scenario = shop();
    EXPECT_TRUE(scenario.when(an_invoice(30, {10'000})));
    return scenario;
}
ClaimTransfer a_claim(int number = 80) {
    ClaimTransfer command;
    command.invoice_id = id(30);
    command.claim_id = id(number);
    command.amount = {10'000, Currency::ngn};
    command.payer_name = PersonalText("Halima Musa");
    command.reference = PersonalText("NIP/Halima");
    return command;
}

TEST(RenewPayLink, RaisesTheGenerationOfTheInvoicesLink) {
    Scenario scenario = shop_with_a_link();
    const std::int64_t version = scenario.invoice(id(30)).version;
    for (std::int64_t generation = 1; generation <= 2; ++generation) {
        const auto decided = scenario.when(RenewPayLink{id(30)});
        ASSERT_TRUE(decided);
        EXPECT_EQ(the<PayLinkRenewed>(*decided), PayLinkRenewed{generation});
        EXPECT_EQ(decided->target, (StreamId{Scenario::tenant, StreamType::delivery, id(30)}));
    }
    EXPECT_EQ(scenario.invoice(id(30)).version, version);
    EXPECT_EQ(scenario.refusal_of(RenewPayLink{id(31)}), RejectionCode::invoice_not_found);
    EXPECT_EQ(scenario.refusal_of(RenewPayLink{id(30)}, 1), RejectionCode::version_conflict);
}

TEST(RenewPayLink, EndsWhereTheTokenHasNoRoom) {
    Scenario scenario = shop_with_a_link();
    scenario.given({Scenario::tenant, StreamType::delivery, id(30)}, {PayLinkRenewed{0xFFFF}});
    EXPECT_EQ(scenario.refusal_of(RenewPayLink{id(30)}), RejectionCode::pay_link_worn_out);
}

TEST(ClaimTransfer, RecordsThePayersWordAndMovesNoMoney) {
    Scenario scenario = shop_with_a_link();
    const auto decided = scenario.when(a_claim());
    ASSERT_TRUE(decided);
    EXPECT_EQ(the<TransferClaimed>(*decided),
              (TransferClaimed{id(80), 1, Currency::ngn, 10'000, PersonalText("Halima Musa"),
                               PersonalText("NIP/Halima"), day("2026-11-23")}));
    EXPECT_EQ(decided->events[0].keys.record, a_customer(20).record_key);
    EXPECT_EQ(amount_due_of(scenario.invoice(id(30))), 10'000);
    EXPECT_TRUE(postings_of(the<TransferClaimed>(*decided)).postings.empty());
    EXPECT_EQ(scenario.refusal_of(a_claim()), RejectionCode::already_recorded);
}

TEST(ClaimTransfer, IsOfWhatThePayerSaw) {
    Scenario scenario = shop_with_a_link();
    ClaimTransfer command = a_claim();
    command.revision = 2;
    EXPECT_EQ(scenario.refusal_of(command), RejectionCode::invoice_changed);
    command = a_claim();
    command.amount.currency = Currency::usd;
    EXPECT_EQ(scenario.refusal_of(command), RejectionCode::currency_mismatch);
    command = a_claim();
    command.amount.minor_units = 0;
    command.payer_name = text_of_length(201);
    command.reference = text_of_length(201);
    command.claimed_on = day("2026-11-24");
    EXPECT_EQ(scenario.wrong_fields_of(command), (Pointers{"/amount", "/payer_name", "/reference", "/claimed_on"}));
    ASSERT_TRUE(scenario.when(a_payment(40, 10'000, id(30))));
    EXPECT_EQ(scenario.refusal_of(a_claim()), RejectionCode::nothing_to_pay);
}

TEST(ClaimTransfer, LeavesRoomForNoFlood) {
    Scenario scenario = shop_with_a_link();
    const int all = static_cast<int>(max_open_transfer_claims);
    for (int i = 0; i < all; ++i) ASSERT_TRUE(scenario.when(a_claim(80 + i)));
    EXPECT_EQ(scenario.refusal_of(a_claim(80 + all)), RejectionCode::too_many_transfer_claims);
    ASSERT_TRUE(scenario.when(RejectTransferClaim{id(30), id(80), {}}));
    EXPECT_TRUE(scenario.when(a_claim(80 + all)));
}

TEST(RejectTransferClaim, IsOfOneThatWaits) {
    Scenario scenario = shop_with_a_link();
    EXPECT_EQ(scenario.refusal_of(RejectTransferClaim{id(30), id(80), {}}), RejectionCode::transfer_claim_not_found);
    ASSERT_TRUE(scenario.when(a_claim()));
    EXPECT_EQ(scenario.refusal_of(RejectTransferClaim{id(30), id(81), {}}), RejectionCode::transfer_claim_not_found);
    EXPECT_EQ(scenario.wrong_fields_of(RejectTransferClaim{id(30), id(80), text_of_length(501)}), Pointers{"/reason"});
    const auto decided = scenario.when(RejectTransferClaim{id(30), id(80), PersonalText("Nothing has arrived")});
    ASSERT_TRUE(decided);
    EXPECT_EQ(the<TransferClaimRejected>(*decided),
              (TransferClaimRejected{id(80), PersonalText("Nothing has arrived")}));
    EXPECT_EQ(scenario.refusal_of(RejectTransferClaim{id(30), id(80), {}}),
              RejectionCode::transfer_claim_already_rejected);
    EXPECT_EQ(scenario.refusal_of(a_claim()), RejectionCode::already_recorded) << "the same again says nothing new";
}

}  // namespace

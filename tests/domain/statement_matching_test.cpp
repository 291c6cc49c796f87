// SPDX-License-Identifier: Apache-2.0
// Proposals for rows of a bank statement: why, how sure, and what is booked already.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/statement_matching.hpp"
#include "tests/domain/scenario.hpp"

using namespace suoledger::domain;
using testing::ElementsAre;
using testing::UnorderedElementsAre;

namespace {

StatementRow row(std::int64_t amount, const std::string& text, const std::string& on = "2026-11-20") {
    return {.line = 2, .on = day(on), .amount = amount, .text = text};
}
const std::vector<OwedInvoice> open_invoices{
    {id(1), "INV-000123", "Ada Obi", 450'000, day("2026-11-01")},
    {id(2), "INV-000124", "Bala Musa Stores", 450'000, day("2026-11-02")},
    {id(3), "INV-000007", "Chidi Eze", 99'950, day("2026-10-03")},
};

MatchedRow match(const StatementRow& one, const std::vector<BookedReceipt>& receipts = {},
                 const std::vector<BookedPayout>& payouts = {}) {
    return match_statement(std::vector{one}, open_invoices, receipts, payouts).at(0);
}

TEST(StatementMatching, IsSureOfANumberWithItsAmount) {
    const auto matched = match(row(450'000, "NIP/ADA OBI/inv 123 rice"));
    EXPECT_EQ(matched.outcome, RowOutcome::proposed);
    ASSERT_FALSE(matched.proposals.empty());
    EXPECT_EQ(matched.proposals[0].invoice, id(1));
    EXPECT_EQ(matched.proposals[0].amount, 450'000);
    EXPECT_EQ(matched.proposals[0].confidence, 99);
    EXPECT_THAT(matched.proposals[0].reasons,
                UnorderedElementsAre(MatchReason::invoice_number, MatchReason::customer_name, MatchReason::amount_due));
}

TEST(StatementMatching, ReadsANumberHoweverItIsTyped) {
    for (const char* text : {"INV-000123", "inv000123", "PAY FOR INV 123", "inv/00123/x", "TRF:INV-123", "Inv. 0123"})
        EXPECT_EQ(match(row(5'000, text)).proposals.at(0).invoice, id(1)) << text;
    for (const char* text : {"INV-1234", "XINV 123", "123", "INV", "INV 1 23"})
        EXPECT_TRUE(match(row(5'000, text)).proposals.empty()) << text;
}

TEST(StatementMatching, ReadsANumberOfOtherShapes) {
    const std::vector<OwedInvoice> odd{{id(8), "SO-2026-00042", "", 5'000, day("2026-11-01")},
                                       {id(9), "004711", "", 6'000, day("2026-11-01")},
                                       {id(10), "0012", "", 7'000, day("2026-11-01")}};
    const auto found = [&](const char* text) {
        const auto matched = match_statement(std::vector{row(1, text)}, odd, {}, {}).at(0);
        return matched.proposals.empty() ? Uuid{} : matched.proposals[0].invoice;
    };
    EXPECT_EQ(found("so 2026 00042"), id(8));
    EXPECT_EQ(found("for 004711"), id(9));
    EXPECT_EQ(found("4711"), Uuid{}) << "bare digits must be whole";
    EXPECT_EQ(found("0012"), Uuid{}) << "so few digits stand for anything";
}

TEST(StatementMatching, TakesAnAmountThatOnlyOneInvoiceHas) {
    const auto matched = match(row(99'950, "cash deposit"));
    ASSERT_EQ(matched.proposals.size(), 1U);
    EXPECT_EQ(matched.proposals[0].invoice, id(3));
    EXPECT_EQ(matched.proposals[0].confidence, 45);
    EXPECT_THAT(matched.proposals[0].reasons,
                UnorderedElementsAre(MatchReason::amount_due, MatchReason::only_one_with_amount));
}

TEST(StatementMatching, DoesNotGuessBetweenEqualAmounts) {
    EXPECT_EQ(match(row(450'000, "cash deposit")).outcome, RowOutcome::unmatched);
    const auto named = match(row(450'000, "from MUSA BALA"));
    ASSERT_EQ(named.proposals.size(), 1U);
    EXPECT_EQ(named.proposals[0].invoice, id(2));
    EXPECT_EQ(named.proposals[0].confidence, 64);
}

TEST(StatementMatching, NeedsTwoWordsOfAName) {
    EXPECT_EQ(match(row(5, "ADA")).outcome, RowOutcome::unmatched);
    const auto matched = match(row(5, "OBI ADA"));
    EXPECT_EQ(matched.proposals.at(0).confidence, 35);
    EXPECT_THAT(matched.proposals[0].reasons,
                UnorderedElementsAre(MatchReason::customer_name, MatchReason::part_of_amount_due));
}

TEST(StatementMatching, SaysWhereAmountsOrDaysDoNotFit) {
    const auto more = match(row(450'001, "INV-000123"));
    EXPECT_EQ(more.proposals.at(0).amount, 450'000) << "the rest stays the customer's credit";
    EXPECT_THAT(more.proposals[0].reasons,
                UnorderedElementsAre(MatchReason::invoice_number, MatchReason::more_than_amount_due));
    const auto early = match(row(450'000, "INV-000123", "2026-10-31"));
    EXPECT_EQ(early.proposals.at(0).confidence, 69);
    EXPECT_THAT(early.proposals[0].reasons, testing::Contains(MatchReason::before_issue));
}

TEST(StatementMatching, OffersTheBestFirstAndNotMoreThanAPersonReads) {
    std::vector<OwedInvoice> many;
    for (int i = 1; i <= 9; ++i)
        many.push_back({id(i), "INV-00000" + std::to_string(i), "Ada Obi", 1'000 * i, day("2026-11-10")});
    const auto matched = match_statement(std::vector{row(5'000, "ada obi inv 7")}, many, {}, {}).at(0);
    ASSERT_EQ(matched.proposals.size(), max_match_proposals);
    EXPECT_EQ(matched.proposals[0].invoice, id(7));
    EXPECT_EQ(matched.proposals[0].confidence, 95);
    EXPECT_EQ(matched.proposals[1].invoice, id(5)) << "the amount and the name";
    EXPECT_EQ(matched.proposals[1].confidence, 80);
}

TEST(StatementMatching, SaysThatARowIsBooked) {
    const auto one = row(450'000, "NIP/ADA OBI/INV 123");
    const auto matched = match(one, {{id(50), 450'000, day("2026-11-20"), "nip ada obi inv-123"}});
    EXPECT_EQ(matched.outcome, RowOutcome::booked);
    EXPECT_EQ(matched.payment, id(50));
    EXPECT_TRUE(matched.proposals.empty());
}

TEST(StatementMatching, OnlyWarnsOfASimilarPayment) {
    const auto one = row(450'000, "NIP/ADA OBI/INV 123");
    const auto matched = match(one, {{id(50), 450'000, day("2026-11-23"), "by hand"}});
    EXPECT_EQ(matched.outcome, RowOutcome::perhaps_booked);
    EXPECT_EQ(matched.payment, id(50));
    EXPECT_EQ(matched.proposals.at(0).invoice, id(1));
    EXPECT_EQ(match(one, {{id(50), 450'000, day("2026-11-24"), "by hand"}}).outcome, RowOutcome::proposed);
    EXPECT_EQ(match(one, {{id(50), 450'001, day("2026-11-20"), "by hand"}}).outcome, RowOutcome::proposed);
}

TEST(StatementMatching, CountsEqualRowsAndEqualPayments) {
    const std::vector rows{row(700, "POS"), row(700, "pos"), row(700, "POS", "2026-11-21")};
    const std::vector<BookedReceipt> receipts{{id(50), 700, day("2026-11-20"), "POS"}};
    const auto matched = match_statement(rows, {}, receipts, {});
    EXPECT_EQ(matched[0].outcome, RowOutcome::booked);
    EXPECT_EQ(matched[1].outcome, RowOutcome::unmatched) << "the payment answered for the first";
    EXPECT_EQ(matched[2].outcome, RowOutcome::unmatched);
    EXPECT_EQ(matched[0].occurrence, 0);
    EXPECT_EQ(matched[1].occurrence, 1);
    EXPECT_EQ(matched[2].occurrence, 0);
}

TEST(StatementMatching, DoesNotLetASimilarRowTakeTheSameOnesPayment) {
    const std::vector rows{row(700, "other"), row(700, "POS")};
    const std::vector<BookedReceipt> receipts{{id(50), 700, day("2026-11-20"), "POS"}};
    const auto matched = match_statement(rows, {}, receipts, {});
    EXPECT_EQ(matched[0].outcome, RowOutcome::unmatched);
    EXPECT_EQ(matched[1].outcome, RowOutcome::booked);
}

TEST(StatementMatching, KnowsAPayoutOverAWeekend) {
    const auto one = row(99'950, "PAYSTACK SETTLEMENT", "2026-11-23");
    const auto matched = match(one, {}, {{id(60), 99'950, day("2026-11-20")}});
    EXPECT_EQ(matched.outcome, RowOutcome::payout);
    EXPECT_EQ(matched.payout, id(60));
    EXPECT_TRUE(matched.proposals.empty()) << "it pays no invoice, though one has this amount";
    EXPECT_EQ(match(one, {}, {{id(60), 99'950, day("2026-11-17")}}).outcome, RowOutcome::proposed);
}

TEST(StatementMatching, LeavesMoneyOutAlone) {
    EXPECT_EQ(match(row(-450'000, "INV-000123")).outcome, RowOutcome::money_out);
    EXPECT_EQ(match(row(0, "INV-000123")).outcome, RowOutcome::money_out);
}

}  // namespace

// SPDX-License-Identifier: Apache-2.0
// A payout's money goes to the businesses whose charges it is of, to the kobo.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "adapters/reconciliation/payout_split.hpp"
#include "domain/provider_reference.hpp"

using namespace suoledger;
using namespace suoledger::adapters;
using testing::ElementsAre;
using testing::IsEmpty;
using Kind = PayoutLine::Kind;

namespace {

domain::Uuid business(std::uint8_t number) {
    domain::Uuid id;
    id.bytes[15] = number;
    return id;
}
Payout payout(std::int64_t net) { return {"41", {net, domain::Currency::ngn}, {20'000}, true}; }
PayoutLine charge(std::int64_t amount, std::int64_t fee) { return {Kind::charge, "c", amount, fee}; }
std::optional<BookedLine> booked(std::uint8_t tenant, std::int64_t amount, std::int64_t fee) {
    return BookedLine{business(tenant), {amount, domain::Currency::ngn}, fee};
}
PayoutShares split(std::int64_t net, const std::vector<PayoutLine>& lines,
                   const std::vector<std::optional<BookedLine>>& books,
                   const std::optional<domain::Uuid>& heir = std::nullopt) {
    return split_payout(payout(net), lines, books, heir);
}
std::int64_t difference(const domain::RecordPayout& command) {
    return command.cleared + command.due_returned - command.net - command.payment_fees - command.dispute_fees;
}

TEST(PayoutSplit, ClearsWhatTheBooksHoldWhereAllAgrees) {
    const auto shares =
        split(29'000, {charge(10'000, 400), charge(20'000, 600)}, {booked(1, 10'000, 400), booked(1, 20'000, 600)});
    const auto& command = shares.by_business.at(business(1));
    EXPECT_EQ(command.net, 29'000);
    EXPECT_EQ(command.cleared, 29'000);
    EXPECT_EQ(command.payment_fees, 0);
    EXPECT_EQ(command.paid_on, domain::Date{20'000});
    EXPECT_EQ(difference(command), 0);
    EXPECT_EQ(shares.unexplained, 0);
}

TEST(PayoutSplit, GivesEachBusinessItsOwn) {
    const auto shares = split(28'500, {charge(10'000, 400), charge(20'000, 600), {Kind::refund, "c", 500, 0}},
                              {booked(1, 10'000, 400), booked(2, 20'000, 600), booked(2, 20'000, 600)});
    EXPECT_EQ(shares.by_business.at(business(1)).net, 9'600);
    EXPECT_EQ(shares.by_business.at(business(2)).net, 18'900);
    EXPECT_EQ(difference(shares.by_business.at(business(2))), 0);
}

TEST(PayoutSplit, BooksFeesThatWereNotKnownBefore) {
    const auto shares = split(9'000, {charge(10'000, 400), {Kind::dispute, "c", 550, 50}},
                              {booked(1, 10'000, 0), booked(1, 10'000, 0)});
    const auto& command = shares.by_business.at(business(1));
    EXPECT_EQ(command.cleared, 9'450) << "10 000 came without a fee, 550 went";
    EXPECT_EQ(command.payment_fees, 400);
    EXPECT_EQ(command.dispute_fees, 50);
    EXPECT_EQ(command.net, 9'000);
    EXPECT_EQ(difference(command), 0);
}

TEST(PayoutSplit, ShowsWhatNoLineExplainsAsADifference) {
    const auto alone = split(9'500, {charge(10'000, 400)}, {booked(1, 10'000, 400)});
    EXPECT_EQ(alone.by_business.at(business(1)).net, 9'500);
    EXPECT_EQ(difference(alone.by_business.at(business(1))), 100);

    const std::vector<PayoutLine> lines{charge(10'000, 400), charge(10'000, 400)};
    const std::vector<std::optional<BookedLine>> books{booked(1, 10'000, 400), booked(2, 10'000, 400)};
    const auto nobodys = split(19'000, lines, books);
    EXPECT_EQ(nobodys.unexplained, -200) << "it is not said whose it is";
    EXPECT_EQ(nobodys.by_business.at(business(1)).net, 9'600);
    const auto inherited = split(19'000, lines, books, business(2));
    EXPECT_EQ(inherited.unexplained, 0);
    EXPECT_EQ(difference(inherited.by_business.at(business(2))), 200);
}

TEST(PayoutSplit, LeavesLinesOutThatAreInNobodysBooks) {
    PayoutLine stray = charge(5'000, 0);
    stray.reference = "stray";
    const auto shares = split(14'600, {charge(10'000, 400), stray}, {booked(1, 10'000, 400), std::nullopt});
    EXPECT_THAT(shares.unknown_references, ElementsAre("stray"));
    EXPECT_EQ(shares.by_business.at(business(1)).net, 9'600) << "and not the stray's money";
    EXPECT_EQ(shares.unexplained, 0) << "the line explains it";
}

TEST(PayoutSplit, LetsAShareWaitUntilAllOfItsChargesAreBooked) {
    PayoutLine ours = charge(5'000, 0), foreign = charge(7'000, 0);
    ours.reference = domain::provider_reference(business(1), business(9));
    foreign.reference = "SHOP-1";
    const std::vector<PayoutLine> lines{charge(10'000, 400), charge(20'000, 600), charge(30'000, 500), ours, foreign};
    std::vector<std::optional<BookedLine>> books{booked(1, 10'000, 400), booked(2, 20'000, 600), booked(3, 30'000, 500),
                                                 std::nullopt, std::nullopt};
    const auto early = split(70'500, lines, books, business(2));
    EXPECT_THAT(early.waiting, ElementsAre(business(1), business(2)));
    EXPECT_EQ(early.by_business.size(), 1U) << "a share that is booked short stays short";
    EXPECT_EQ(early.by_business.at(business(3)).net, 29'500) << "nothing of it is missing";

    books[3] = booked(1, 5'000, 0);
    books[4] = booked(2, 7'000, 0);
    const auto whole = split(70'500, lines, books, business(2));
    EXPECT_THAT(whole.waiting, IsEmpty());
    EXPECT_EQ(whole.by_business.at(business(1)).net, 14'600);
    EXPECT_EQ(whole.by_business.at(business(2)).net, 26'400);
}

TEST(PayoutSplit, DoesNotWaitForAChargeThatIsBookedInAnotherCurrency) {
    PayoutLine dollars = charge(5'000, 0);
    dollars.reference = domain::provider_reference(business(1), business(9));
    const auto shares = split(14'600, {charge(10'000, 400), dollars},
                              {booked(1, 10'000, 400), BookedLine{business(1), {5'000, domain::Currency::usd}, 0}});
    EXPECT_THAT(shares.waiting, IsEmpty()) << "it is not going to change";
    EXPECT_EQ(shares.by_business.at(business(1)).net, 9'600);
}

TEST(PayoutSplit, AHigherFeeInTheBooksIsADifference) {
    const auto shares = split(9'600, {charge(10'000, 400)}, {booked(1, 10'000, 450)});
    const auto& command = shares.by_business.at(business(1));
    EXPECT_EQ(command.payment_fees, 0);
    EXPECT_EQ(difference(command), -50) << "more arrived than was due";
}

TEST(PayoutSplit, NamesABusinessThatOnlyLost) {
    const auto shares =
        split(9'100, {charge(10'000, 400), {Kind::refund, "c", 500, 0}}, {booked(1, 10'000, 400), booked(2, 500, 0)});
    EXPECT_THAT(shares.below_zero, ElementsAre(business(2)));
    EXPECT_FALSE(shares.by_business.contains(business(2)));
    EXPECT_THAT(shares.unknown_references, IsEmpty());
}

}  // namespace

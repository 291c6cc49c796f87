// SPDX-License-Identifier: Apache-2.0
// A report names every difference between the provider's list and the books, and nothing else.
#include <gtest/gtest.h>

#include <algorithm>

#include "domain/provider_difference.hpp"
#include "tests/domain/scenario.hpp"

using namespace suoledger::domain;

namespace {

constexpr Period november{{1'000'000}, {2'000'000}};

ListedCharge listed(const std::string& number) {
    return {.provider_payment_id = number,
            .reference = "ref-" + number,
            .status = ListedStatus::success,
            .amount = {10'000, Currency::ngn},
            .fee = 150,
            .refunded = 0,
            .charged_back = 0,
            .at = {1'500'000},
            .listed_at = {3'000'000}};
}
BookedCharge booked(const std::string& number) {
    return {.payment = id(std::stoi(number)),
            .provider_payment_id = number,
            .reference = "ref-" + number,
            .amount = {10'000, Currency::ngn},
            .fee = 150,
            .refunded = 0,
            .charged_back = 0,
            .at = {1'500'000},
            .changed_at = {1'600'000}};
}
std::vector<Difference> between(const std::vector<ListedCharge>& provider, const std::vector<BookedCharge>& ledger) {
    return find_differences(provider, ledger, november);
}
Difference only(const std::vector<Difference>& found) {
    EXPECT_EQ(found.size(), 1U);
    return found.empty() ? Difference{} : found.front();
}

TEST(ProviderDifference, IsNoneWhereBothSidesAgree) {
    EXPECT_EQ(between({listed("1"), listed("2")}, {booked("2"), booked("1")}), std::vector<Difference>{});
}

TEST(ProviderDifference, NamesAChargeThatTheBooksMiss) {
    const auto difference = only(between({listed("1"), listed("2")}, {booked("1")}));
    EXPECT_EQ(difference.kind, DifferenceKind::missing_in_ledger);
    EXPECT_EQ(difference.provider_payment_id, "2");
    EXPECT_EQ(difference.reference, "ref-2");
    EXPECT_EQ(difference.payment, std::nullopt);
    EXPECT_EQ(difference.provider, (Money{10'000, Currency::ngn}));
    EXPECT_EQ(difference.ledger, std::nullopt);
}

TEST(ProviderDifference, DoesNotMissWhatNeverSucceeded) {
    for (const auto status : {ListedStatus::failed, ListedStatus::abandoned, ListedStatus::pending}) {
        auto charge = listed("1");
        charge.status = status;
        EXPECT_EQ(between({charge}, {}), std::vector<Difference>{}) << to_string(status);
    }
}

TEST(ProviderDifference, MissesMoneyThatCameAndWentBack) {
    auto charge = listed("1");
    charge.status = ListedStatus::reversed;
    EXPECT_EQ(only(between({charge}, {})).kind, DifferenceKind::missing_in_ledger);
}

TEST(ProviderDifference, NamesAPaymentThatTheProviderDoesNotList) {
    const auto difference = only(between({listed("1")}, {booked("1"), booked("2")}));
    EXPECT_EQ(difference.kind, DifferenceKind::missing_at_provider);
    EXPECT_EQ(difference.payment, id(2));
    EXPECT_EQ(difference.status, std::nullopt);
    EXPECT_EQ(difference.ledger, (Money{10'000, Currency::ngn}));
}

TEST(ProviderDifference, NamesEachFigureThatDiffers) {
    struct Row {
        DifferenceKind kind;
        std::int64_t ListedCharge::* provider;
        std::int64_t BookedCharge::* ledger;
    };
    for (const Row& row :
         {Row{DifferenceKind::fee, &ListedCharge::fee, &BookedCharge::fee},
          Row{DifferenceKind::refunded, &ListedCharge::refunded, &BookedCharge::refunded},
          Row{DifferenceKind::charged_back, &ListedCharge::charged_back, &BookedCharge::charged_back}}) {
        auto provider = listed("1");
        auto ledger = booked("1");
        provider.*row.provider = 300;
        ledger.*row.ledger = 200;
        const auto difference = only(between({provider}, {ledger}));
        EXPECT_EQ(difference.kind, row.kind);
        EXPECT_EQ(difference.provider, (Money{300, Currency::ngn})) << to_string(row.kind);
        EXPECT_EQ(difference.ledger, (Money{200, Currency::ngn})) << to_string(row.kind);
        EXPECT_EQ(difference.payment, id(1));
    }
    auto provider = listed("1");
    provider.amount.minor_units = 9'999;
    const auto difference = only(between({provider}, {booked("1")}));
    EXPECT_EQ(difference.kind, DifferenceKind::amount);
    EXPECT_EQ(difference.provider, (Money{9'999, Currency::ngn}));
    EXPECT_EQ(difference.ledger, (Money{10'000, Currency::ngn}));
}

TEST(ProviderDifference, NamesTwoFiguresOfOneChargeApart) {
    auto provider = listed("1");
    provider.amount.minor_units = 9'000;
    provider.fee = 135;
    const auto found = between({provider}, {booked("1")});
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].kind, DifferenceKind::amount);
    EXPECT_EQ(found[1].kind, DifferenceKind::fee);
}

TEST(ProviderDifference, OfAnotherCurrencyOrStatusIsOneDifferenceWhateverTheFigures) {
    auto provider = listed("1");
    provider.amount = {7, Currency::usd};
    provider.fee = 1;
    EXPECT_EQ(only(between({provider}, {booked("1")})).kind, DifferenceKind::currency);
    provider = listed("1");
    provider.status = ListedStatus::failed;
    provider.amount.minor_units = 0;
    provider.at = provider.listed_at;
    const auto difference = only(between({provider}, {booked("1")}));
    EXPECT_EQ(difference.kind, DifferenceKind::status);
    EXPECT_EQ(difference.status, ListedStatus::failed);
}

TEST(ProviderDifference, OfAReversedChargeIsGoneOnceTheBooksGaveItBack) {
    auto provider = listed("1");
    provider.status = ListedStatus::reversed;
    EXPECT_EQ(only(between({provider}, {booked("1")})).kind, DifferenceKind::status);
    provider.refunded = 10'000;
    auto ledger = booked("1");
    ledger.refunded = 10'000;
    EXPECT_EQ(between({provider}, {ledger}), std::vector<Difference>{});
}

TEST(ProviderDifference, WaitsForAListingThatIsNewerThanWhatTheBooksHeard) {
    auto ledger = booked("1");
    ledger.refunded = 200;
    ledger.changed_at = {3'000'001};
    EXPECT_EQ(between({listed("1")}, {ledger}), std::vector<Difference>{}) << "a webhook told of it meanwhile";
    auto provider = listed("1");
    provider.listed_at = {3'000'001};
    EXPECT_EQ(only(between({provider}, {ledger})).kind, DifferenceKind::refunded);
}

TEST(ProviderDifference, NamesASecondBookingOfOneCharge) {
    auto again = booked("1");
    again.payment = id(7);
    const auto difference = only(between({listed("1")}, {booked("1"), again}));
    EXPECT_EQ(difference.kind, DifferenceKind::booked_twice);
    EXPECT_EQ(difference.payment, id(7));
}

TEST(ProviderDifference, BelongsToThePeriodByTheProvidersTime) {
    auto before = listed("1");
    before.at = {999'999};
    auto first = listed("2");
    first.at = {1'000'000};
    auto end = listed("3");
    end.at = {2'000'000};
    EXPECT_EQ(only(between({before, first, end}, {})).provider_payment_id, "2");
    // The provider counts it to the month before, the books to this one: agreed, and in nobody's report.
    EXPECT_EQ(between({before}, {booked("1")}), std::vector<Difference>{});
}

TEST(ProviderDifference, IsTheSameForAnyOrderOfEitherSide) {
    std::vector<ListedCharge> provider;
    std::vector<BookedCharge> ledger;
    for (int i = 1; i <= 40; ++i) {
        if (i % 3 != 0) provider.push_back(listed(std::to_string(i)));
        if (i % 5 != 0) ledger.push_back(booked(std::to_string(i)));
    }
    const auto found = between(provider, ledger);
    EXPECT_EQ(found.size(), 17U) << "11 of 13 are booked only, 6 of 8 are listed only";
    std::reverse(provider.begin(), provider.end());
    std::reverse(ledger.begin(), ledger.end());
    EXPECT_EQ(between(provider, ledger), found);
}

}  // namespace

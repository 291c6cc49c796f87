// SPDX-License-Identifier: Apache-2.0
// VAT vectors and the dated rule table.
#include <gtest/gtest.h>

#include "domain/tax.hpp"

using namespace suoledger::domain;

namespace {

Date date(std::string_view text) { return parse_date(text).value(); }

TEST(Vat, MatchesTheKnownVectorsForInclusivePrices) {
    for (const auto& [gross, vat] : std::initializer_list<std::pair<std::int64_t, std::int64_t>>{{107'500, 7'500},
                                                                                                 {100'000, 6'977},
                                                                                                 {250'000, 17'442},
                                                                                                 {10'000, 698},
                                                                                                 {333, 23},
                                                                                                 {99, 7},
                                                                                                 {1, 0},
                                                                                                 {0, 0},
                                                                                                 {9'000'000, 627'907}})
        EXPECT_EQ(vat_of(gross, 750, true), vat) << gross;
}

TEST(Vat, MatchesTheKnownVectorsForExclusivePrices) {
    for (const auto& [net, vat] : std::initializer_list<std::pair<std::int64_t, std::int64_t>>{
             {100'000, 7'500}, {333, 25}, {10, 1}, {7, 1}, {6, 0}, {0, 0}})
        EXPECT_EQ(vat_of(net, 750, false), vat) << net;
}

TEST(Vat, IsTheIntegerFormOfTheLawAtSevenAndAHalfPercent) {
    for (std::int64_t amount = 0; amount <= 20'000; ++amount) {
        EXPECT_EQ(vat_of(amount, 750, true), (2 * amount * 75 + 1075) / 2150);
        EXPECT_EQ(vat_of(amount, 750, false), (2 * amount * 75 + 1000) / 2000);
    }
    EXPECT_EQ(vat_of(1'000'000'000'000, 750, true), 69'767'441'860);
    EXPECT_EQ(vat_of(1'000'000'000'000, 0, true), 0);
}

TEST(VatRules, ChangeOnTheirDays) {
    EXPECT_FALSE(vat_rule_on(date("1993-12-31")));
    EXPECT_EQ(vat_rule_on(date("2020-01-31"))->standard_rate_bps, 500);
    EXPECT_EQ(vat_rule_on(date("2020-02-01"))->standard_rate_bps, 750);
    EXPECT_EQ(vat_rule_on(date("2025-12-31"))->rule_set, "ng-2020-02-01");
    EXPECT_EQ(vat_rule_on(date("2026-01-01"))->rule_set, "ng-2026-01-01");
    EXPECT_EQ(vat_rule_on(date("2026-01-01"))->standard_rate_bps, 750);
}

TEST(VatRules, ChargeOnlyTheStandardTreatment) {
    const VatRule rule = vat_rule_on(date("2026-11-23")).value();
    EXPECT_EQ(rate_bps_of(rule, VatTreatment::standard), 750);
    for (const auto treatment : {VatTreatment::zero_rated, VatTreatment::exempt, VatTreatment::out_of_scope})
        EXPECT_EQ(rate_bps_of(rule, treatment), 0);
}

}  // namespace

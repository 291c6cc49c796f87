// SPDX-License-Identifier: Apache-2.0
#include "adapters/pdf/figures_text.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace suoledger::adapters {
namespace {

using domain::Currency;
using domain::Money;

constexpr auto smallest = std::numeric_limits<std::int64_t>::min();
constexpr auto largest = std::numeric_limits<std::int64_t>::max();

TEST(AmountText, GroupsThousandsAndKeepsTwoDecimals) {
    EXPECT_EQ(amount_text({0, Currency::ngn}), "0.00");
    EXPECT_EQ(amount_text({99'999, Currency::ngn}), "999.99");
    EXPECT_EQ(amount_text({100'005, Currency::ngn}), "1,000.05");
    EXPECT_EQ(money_text({123'456'789, Currency::ngn}), "₦1,234,567.89");
    EXPECT_EQ(money_text({-5, Currency::usd}), "−$0.05");
    EXPECT_EQ(amount_text({smallest, Currency::ngn}), "−92,233,720,368,547,758.08");
}

TEST(AmountInWords, ReadsAsChequesDo) {
    const auto naira = [](std::int64_t kobo) { return amount_in_words({kobo, Currency::ngn}); };
    EXPECT_EQ(naira(0), "Zero naira only");
    EXPECT_EQ(naira(100), "One naira only");
    EXPECT_EQ(naira(1), "Zero naira, one kobo only");
    EXPECT_EQ(naira(1'350), "Thirteen naira, fifty kobo only");
    EXPECT_EQ(naira(4'200), "Forty-two naira only");
    EXPECT_EQ(naira(10'000), "One hundred naira only");
    EXPECT_EQ(naira(11'500), "One hundred and fifteen naira only");
    EXPECT_EQ(naira(100'500), "One thousand and five naira only");
    EXPECT_EQ(naira(120'500), "One thousand two hundred and five naira only");
    EXPECT_EQ(naira(26'875'050), "Two hundred and sixty-eight thousand seven hundred and fifty naira, fifty kobo only");
    EXPECT_EQ(naira(100'000'000), "One million naira only");
    EXPECT_EQ(naira(domain::max_command_total_minor_units), "Ten billion naira only");
    EXPECT_EQ(naira(-100), "Minus one naira only");
}

TEST(AmountInWords, CountsDollarsAndCents) {
    EXPECT_EQ(amount_in_words({100, Currency::usd}), "One US dollar only");
    EXPECT_EQ(amount_in_words({201, Currency::usd}), "Two US dollars, one cent only");
    EXPECT_EQ(amount_in_words({1'999, Currency::usd}), "Nineteen US dollars, ninety-nine cents only");
}

TEST(AmountInWords, HasWordsForEveryAmount) {
    EXPECT_EQ(amount_in_words({largest, Currency::ngn}),
              "Ninety-two quadrillion two hundred and thirty-three trillion seven hundred and twenty billion three "
              "hundred and sixty-eight million five hundred and forty-seven thousand seven hundred and fifty-eight "
              "naira, seven kobo only");
    EXPECT_TRUE(amount_in_words({smallest, Currency::ngn}).ends_with("naira, eight kobo only"));
}

TEST(QuantityText, DropsZerosBehindThePoint) {
    EXPECT_EQ(quantity_text(1'000), "1");
    EXPECT_EQ(quantity_text(2'500), "2.5");
    EXPECT_EQ(quantity_text(1), "0.001");
    EXPECT_EQ(quantity_text(1'200'000), "1,200");
    EXPECT_EQ(quantity_text(10'000), "10");
}

TEST(RateText, IsAPercentage) {
    EXPECT_EQ(rate_text(750), "7.5%");
    EXPECT_EQ(rate_text(1'000), "10%");
    EXPECT_EQ(rate_text(0), "0%");
}

TEST(DateText, NamesTheMonth) {
    EXPECT_EQ(date_text(domain::parse_date("2026-11-05").value()), "5 November 2026");
    EXPECT_EQ(day_text(domain::parse_date("2028-02-29").value()), "29 Feb 2028");
}

}  // namespace
}  // namespace suoledger::adapters

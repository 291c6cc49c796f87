// SPDX-License-Identifier: Apache-2.0
// Windows, ageing, growth, rates and days to pay, with numbers worked out by hand.
#include "domain/rates.hpp"

#include <gtest/gtest.h>

#include "tests/domain/scenario.hpp"

using namespace suoledger::domain;

namespace {

CohortInvoice settled(int customer, std::int64_t total, std::string_view issued, std::string_view paid) {
    CohortInvoice invoice{id(customer), {}, day(issued), day(paid)};
    invoice.figures.total = invoice.figures.allocated = total;
    return invoice;
}

CohortInvoice unpaid(int customer, std::int64_t total, std::int64_t allocated = 0) {
    CohortInvoice invoice{id(customer), {}, day("2026-11-01"), std::nullopt};
    invoice.figures.total = total;
    invoice.figures.allocated = allocated;
    return invoice;
}

TEST(Windows, BeforeAWindowThereIsOneOfTheSameLength) {
    const Window november{day("2026-11-01"), day("2026-11-30")};
    EXPECT_EQ(previous_window(november), (Window{day("2026-10-02"), day("2026-10-31")}));
    const Window one_day{day("2026-03-01"), day("2026-03-01")};
    EXPECT_EQ(previous_window(one_day), (Window{day("2026-02-28"), day("2026-02-28")}));
}

TEST(Windows, AMonthHasItsFirstAndItsLastDay) {
    EXPECT_EQ(month_of(day("2028-02-15")), (Window{day("2028-02-01"), day("2028-02-29")}));
    EXPECT_EQ(month_of(day("2026-12-31")), (Window{day("2026-12-01"), day("2026-12-31")}));
}

TEST(Windows, ListEveryMonthTheyTouchAndCutTheEnds) {
    const auto months = months_of({day("2025-11-20"), day("2026-02-03")});
    ASSERT_EQ(months.size(), 4U);
    EXPECT_EQ(months[0].name, "2025-11");
    EXPECT_EQ(months[0].window, (Window{day("2025-11-20"), day("2025-11-30")}));
    EXPECT_EQ(months[1].name, "2025-12");
    EXPECT_EQ(months[1].window, (Window{day("2025-12-01"), day("2025-12-31")}));
    EXPECT_EQ(months[2].name, "2026-01");
    EXPECT_EQ(months[3].window, (Window{day("2026-02-01"), day("2026-02-03")}));
}

TEST(Ageing, FollowsTheDueDate) {
    const Date due = day("2026-06-01"), issued = day("2026-01-01");
    const auto bucket = [&](int days_past) { return ageing_bucket_of(due, issued, {due.days + days_past}); };
    EXPECT_EQ(bucket(-1), AgeingBucket::not_due);
    EXPECT_EQ(bucket(0), AgeingBucket::not_due);
    EXPECT_EQ(bucket(1), AgeingBucket::days_1_30);
    EXPECT_EQ(bucket(30), AgeingBucket::days_1_30);
    EXPECT_EQ(bucket(31), AgeingBucket::days_31_60);
    EXPECT_EQ(bucket(60), AgeingBucket::days_31_60);
    EXPECT_EQ(bucket(61), AgeingBucket::days_61_90);
    EXPECT_EQ(bucket(90), AgeingBucket::days_61_90);
    EXPECT_EQ(bucket(91), AgeingBucket::days_over_90);
}

TEST(Ageing, FollowsTheIssueDateWhereNoDueDateWasAgreed) {
    EXPECT_EQ(ageing_bucket_of(std::nullopt, day("2026-06-01"), day("2026-06-01")), AgeingBucket::not_due);
    EXPECT_EQ(ageing_bucket_of(std::nullopt, day("2026-06-01"), day("2026-07-02")), AgeingBucket::days_31_60);
}

TEST(Growth, IsAgainstTheSizeOfWhatWasAndNothingAgainstNothing) {
    EXPECT_EQ(growth_bps(150, 100), 5'000);
    EXPECT_EQ(growth_bps(0, 100), -10'000);
    EXPECT_EQ(growth_bps(100, 0), std::nullopt);
    EXPECT_EQ(growth_bps(50, -100), 15'000) << "credit notes made the window before negative";
    EXPECT_EQ(growth_bps(4, 3), 3'333);
    EXPECT_EQ(growth_bps(2, 3), -3'333);
    EXPECT_EQ(growth_bps(80'001, 80'000), 0) << "0.125 basis points";
    EXPECT_EQ(growth_bps(20'001, 20'000), 1) << "half a basis point";
    EXPECT_EQ(growth_bps(19'999, 20'000), -1);
}

TEST(Rates, RoundHalfAwayFromZero) {
    EXPECT_EQ(rate_bps(1, 3), 3'333);
    EXPECT_EQ(rate_bps(2, 3), 6'667);
    EXPECT_EQ(rate_bps(1, 20'000), 1);
    EXPECT_EQ(rate_bps(5, 0), std::nullopt);
    EXPECT_EQ(rate_bps(9'000'000'000'000'000'000, 9'000'000'000'000'000'000), 10'000);
}

TEST(Cohort, CountsWhatIsCollectedOfWhatWasInvoiced) {
    CohortInvoice credited = unpaid(3, 5'000, 1'000);
    credited.figures.credited = 2'000;
    CohortInvoice cancelled = unpaid(4, 9'999);
    cancelled.figures.cancelled = true;
    const std::vector cohort{settled(1, 10'000, "2026-11-01", "2026-11-04"), unpaid(1, 7'000), credited, cancelled};
    const auto figures = figures_of(cohort);
    EXPECT_EQ(figures.invoices, 3);
    EXPECT_EQ(figures.settled, 1);
    EXPECT_EQ(figures.invoiced, 10'000 + 7'000 + 3'000);
    EXPECT_EQ(figures.collected, 10'000 + 1'000);
    EXPECT_EQ(figures.customers, 2);
    EXPECT_EQ(figures.repeat_customers, 1);
}

TEST(Cohort, TellsMeanAndMedianOfDaysToPay) {
    std::vector cohort{settled(1, 1, "2026-11-01", "2026-11-02"), settled(2, 1, "2026-11-01", "2026-11-04"),
                       settled(3, 1, "2026-11-01", "2026-11-21")};
    EXPECT_EQ(figures_of(cohort).mean_days_to_pay, 800) << "(1 + 3 + 20) / 3";
    EXPECT_EQ(figures_of(cohort).median_days_to_pay, 300);
    cohort.push_back(settled(4, 1, "2026-11-10", "2026-11-08"));
    EXPECT_EQ(figures_of(cohort).mean_days_to_pay, 600) << "paid before it was issued counts as 0";
    EXPECT_EQ(figures_of(cohort).median_days_to_pay, 200);
    cohort.push_back(settled(5, 1, "2026-11-10", "2026-11-10"));
    cohort.push_back(settled(6, 1, "2026-11-10", "2026-11-11"));
    EXPECT_EQ(figures_of(cohort).mean_days_to_pay, 417) << "25 / 6 = 4.1667";
    EXPECT_EQ(figures_of(std::span<const CohortInvoice>{}).mean_days_to_pay, std::nullopt);
    EXPECT_EQ(figures_of(std::span<const CohortInvoice>{}).median_days_to_pay, std::nullopt);
}

TEST(Cohort, AddsUpFromWhatWasCountedBeforeAsFromItsInvoices) {
    const std::vector invoices{settled(1, 100, "2026-11-01", "2026-11-02"), settled(2, 200, "2026-11-01", "2026-11-04"),
                               unpaid(1, 5'000, 1'000), settled(3, 400, "2026-11-10", "2026-11-11")};
    Cohort counted;
    for (const auto& invoice : {invoices[0], invoices[1]}) counted.add(invoice);
    counted.add(CohortSums{.invoices = 2, .settled = 1, .invoiced = 5'400, .collected = 1'400});
    counted.add_invoices_of(id(1), 1);
    counted.add_invoices_of(id(3), 1);
    counted.add_settled_after(1, 1);
    EXPECT_EQ(counted.figures(), figures_of(invoices));
    EXPECT_EQ(counted.figures().repeat_customers, 1);

    Cohort told;
    told.add(CohortSums{.invoices = 4, .settled = 3, .invoiced = 5'700, .collected = 1'700});
    told.add_customers(3, 1);
    told.add_settled_after(1, 2);
    told.add_settled_after(3, 1);
    EXPECT_EQ(told.figures(), figures_of(invoices));
}

}  // namespace

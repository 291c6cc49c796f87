// SPDX-License-Identifier: Apache-2.0
// Refund and dispute of one charge end in the same state, whatever is heard of first (DOMAIN §5).
#include <algorithm>

#include <gtest/gtest.h>

#include "tests/domain/scenario.hpp"

using namespace suoledger::domain;

namespace {

enum class Step : std::uint8_t { request, settle, open, lose };

struct Amounts {
    std::int64_t refund = 0, dispute = 0, taken = 0;
};

Command command_of(Step step, const Amounts& amounts) {
    RecordChargeback dispute{
        .payment_id = id(40), .chargeback_id = id(80), .amount = amounts.dispute, .amount_taken = amounts.taken};
    dispute.stage = step == Step::open ? ChargebackStage::opened : ChargebackStage::lost;
    if (step == Step::request) return RequestRefund{id(40), id(70), amounts.refund, {}};
    if (step == Step::settle)
        return RecordRefund{.payment_id = id(40), .refund_id = id(70), .outcome = RefundOutcome::settled};
    return dispute;
}

/// Every order in which the first of each pair, if it is there, comes before the second.
std::vector<std::vector<Step>> orders_of(std::vector<Step> steps) {
    std::vector<std::vector<Step>> orders;
    std::ranges::sort(steps);
    const auto is_before = [](const std::vector<Step>& order, Step first, Step second) {
        return std::ranges::find(order, first) == order.end() ||
               std::ranges::find(order, first) < std::ranges::find(order, second);
    };
    do {
        if (is_before(steps, Step::request, Step::settle) && is_before(steps, Step::open, Step::lose))
            orders.push_back(steps);
    } while (std::ranges::next_permutation(steps).found);
    return orders;
}

/// Invoice 30 of 10 000, paid in full by payment 40.
Scenario paid_shop() {
    Scenario scenario = shop();
    EXPECT_TRUE(scenario.when(an_invoice(30, {10'000})));
    EXPECT_TRUE(scenario.when(a_payment(40, 10'000, id(30))));
    return scenario;
}

void run(Scenario& scenario, const std::vector<Step>& order, const Amounts& amounts) {
    for (const Step step : order) ASSERT_TRUE(scenario.when(command_of(step, amounts))) << static_cast<int>(step);
}

void expect_end(const Scenario& scenario, const Amounts& amounts) {
    const PaymentState& payment = scenario.payment(id(40));
    EXPECT_EQ(payment.refunded, amounts.refund);
    EXPECT_EQ(payment.charged_back, amounts.dispute);
    EXPECT_EQ(payment.allocated, 0);
    EXPECT_EQ(payment.reserved, 0);
    EXPECT_EQ(amount_unallocated_of(payment), 0);
    EXPECT_EQ(payment.overdrawn, amounts.refund + amounts.dispute - 10'000);
    EXPECT_EQ(amount_due_of(scenario.invoice(id(30))), 10'000);
    EXPECT_EQ(balance_of(scenario, 1100), 10'000);
    EXPECT_EQ(balance_of(scenario, 2200), 0);
    EXPECT_EQ(balance_of(scenario, 1060), 0);
    EXPECT_EQ(balance_of(scenario, 1150), payment.overdrawn);
    EXPECT_EQ(balance_of(scenario, 1000), -payment.overdrawn);
}

TEST(PaymentOrders, OfAPartialRefundAndADisputeOfTheRestEndAlike) {
    const Amounts amounts{4'000, 6'000, 0};
    const auto orders = orders_of({Step::request, Step::settle, Step::lose});
    ASSERT_EQ(orders.size(), 3U);
    for (const auto& order : orders) {
        Scenario scenario = paid_shop();
        run(scenario, order, amounts);
        expect_end(scenario, amounts);
    }
}

TEST(PaymentOrders, WithAnOpeningThatHeldMoneyBackEndAlike) {
    const Amounts amounts{4'000, 6'000, 2'500};
    const auto orders = orders_of({Step::request, Step::settle, Step::open, Step::lose});
    ASSERT_EQ(orders.size(), 6U);
    for (const auto& order : orders) {
        Scenario scenario = paid_shop();
        run(scenario, order, amounts);
        expect_end(scenario, amounts);
    }
}

TEST(PaymentOrders, OfAFullRefundAndAFullDisputeBookBothAndOverdraw) {
    const Amounts amounts{10'000, 10'000, 0};
    for (const auto& order : orders_of({Step::request, Step::settle, Step::lose})) {
        Scenario scenario = paid_shop();
        if (order.front() == Step::lose) {
            ASSERT_TRUE(scenario.when(command_of(Step::lose, amounts)));
            EXPECT_EQ(scenario.refusal_of(command_of(Step::request, amounts)), RejectionCode::nothing_to_refund)
                << "the only order in which somebody can still be stopped";
            continue;
        }
        run(scenario, order, amounts);
        expect_end(scenario, amounts);
    }
}

TEST(PaymentOrders, OfAFailedRefundAndADisputeLeaveWhatTheDisputeLeft) {
    const Amounts amounts{4'000, 6'000, 0};
    const RecordRefund failed{.payment_id = id(40), .refund_id = id(70), .outcome = RefundOutcome::failed};
    for (const bool dispute_first : {true, false}) {
        Scenario scenario = paid_shop();
        ASSERT_TRUE(scenario.when(command_of(Step::request, amounts)));
        if (dispute_first) {
            ASSERT_TRUE(scenario.when(command_of(Step::lose, amounts)));
        }
        ASSERT_TRUE(scenario.when(failed));
        if (!dispute_first) {
            ASSERT_TRUE(scenario.when(command_of(Step::lose, amounts)));
        }
        const PaymentState& payment = scenario.payment(id(40));
        EXPECT_EQ(payment.allocated + amount_unallocated_of(payment), 4'000);
        EXPECT_EQ(payment.charged_back, 6'000);
        EXPECT_EQ(payment.overdrawn, 0);
    }
}

}  // namespace

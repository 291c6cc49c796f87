// SPDX-License-Identifier: Apache-2.0
// All that a provider says of one charge ends in the same books, in whatever order it is heard (DOMAIN §5).
#include <algorithm>

#include <gtest/gtest.h>

#include "tests/domain/provider_facts.hpp"

using namespace suoledger::domain;

namespace {

enum class Fact : std::uint8_t { failed_attempt, success, refund_pending, refund_processed, dispute_lost };

struct ChargeAmounts {
    std::int64_t refund = 0, dispute = 0;
};

Command command_of(Fact fact, const ChargeAmounts& amounts) {
    switch (fact) {
        case Fact::failed_attempt:
            return a_failure();
        case Fact::success:
            return a_charge();
        case Fact::refund_pending:
            return a_refund(ProviderRefundStage::pending, amounts.refund);
        case Fact::refund_processed:
            return a_refund(ProviderRefundStage::processed, amounts.refund);
        case Fact::dispute_lost:
            break;
    }
    return RecordChargeback{
        .payment_id = id(40), .chargeback_id = id(80), .stage = ChargebackStage::lost, .amount = amounts.dispute};
}

/// Whoever hears of a fact gives its command; what comes before its money is parked and tried again.
class Listener {
public:
    explicit Listener(const ChargeAmounts& amounts) : amounts_(amounts) {
        EXPECT_TRUE(scenario_.when(an_invoice(30, {10'000})));
        EXPECT_TRUE(scenario_.when(an_attempt()));
        EXPECT_TRUE(scenario_.when(a_page()));
    }
    void hear(Fact fact) {
        parked_.push_back(fact);
        while (std::erase_if(parked_, [this](Fact waiting) { return is_done(waiting); }) > 0) {
        }
    }
    [[nodiscard]] std::size_t parked() const { return parked_.size(); }
    [[nodiscard]] const Scenario& scenario() const { return scenario_; }

private:
    bool is_done(Fact fact) {
        const auto decided = scenario_.when(command_of(fact, amounts_));
        if (decided || decided.error().code == RejectionCode::already_recorded) return true;
        EXPECT_EQ(decided.error().code, RejectionCode::payment_not_received) << static_cast<int>(fact);
        return false;
    }

    Scenario scenario_ = shop();
    const ChargeAmounts amounts_;
    std::vector<Fact> parked_;
};

std::vector<std::vector<Fact>> all_orders() {
    std::vector<Fact> facts = {Fact::failed_attempt, Fact::success, Fact::refund_pending, Fact::refund_processed,
                               Fact::dispute_lost};
    std::vector<std::vector<Fact>> orders;
    do orders.push_back(facts);
    while (std::ranges::next_permutation(facts).found);
    return orders;
}

void expect_end_of_charge(const Scenario& scenario, const ChargeAmounts& amounts) {
    const PaymentState& payment = scenario.payment(id(40));
    const std::int64_t overdrawn = amounts.refund + amounts.dispute - 10'000;
    EXPECT_EQ(payment.amount, 10'000);
    EXPECT_EQ(payment.refunded, amounts.refund);
    EXPECT_EQ(payment.charged_back, amounts.dispute);
    EXPECT_EQ(payment.allocated, 0);
    EXPECT_EQ(payment.reserved, 0);
    EXPECT_EQ(amount_unallocated_of(payment), 0);
    EXPECT_EQ(payment.overdrawn, overdrawn);
    EXPECT_EQ(payment.refunds.size(), 1U);
    EXPECT_EQ(payment.chargebacks.size(), 1U);
    EXPECT_EQ(amount_due_of(scenario.invoice(id(30))), 10'000);
    EXPECT_EQ(status_of(figures_of(scenario.invoice(id(30)))), InvoiceStatus::open);
    EXPECT_EQ(balance_of(scenario, 1050), -overdrawn - 150) << "the provider kept its fee";
    EXPECT_EQ(balance_of(scenario, 1060), 0);
    EXPECT_EQ(balance_of(scenario, 1100), 10'000);
    EXPECT_EQ(balance_of(scenario, 1150), overdrawn);
    EXPECT_EQ(balance_of(scenario, 2200), 0);
    EXPECT_EQ(balance_of(scenario, 6100), 150);
}

void expect_all_orders_end_alike(const ChargeAmounts& amounts, int times_heard) {
    const auto orders = all_orders();
    ASSERT_EQ(orders.size(), 120U);
    for (std::size_t order = 0; order < orders.size(); ++order) {
        Listener listener(amounts);
        for (int time = 0; time < times_heard; ++time)
            for (const Fact fact : orders[order]) listener.hear(fact);
        EXPECT_EQ(listener.parked(), 0U) << "order " << order;
        expect_end_of_charge(listener.scenario(), amounts);
        if (testing::Test::HasFailure()) FAIL() << "order " << order;
    }
}

TEST(OrdersOfOneCharge, OfAPartialRefundAndADisputeOfTheRestEndAlike) {
    expect_all_orders_end_alike({4'000, 6'000}, 1);
}

TEST(OrdersOfOneCharge, HeardTwiceEndAsHeardOnce) { expect_all_orders_end_alike({4'000, 6'000}, 2); }

TEST(OrdersOfOneCharge, OfAFullRefundAndAFullDisputeBookBothAndOverdraw) {
    expect_all_orders_end_alike({10'000, 10'000}, 1);
}

}  // namespace

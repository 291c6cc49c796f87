// SPDX-License-Identifier: Apache-2.0
// Rows of payments against the domain's own state of the same events: refunds, disputes and every figure.
#include <gtest/gtest.h>

#include <map>

#include "eventstore/codec.hpp"
#include "tests/projections/folded_read_models.hpp"
#include "tests/projections/followed_log.hpp"

using namespace suoledger;
using namespace suoledger::projections;
using domain::ChargebackStage;
using domain::RefundStatus;

namespace {

std::map<domain::StreamId, domain::PaymentState> states_of(const History& history) {
    std::map<domain::StreamId, domain::PaymentState> states;
    for (const auto& recorded : history.events) {
        if (recorded.stream.type != domain::StreamType::payment) continue;
        const auto event = eventstore::decode(recorded.event_type, recorded.schema_version, recorded.payload,
                                              recorded.stream.tenant, recorded.event_id, nullptr);
        domain::State state = states[recorded.stream];
        domain::evolve(state, event);
        states[recorded.stream] = std::get<domain::PaymentState>(state);
    }
    return states;
}

void expect_same_figures(const PaymentRow& row, const domain::PaymentState& state) {
    EXPECT_EQ(row.version, state.version);
    EXPECT_EQ(row.allocated, state.allocated);
    EXPECT_EQ(row.reserved, state.reserved);
    EXPECT_EQ(row.refunded, state.refunded);
    EXPECT_EQ(row.charged_back, state.charged_back);
    EXPECT_EQ(row.overdrawn, state.overdrawn);
    EXPECT_EQ(amount_unallocated_of(row), domain::amount_unallocated_of(state));
}

void expect_same_attempt(const PaymentRow& row, const domain::PaymentState& state) {
    EXPECT_EQ(row.status, domain::status_of(state.is_received, state.attempt));
    EXPECT_EQ(row.received.has_value(), state.is_received);
    EXPECT_EQ(row.amount, state.amount);
    EXPECT_EQ(row.provider_payment_id, state.provider_payment_id);
    EXPECT_EQ(row.customer, state.is_received ? state.customer : state.attempt->customer);
    ASSERT_EQ(row.attempt.has_value(), state.attempt.has_value());
    if (!row.attempt) return;
    EXPECT_EQ(row.attempt->facts, *state.attempt);
    EXPECT_EQ(row.attempt->checkout.has_value(), state.attempt->has_checkout);
    EXPECT_EQ(row.attempt->failed.has_value(), state.attempt->has_failed);
}

void expect_same_refunds(const PaymentRow& row, const domain::PaymentState& state) {
    ASSERT_EQ(row.refunds.size(), state.refunds.size());
    for (std::size_t i = 0; i < row.refunds.size(); ++i) {
        EXPECT_EQ(row.refunds[i].id, state.refunds[i].id);
        EXPECT_EQ(row.refunds[i].amount, state.refunds[i].amount);
        EXPECT_EQ(row.refunds[i].fee, state.refunds[i].fee);
        EXPECT_EQ(row.refunds[i].status, state.refunds[i].status);
        EXPECT_EQ(row.refunds[i].settled_on, state.refunds[i].settled_on);
        EXPECT_EQ(row.refunds[i].provider_refund_id, state.refunds[i].provider_refund_id);
        EXPECT_EQ(row.refunds[i].requested.event_type, "refund_requested");
        EXPECT_EQ(row.refunds[i].failed.has_value(), state.refunds[i].status == RefundStatus::failed);
    }
}

void expect_same_chargebacks(const PaymentRow& row, const domain::PaymentState& state) {
    ASSERT_EQ(row.chargebacks.size(), state.chargebacks.size());
    for (std::size_t i = 0; i < row.chargebacks.size(); ++i) {
        EXPECT_EQ(row.chargebacks[i].id, state.chargebacks[i].id);
        EXPECT_EQ(row.chargebacks[i].amount, state.chargebacks[i].amount);
        EXPECT_EQ(row.chargebacks[i].amount_taken, state.chargebacks[i].amount_taken);
        EXPECT_EQ(row.chargebacks[i].fee, state.chargebacks[i].fee);
        EXPECT_EQ(row.chargebacks[i].stage, state.chargebacks[i].stage);
        EXPECT_EQ(row.chargebacks[i].opened_on, state.chargebacks[i].opened_on);
        EXPECT_EQ(row.chargebacks[i].closed_on, state.chargebacks[i].closed_on);
        EXPECT_EQ(row.chargebacks[i].opened.event_type, "chargeback_opened");
    }
}

TEST(PaymentFold, AgreesWithTheDomainAboutEveryPayment) {
    const History history = random_history(printed_seed(), 1000);
    ListedLog log(history.events);
    const FoldedSnapshot snapshot(log);
    std::map<RefundStatus, int> refunds;
    std::map<ChargebackStage, int> chargebacks;
    std::map<domain::PaymentStatus, int> statuses;
    int acknowledged = 0;
    int overdrawn = 0;
    for (const auto& [stream, state] : states_of(history)) {
        SCOPED_TRACE(domain::to_type_id(stream));
        const auto row = snapshot.payment(stream.tenant, stream.id);
        ASSERT_TRUE(row);
        expect_same_figures(*row, state);
        expect_same_attempt(*row, state);
        expect_same_refunds(*row, state);
        expect_same_chargebacks(*row, state);
        ++statuses[row->status];
        for (const auto& refund : row->refunds) {
            ++refunds[refund.status];
            acknowledged += refund.provider_refund_id.empty() ? 0 : 1;
        }
        for (const auto& chargeback : row->chargebacks) ++chargebacks[chargeback.stage];
        overdrawn += row->overdrawn > 0 ? 1 : 0;
    }
    EXPECT_EQ(refunds.size(), 3U) << "the history shows every outcome of a refund";
    EXPECT_EQ(chargebacks.size(), 3U) << "the history shows every stage of a dispute";
    EXPECT_EQ(statuses.size(), 4U) << "the history shows every status of a payment";
    EXPECT_GT(acknowledged, 0);
    EXPECT_GT(overdrawn, 0);
}

}  // namespace

// SPDX-License-Identifier: Apache-2.0
// Whoever watches the log or the metrics hears of money that a provider owes.
#include <gtest/gtest.h>

#include "adapters/telemetry/overdrawn_payments.hpp"
#include "eventstore/codec.hpp"

using namespace suoledger;

namespace {

const domain::Uuid tenant = domain::parse_uuid("0190a3b4-0000-7000-8000-000000000001").value();
const domain::Uuid payment = domain::parse_uuid("0190a3b4-0000-7000-8000-000000000031").value();

eventstore::RecordedEvent recorded(std::int64_t position, domain::Event event) {
    eventstore::RecordedEvent row;
    row.position = position;
    row.stream = {tenant, domain::StreamType::payment, payment};
    auto encoded = eventstore::encode({row.stream, std::move(event), {}, {}}, row.event_id, nullptr);
    row.event_type = std::move(encoded.event_type);
    row.schema_version = encoded.schema_version;
    row.payload = std::move(encoded.payload);
    return row;
}

TEST(OverdrawnPayments, AreCountedAndNamed) {
    domain::RefundSettled covered, refund;
    covered.amount = refund.amount = 10'000;
    refund.overdrawn = 4'000;
    domain::ChargebackLost dispute;
    dispute.amount = dispute.overdrawn = 6'000;
    dispute.currency = domain::Currency::usd;
    eventstore::MemoryMetrics metrics;
    std::vector<adapters::LogFields> warnings;
    adapters::report_overdrawn(
        {recorded(1, covered), recorded(2, refund), recorded(3, domain::RefundFailed{}), recorded(4, dispute)}, metrics,
        [&](std::string_view, const adapters::LogFields& fields) { warnings.push_back(fields); });
    EXPECT_EQ(metrics.value("payments_overdrawn_total{event=\"refund_settled\"}"), 1);
    EXPECT_EQ(metrics.value("payments_overdrawn_total{event=\"chargeback_lost\"}"), 1);
    ASSERT_EQ(warnings.size(), 2U);
    EXPECT_EQ(warnings[0], (adapters::LogFields{{"business", domain::to_type_id(domain::business_prefix, tenant)},
                                                {"payment", domain::to_type_id(domain::payment_prefix, payment)},
                                                {"event", "refund_settled"},
                                                {"position", "2"},
                                                {"currency", "NGN"},
                                                {"amount", "4000"}}));
    EXPECT_EQ(warnings[1].back(), (std::pair<std::string, std::string>{"amount", "6000"}));
}

}  // namespace

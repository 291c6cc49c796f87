// SPDX-License-Identifier: Apache-2.0
// Finding what overdraws a payment among committed events.
#include "adapters/telemetry/overdrawn_payments.hpp"

#include <string>

#include "eventstore/codec.hpp"

namespace suoledger::adapters {
namespace {

struct Overdraft {
    domain::Currency currency{};
    std::int64_t amount = 0;
};

/// 0 for most: only these two events take money that is not there.
Overdraft overdraft_of(const eventstore::RecordedEvent& row) {
    constexpr std::string_view settled = domain::EventName<domain::RefundSettled>::value;
    constexpr std::string_view lost = domain::EventName<domain::ChargebackLost>::value;
    if (row.event_type != settled && row.event_type != lost) return {};
    const auto event =
        eventstore::decode(row.event_type, row.schema_version, row.payload, row.stream.tenant, row.event_id, nullptr);
    if (const auto* refund = std::get_if<domain::RefundSettled>(&event)) return {refund->currency, refund->overdrawn};
    const auto& dispute = std::get<domain::ChargebackLost>(event);
    return {dispute.currency, dispute.overdrawn};
}

}  // namespace

void report_overdrawn(const std::vector<eventstore::RecordedEvent>& batch, eventstore::Metrics& metrics,
                      const WarningLine& warn) {
    for (const auto& row : batch) {
        const Overdraft overdraft = overdraft_of(row);
        if (overdraft.amount == 0) continue;
        metrics.add(payments_overdrawn, 1, {{"event", row.event_type}});
        warn("more was given back than had arrived: the provider owes it",
             {{"business", domain::to_type_id(domain::business_prefix, row.stream.tenant)},
              {"payment", domain::to_type_id(row.stream)},
              {"event", row.event_type},
              {"position", std::to_string(row.position)},
              {"currency", std::string(domain::to_string(overdraft.currency))},
              {"amount", std::to_string(overdraft.amount)}});
    }
}

}  // namespace suoledger::adapters

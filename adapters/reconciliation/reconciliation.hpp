// SPDX-License-Identifier: Apache-2.0
// Reconciliation with one provider: the sweep, then payouts, then what still differs; on schedule and on demand.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/inbox/booking.hpp"
#include "adapters/reconciliation/payout_booking.hpp"
#include "adapters/reconciliation/sweep.hpp"
#include "adapters/schedule/scheduler.hpp"

namespace suoledger::adapters {

struct ReconciliationParts {
    PaymentProvider& provider;
    eventstore::ProviderCharges& charges;
    eventstore::EventStore& store;
    eventstore::KeyVault& vault;
    std::function<domain::Timestamp()> now;
    std::optional<domain::Uuid> account_business;  // whose charges under foreign references are
};

struct ReconciliationCounts {
    SweepCounts sweep;
    PayoutCounts payouts;
    /// Of both: what a person has to look at.
    [[nodiscard]] Refusals refused() const;
};

class Reconciliation {
public:
    explicit Reconciliation(ReconciliationParts parts);

    /// `instance` names the run: tried again, it finds its commands done. Throws ProviderUnavailable, LeaseLost,
    /// StoreUnavailable.
    ReconciliationCounts run(const domain::Period& period, SweepUse use, HeldLease& lease, const std::string& instance);

    /// By business, from what was listed and from the log itself; charges that are nobody's stand under the nil id.
    [[nodiscard]] std::map<domain::Uuid, std::vector<domain::Difference>> differences(const domain::Period& period);

private:
    ReconciliationParts parts_;
    Booking booking_;
};

/// Told of every run that found something to book, or that a person has to look at.
using OnReconciled = std::function<void(std::string_view task, const ReconciliationCounts& counts)>;

/// The sweep of what is new, every so often, and once a day one that reaches back far enough for what was paid late.
/// `reconciliation` must outlive them.
std::vector<TimedTask> reconciliation_tasks(Reconciliation& reconciliation, std::string_view provider,
                                            std::chrono::seconds every, OnReconciled on_reconciled);

}  // namespace suoledger::adapters

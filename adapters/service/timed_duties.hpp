// SPDX-License-Identifier: Apache-2.0
// What the service does by the clock: one runner in the deployment, whichever process that is.
#pragma once

#include <chrono>
#include <optional>

#include "adapters/reconciliation/reconciliation.hpp"
#include "adapters/schedule/scheduler.hpp"
#include "adapters/telemetry/log.hpp"
#include "eventstore/postgres/postgres_lease_table.hpp"
#include "eventstore/postgres/postgres_provider_charges.hpp"
#include "eventstore/postgres/postgres_timed_work.hpp"
#include "http/inbox_services.hpp"

namespace suoledger::adapters {

/// All must outlive it.
struct TimedDutiesParts {
    eventstore::ReadPool& pool;
    eventstore::EventStore& store;
    eventstore::KeyVault& vault;
    PaymentProvider* provider = nullptr;  // none: nothing is swept
    std::optional<domain::Uuid> account_business;
    std::chrono::seconds sweep_every{3600};
    Log& log;
};

class TimedDuties {
public:
    explicit TimedDuties(const TimedDutiesParts& parts);
    TimedDuties(const TimedDuties&) = delete;
    TimedDuties& operator=(const TimedDuties&) = delete;

    /// The log can be appended to now.
    void start() { scheduler_.start(); }
    /// For handlers.
    [[nodiscard]] http::ProviderLists lists() { return {charges_, done_}; }

private:
    std::vector<TimedTask> tasks(const TimedDutiesParts& parts);

    Log& log_;
    eventstore::PostgresLeaseTable leases_;
    eventstore::PostgresTimedWork done_;
    eventstore::PostgresProviderCharges charges_;
    std::optional<Reconciliation> reconciliation_;
    Scheduler scheduler_;  // last: its thread uses the rest
};

}  // namespace suoledger::adapters

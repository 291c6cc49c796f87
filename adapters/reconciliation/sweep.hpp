// SPDX-License-Identifier: Apache-2.0
// The sweep: pages through what a provider lists for a period, keeps it for reports and books what webhooks missed.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <utility>

#include "adapters/providers/payment_provider.hpp"
#include "adapters/reconciliation/fact_booking.hpp"
#include "adapters/reconciliation/provider_pages.hpp"
#include "adapters/schedule/scheduler.hpp"
#include "eventstore/provider_charges.hpp"

namespace suoledger::adapters {

enum class SweepUse : std::uint8_t {
    book,
    list_only  // for a report of what is missing before it is booked
};

struct SweepCounts {
    std::size_t charges = 0, refunds = 0, disputes = 0;  // listed
    std::size_t booked = 0;                              // facts that no webhook had brought
    std::size_t gone = 0;                                // charges that the provider does not know any more
    /// What a person has to look at: the provider's id or reference, and why.
    Refusals refused;
};

struct SweepParts {
    PaymentProvider& provider;
    eventstore::ProviderCharges& charges;
    FactBooking& booking;
    std::function<domain::Timestamp()> now;
};

class Sweep {
public:
    explicit Sweep(SweepParts parts) : parts_(std::move(parts)) {}

    /// Of what the provider made in the period. Charges that were listed before as paid in it and are not listed any
    /// more are asked for one by one: they may have been made earlier. Throws ProviderUnavailable, LeaseLost,
    /// StoreUnavailable; then it is as if what was done so far had been a sweep of its own.
    SweepCounts run(const domain::Period& period, SweepUse use, HeldLease& lease);

private:
    struct Running;
    void sweep_charges(Running& running);
    void sweep_refunds(Running& running);
    void sweep_disputes(Running& running);
    void look_for_unlisted(Running& running);
    [[nodiscard]] eventstore::ProviderChargeRow row_of(const Charge& charge, domain::Timestamp listed_at) const;

    SweepParts parts_;
};

}  // namespace suoledger::adapters

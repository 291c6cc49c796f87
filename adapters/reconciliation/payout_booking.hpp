// SPDX-License-Identifier: Apache-2.0
// Payouts: read from the provider's settlement list, split by business, booked once.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adapters/providers/payment_provider.hpp"
#include "adapters/reconciliation/payout_split.hpp"
#include "adapters/reconciliation/provider_pages.hpp"
#include "adapters/schedule/scheduler.hpp"
#include "domain/provider_difference.hpp"
#include "eventstore/event_store.hpp"
#include "eventstore/key_vault.hpp"
#include "eventstore/provider_charges.hpp"

namespace suoledger::adapters {

struct PayoutCounts {
    std::size_t listed = 0, booked = 0;  // a payout is booked once for each business
    /// What a person has to look at: the provider's id of the payout, and why.
    Refusals refused;
};

struct PayoutParts {
    PaymentProvider& provider;
    eventstore::ProviderCharges& charges;
    eventstore::EventStore& store;
    eventstore::KeyVault& vault;
    std::function<domain::Timestamp()> now;
    std::optional<domain::Uuid> account_business;
};

class PayoutBooking {
public:
    explicit PayoutBooking(PayoutParts parts) : parts_(std::move(parts)) {}

    /// Of what the provider paid in the period. The charges of its lines must have been listed before: who they are of
    /// is looked up there. Throws ProviderUnavailable, LeaseLost, StoreUnavailable.
    PayoutCounts run(const domain::Period& period, HeldLease& lease);

private:
    void book(const Payout& payout, HeldLease& lease, PayoutCounts& counts);
    [[nodiscard]] std::vector<PayoutLine> lines_of(const Payout& payout, HeldLease& lease, PayoutCounts& counts);
    [[nodiscard]] std::optional<BookedLine> booked_line(const std::string& reference);

    PayoutParts parts_;
};

}  // namespace suoledger::adapters

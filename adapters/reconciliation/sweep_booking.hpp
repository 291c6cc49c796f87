// SPDX-License-Identifier: Apache-2.0
// The booking that webhooks end in, as the sweep calls it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "adapters/inbox/booking.hpp"
#include "adapters/reconciliation/fact_booking.hpp"

namespace suoledger::adapters {

/// For one run over one period; used by one thread. `booking` and `provider` outlive it.
class SweepBooking final : public FactBooking {
public:
    /// `instance` names the run: the same run tried again finds its commands done.
    SweepBooking(Booking& booking, PaymentProvider& provider, std::optional<domain::Uuid> account_business,
                 std::string instance);

    [[nodiscard]] std::optional<domain::Uuid> business_of(const std::string& charge_reference) const override;
    FactOutcome book_charge(const Charge& charge) override;
    ProviderAnswer<FactOutcome> book_refund(const RefundNotice& refund) override;
    ProviderAnswer<FactOutcome> book_dispute(const DisputeNotice& dispute) override;

private:
    /// As it was listed in this run, else as the provider says now.
    ProviderAnswer<Charge> charge_of(const std::string& reference);
    [[nodiscard]] BookingSource source() const;

    Booking& booking_;
    PaymentProvider& provider_;
    const std::optional<domain::Uuid> account_business_;
    const std::string instance_;
    std::map<std::string, Charge> listed_;  // those that arrived, by reference
};

}  // namespace suoledger::adapters

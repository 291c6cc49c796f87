// SPDX-License-Identifier: Apache-2.0
// What the sweep needs of whoever books what a provider says: the same booking that webhooks end in.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "adapters/providers/payment_provider.hpp"
#include "domain/uuid.hpp"

namespace suoledger::adapters {

struct FactOutcome {
    enum class Kind : std::uint8_t {
        booked,
        known,   // it was booked before, or moves no money
        refused  // a person has to look: `reason` says why, nothing personal
    } kind{};
    std::string reason;
};

/// Each fact once, however often and in whatever order it is told. Throws StoreUnavailable; a fault of the provider is
/// an error of its port.
class FactBooking {
public:
    virtual ~FactBooking() = default;
    /// Whose a charge under this reference is; nullopt: nobody's that is known.
    [[nodiscard]] virtual std::optional<domain::Uuid> business_of(const std::string& charge_reference) const = 0;
    /// As the provider itself lists it: nothing is asked again.
    virtual FactOutcome book_charge(const Charge& charge) = 0;
    virtual ProviderAnswer<FactOutcome> book_refund(const RefundNotice& refund) = 0;
    virtual ProviderAnswer<FactOutcome> book_dispute(const DisputeNotice& dispute) = 0;
};

}  // namespace suoledger::adapters

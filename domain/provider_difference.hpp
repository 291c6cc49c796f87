// SPDX-License-Identifier: Apache-2.0
// What a provider lists of its charges against what the journal holds of them: every difference by name, none twice.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/money.hpp"
#include "domain/time.hpp"
#include "domain/uuid.hpp"

namespace suoledger::domain {

enum class ListedStatus : std::uint8_t { success, failed, abandoned, pending, reversed };
std::string_view to_string(ListedStatus status);
std::optional<ListedStatus> parse_listed_status(std::string_view text);

/// A charge as the provider listed it last.
struct ListedCharge {
    std::string provider_payment_id, reference;
    ListedStatus status{};
    Money amount;
    std::int64_t fee = 0;
    std::int64_t refunded = 0;      // Σ of its refunds that were processed
    std::int64_t charged_back = 0;  // Σ of its disputes that were lost
    Timestamp at;                   // when it was paid; else when it was listed
    Timestamp listed_at;
};

/// A payment of that provider as the books hold it.
struct BookedCharge {
    Uuid payment;
    std::string provider_payment_id, reference;
    Money amount;
    std::int64_t fee = 0, refunded = 0, charged_back = 0;
    Timestamp at;          // when it was received
    Timestamp changed_at;  // when anything of it was last recorded
};

/// `status`: the books hold money that the provider says never came, or that went back as a whole and is still here.
enum class DifferenceKind : std::uint8_t {
    missing_in_ledger,
    missing_at_provider,
    booked_twice,
    status,
    currency,
    amount,
    fee,
    refunded,
    charged_back
};
std::string_view to_string(DifferenceKind kind);

struct Difference {
    DifferenceKind kind{};
    std::string provider_payment_id, reference;
    std::optional<Uuid> payment;            // nullopt: missing in the ledger
    std::optional<ListedStatus> status;     // as listed; nullopt: missing at the provider
    std::optional<Money> provider, ledger;  // the two figures that differ; of a missing one only the other side's
    Timestamp at;                           // the provider's where it lists the charge
    bool operator==(const Difference&) const = default;
};

/// Half open: until is left out.
struct Period {
    Timestamp from, until;
    [[nodiscard]] bool holds(Timestamp at) const { return from <= at && at < until; }
};

/// Those whose time is in the period, by time. Both sides must reach beyond it where their clocks may disagree: a
/// charge that one side has just before the period and the other just inside it is no difference.
/// A charge that did not succeed and is not booked is none either, nor one of a payment of which the books have heard
/// something since the charge was listed: the next listing tells.
std::vector<Difference> find_differences(std::span<const ListedCharge> listed, std::span<const BookedCharge> booked,
                                         const Period& period);

}  // namespace suoledger::domain

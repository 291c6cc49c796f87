// SPDX-License-Identifier: Apache-2.0
// A provider's payout split by business: each gets what its own charges left, less what refunds and disputes took.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "adapters/providers/payment_provider.hpp"
#include "domain/money.hpp"
#include "domain/payout.hpp"
#include "domain/uuid.hpp"

namespace suoledger::adapters {

/// The charge of a payout's line, as the books hold it.
struct BookedLine {
    domain::Uuid tenant;
    domain::Money amount;
    std::int64_t fee = 0;
};

struct PayoutShares {
    std::map<domain::Uuid, domain::RecordPayout> by_business;  // without ids and reference
    std::vector<std::string> unknown_references;               // lines of charges that are in nobody's books
    /// Businesses some of whose charges are not booked yet. A share is booked once, so all of it waits for them.
    std::set<domain::Uuid> waiting;
    /// Businesses whose share is below zero: refunds took more than their charges brought, which no payout can say.
    std::vector<domain::Uuid> below_zero;
    std::int64_t unexplained = 0;  // of the net: what no line explains and nobody was given
};

/// `booked` in the order of `lines`; nullopt: not in the books. A charge under a reference that is not ours is of
/// `default_business`. What the lines do not explain goes to the only business, else to `default_business` where it
/// has a share: it shows there as a difference.
PayoutShares split_payout(const Payout& payout, std::span<const PayoutLine> lines,
                          std::span<const std::optional<BookedLine>> booked,
                          const std::optional<domain::Uuid>& default_business);

}  // namespace suoledger::adapters

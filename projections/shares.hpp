// SPDX-License-Identifier: Apache-2.0
// Lists of (other side, amount), oldest first, that allocations grow and releases shrink.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "domain/uuid.hpp"
#include "projections/projection.hpp"

namespace suoledger::projections {

/// Adds to the share of that id, or appends it.
template <class Share>
void add_share(std::vector<Share>& shares, domain::Uuid Share::* id, const domain::Uuid& other, std::int64_t amount) {
    const auto found = std::ranges::find(shares, other, id);
    if (found != shares.end()) {
        found->amount += amount;
        return;
    }
    Share share;
    share.*id = other;
    share.amount = amount;
    shares.push_back(share);
}

/// Takes from the share of that id and drops it at 0; true when it is gone. Throws FoldFault if it does not hold so
/// much.
template <class Share>
bool take_share(std::vector<Share>& shares, domain::Uuid Share::* id, const domain::Uuid& other, std::int64_t amount) {
    const auto found = std::ranges::find(shares, other, id);
    if (found == shares.end() || found->amount < amount)
        throw FoldFault("an allocation is released that was not there");
    found->amount -= amount;
    if (found->amount > 0) return false;
    shares.erase(found);
    return true;
}

}  // namespace suoledger::projections

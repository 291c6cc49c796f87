// SPDX-License-Identifier: Apache-2.0
// What a payment is allocated to: a list with one entry per invoice, oldest first; it is short.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "domain/ledger_assert.hpp"
#include "domain/uuid.hpp"

namespace suoledger::domain {

/// The counterpart's entry grows, or a new one joins behind the others.
template <class Share>
void add_share(std::vector<Share>& shares, Uuid Share::* counterpart, const Uuid& id, std::int64_t amount) {
    for (Share& share : shares) {
        if (share.*counterpart != id) continue;
        share.amount += amount;
        return;
    }
    Share share;
    share.*counterpart = id;
    share.amount = amount;
    shares.push_back(share);
}

template <class Share>
void take_share(std::vector<Share>& shares, Uuid Share::* counterpart, const Uuid& id, std::int64_t amount) {
    const auto found = std::ranges::find(shares, id, counterpart);
    LEDGER_ASSERT(found != shares.end() && found->amount >= amount);
    found->amount -= amount;
    if (found->amount == 0) shares.erase(found);
}

}  // namespace suoledger::domain

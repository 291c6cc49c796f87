// SPDX-License-Identifier: Apache-2.0
// What a payout leaves unexplained.
#include "domain/payout.hpp"

namespace suoledger::domain {

std::int64_t difference_of(const ProviderPayoutRecorded& payout) {
    return payout.cleared + payout.due_returned - payout.net - payout.payment_fees - payout.dispute_fees;
}

}  // namespace suoledger::domain

// SPDX-License-Identifier: Apache-2.0
// trial_balance: sums of debits and credits per tenant, currency and account.
#include "domain/journal.hpp"
#include "projections/keys.hpp"
#include "projections/projection.hpp"
#include "projections/row_fields.hpp"

namespace suoledger::projections {

void fold_trial_balance(const Fact& fact, Rows& rows) {
    // postings_of visits every event itself: what is not listed there posts nothing.
    const auto entry = domain::postings_of(fact.event);
    for (const auto& posting : entry.postings) {
        Key key(fact.recorded.stream.tenant, 't');
        key.with_byte(static_cast<std::uint8_t>(entry.currency)).with(std::int64_t{posting.account});
        const auto bytes = rows.get(key);
        auto sum = bytes ? decode_row<AccountSum>(*bytes) : AccountSum{};
        const auto debit = domain::checked_add(sum.debit, posting.debit);
        const auto credit = domain::checked_add(sum.credit, posting.credit);
        if (!debit || !credit) throw FoldFault("trial_balance: the sum of an account leaves the range of int64");
        sum.debit = *debit;
        sum.credit = *credit;
        rows.put(key, encoded(sum));
    }
}

}  // namespace suoledger::projections

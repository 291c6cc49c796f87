// SPDX-License-Identifier: Apache-2.0
// The journal in the order of the log, and the sums of its accounts.
#include <algorithm>

#include "projections/queries.hpp"

namespace suoledger::projections {

namespace {

bool matches(const JournalFilter& filter, const JournalRow& row) {
    return (!filter.from || row.effective_on >= *filter.from) && (!filter.to || row.effective_on <= *filter.to) &&
           (!filter.currency || row.currency == *filter.currency);
}

}  // namespace

std::vector<JournalRow> list_journal(const PinnedRows& rows, const domain::Uuid& tenant, const JournalFilter& filter) {
    std::vector<JournalRow> entries;
    const auto add = [&](JournalRow row) {
        if (matches(filter, row)) entries.push_back(std::move(row));
        return entries.size() < filter.limit;
    };
    if (filter.limit == 0) return entries;
    Key prefix(tenant, filter.stream ? 's' : 'j');
    if (filter.stream) prefix.with(*filter.stream);
    const auto until = end_of_prefix(prefix);
    const auto position_at = prefix.size();
    prefix.with(std::max<std::int64_t>(filter.after_position, 0));
    rows.scan(ProjectionId::journal, prefix, until, [&](std::string_view key, std::string_view value) {
        const auto position = position_in_key(key, position_at);
        if (position <= filter.after_position) return true;
        if (!filter.stream) return add(decode_row<JournalRow>(value));
        return add(row_at<JournalRow>(rows, ProjectionId::journal, Key::of(tenant, 'j', position)));
    });
    return entries;
}

std::vector<AccountSum> sum_accounts(const PinnedRows& rows, const domain::Uuid& tenant, domain::Currency currency) {
    std::vector<AccountSum> sums;
    Key prefix(tenant, 't');
    prefix.with_byte(static_cast<std::uint8_t>(currency));
    rows.scan(ProjectionId::trial_balance, prefix, end_of_prefix(prefix),
              [&](std::string_view key, std::string_view value) {
                  auto& sum = sums.emplace_back(decode_row<AccountSum>(value));
                  sum.account = static_cast<std::int32_t>(position_in_key(key, prefix.size()));
                  return true;
              });
    return sums;
}

}  // namespace suoledger::projections

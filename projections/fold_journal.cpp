// SPDX-License-Identifier: Apache-2.0
// journal: one row per event that posts, in position order, dated in the tenant's zone; an index by stream.
#include "domain/journal.hpp"
#include "projections/keys.hpp"
#include "projections/projection.hpp"
#include "projections/row_fields.hpp"
#include "projections/tenant_zone.hpp"

namespace suoledger::projections {

void fold_journal(const Fact& fact, Rows& rows) {
    const auto& recorded = fact.recorded;
    keep_zone(fact, rows);
    // postings_of visits every event itself: what is not listed there posts nothing.
    const auto entry = domain::postings_of(fact.event);
    if (entry.postings.empty()) return;

    JournalRow row;
    row.position = recorded.position;
    row.event_id = recorded.event_id;
    row.stream = recorded.stream;
    row.event_type = recorded.event_type;
    row.series = recorded.series;
    row.series_number = recorded.series_number;
    row.effective_at = recorded.effective_at;
    row.effective_on = effective_date_of(recorded, rows);
    row.currency = entry.currency;
    for (const auto& posting : entry.postings) row.lines.push_back({posting.account, posting.debit, posting.credit});
    rows.put(Key::of(recorded.stream.tenant, 'j', row.position), encoded(row));
    rows.put(Key::of(recorded.stream.tenant, 's', recorded.stream.id, row.position), {});
}

}  // namespace suoledger::projections

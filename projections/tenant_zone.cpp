// SPDX-License-Identifier: Apache-2.0
// One row per business.
#include "projections/tenant_zone.hpp"

#include "projections/keys.hpp"
#include "projections/row_fields.hpp"

namespace suoledger::projections {

void keep_zone(const domain::Uuid& tenant, const domain::BusinessRegistered& event, Rows& rows) {
    rows.put(Key::of(tenant, 'z'), encoded(event.time_zone));
}

void keep_zone(const Fact& fact, Rows& rows) {
    if (const auto* registered = std::get_if<domain::BusinessRegistered>(&fact.event))
        keep_zone(fact.recorded.stream.tenant, *registered, rows);
}

domain::Zone zone_of(const domain::Uuid& tenant, Rows& rows) {
    const auto name = rows.get(Key::of(tenant, 'z'));
    if (!name) throw FoldFault("an event of a business that was never registered");
    const auto zone = domain::find_zone(decode_row<std::string>(*name));
    if (!zone) throw FoldFault("a business in a zone that this binary does not know");
    return *zone;
}

domain::Date effective_date_of(const eventstore::RecordedEvent& recorded, Rows& rows) {
    return domain::date_in(zone_of(recorded.stream.tenant, rows), recorded.effective_at);
}

}  // namespace suoledger::projections

// SPDX-License-Identifier: Apache-2.0
// Zones by name, as the binary knows them.
#include "projections/tenant_zone.hpp"

#include "projections/keys.hpp"
#include "projections/row_codec.hpp"

namespace suoledger::projections {

void keep_zone(const domain::Uuid& tenant, const domain::BusinessRegistered& event, Rows& rows) {
    rows.put(Key::of(tenant, 'z'), encode_row(event.time_zone));
}

domain::Date effective_date_of(const eventstore::RecordedEvent& recorded, Rows& rows) {
    const auto name = rows.get(Key::of(recorded.stream.tenant, 'z'));
    if (!name) throw FoldFault("an event to be dated of a business that was never registered");
    const auto zone = domain::find_zone(decode_row<std::string>(*name));
    if (!zone) throw FoldFault("a business in a zone that this binary does not know");
    return domain::date_in(*zone, recorded.effective_at);
}

}  // namespace suoledger::projections

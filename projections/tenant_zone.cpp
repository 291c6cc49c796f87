// SPDX-License-Identifier: Apache-2.0
// One row per business.
#include "projections/tenant_zone.hpp"

#include "projections/keys.hpp"
#include "projections/row_fields.hpp"

namespace suoledger::projections {

namespace {

using PassedOver = AllOf<KeyEvents, CustomerEvents, InvoiceEvents, PaymentEvents, PayoutEvents, ExpenseEvents,
                         Ignores<domain::BusinessProfileChanged, domain::TaxProfileChanged, domain::BankAccountChanged,
                                 domain::MemberAdded, domain::MemberRemoved>>;

struct ZoneFold : PassedOver {
    const domain::Uuid& tenant;
    Rows& rows;
    ZoneFold(const domain::Uuid& of, Rows& own_rows) : tenant(of), rows(own_rows) {}

    using PassedOver::operator();
    void operator()(const domain::BusinessRegistered& event) const {
        rows.put(Key::of(tenant, 'z'), encode_row(event.time_zone));
    }
};

}  // namespace

void keep_zone(const Fact& fact, Rows& rows) { std::visit(ZoneFold(fact.recorded.stream.tenant, rows), fact.event); }

domain::Zone zone_of(const domain::Uuid& tenant, Rows& rows) {
    const auto name = rows.get(Key::of(tenant, 'z'));
    if (!name) throw FoldFault("an event of a business that was never registered");
    const auto zone = domain::find_zone(decode_row<std::string>(*name));
    if (!zone) throw FoldFault("a business in a zone that this binary does not know");
    return *zone;
}

}  // namespace suoledger::projections

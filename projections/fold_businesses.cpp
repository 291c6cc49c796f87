// SPDX-License-Identifier: Apache-2.0
// businesses: one row per tenant, key tenant 'r', and its members, key tenant 'm' member.
#include "projections/keys.hpp"
#include "projections/projection.hpp"
#include "projections/row_fields.hpp"

namespace suoledger::projections {

namespace {

using PassedOverByBusinesses = AllOf<KeyEvents, CustomerEvents, InvoiceEvents, PaymentEvents, PayoutEvents,
                                     ExpenseEvents, PrivacyEvents, DeliveryEvents>;

struct BusinessFold : PassedOverByBusinesses {
    const eventstore::RecordedEvent& recorded;
    Rows& rows;
    BusinessFold(const eventstore::RecordedEvent& event, Rows& own_rows) : recorded(event), rows(own_rows) {}

    using PassedOverByBusinesses::operator();
    void operator()(const domain::BusinessRegistered& event) const {
        BusinessRow row;
        row.id = recorded.stream.tenant;
        row.livemode = event.livemode;
        row.vat_registered = event.vat_registered;
        row.time_zone = event.time_zone;
        row.registered = stored_payload_of(recorded);
        row.created_at = recorded.recorded_at;
        save(row);
    }
    void operator()(const domain::BusinessProfileChanged&) const {
        auto row = load();
        row.profile = stored_payload_of(recorded);
        save(row);
    }
    void operator()(const domain::TaxProfileChanged& event) const {
        auto row = load();
        row.vat_registered = event.vat_registered;
        row.tax_profile = stored_payload_of(recorded);
        save(row);
    }
    void operator()(const domain::BankAccountChanged&) const {
        auto row = load();
        row.bank_account = stored_payload_of(recorded);
        save(row);
    }
    void operator()(const domain::LogoChanged& event) const {
        auto row = load();
        row.logo_sha256 = event.logo_sha256;
        save(row);
    }
    void operator()(const domain::AccountingYearChanged& event) const {
        auto row = load();
        row.year_end = event.year_end;
        save(row);
    }
    void operator()(const domain::MemberAdded& event) const {
        const MemberRow member{event.member_id, event.scopes, stored_payload_of(recorded), recorded.recorded_at};
        rows.put(Key::of(recorded.stream.tenant, 'm', member.id), encoded(member));
    }
    void operator()(const domain::MemberRemoved& event) const {
        rows.erase(Key::of(recorded.stream.tenant, 'm', event.member_id));
    }

    [[nodiscard]] Key key() const { return Key::of(recorded.stream.tenant, 'r'); }
    [[nodiscard]] BusinessRow load() const {
        const auto bytes = rows.get(key());
        if (!bytes) throw FoldFault("businesses: an event of a business that was never registered");
        return decode_row<BusinessRow>(*bytes);
    }
    void save(BusinessRow& row) const {
        row.version = recorded.stream_version;
        row.updated_at = recorded.recorded_at;
        rows.put(key(), encoded(row));
    }
};

/// Keys and members are events of the business's stream too: they move its version, which If-Match speaks of.
void follow_version(const BusinessFold& fold) {
    if (fold.recorded.stream.type != domain::StreamType::business) return;
    auto row = fold.load();
    if (row.version == fold.recorded.stream_version) return;
    fold.save(row);
}

}  // namespace

void fold_businesses(const Fact& fact, Rows& rows) {
    const BusinessFold fold(fact.recorded, rows);
    std::visit(fold, fact.event);
    follow_version(fold);
}

}  // namespace suoledger::projections

// SPDX-License-Identifier: Apache-2.0
// Folding and showing what people asked for about their data.
#include "http/rights_views.hpp"

#include <algorithm>
#include <boost/json/array.hpp>

namespace suoledger::http {
namespace {

namespace json = boost::json;
using projections::ErasureRow;

// Section numbers as in the record of processing; NTAA 2025 s.31 was not seen, so it is not named.
constexpr std::string_view keeping_statute = "CAMA 2020 s.375(2), NTAA 2025 s.36";

json::value id_json(std::string_view prefix, const std::optional<domain::Uuid>& id) {
    return id ? json::value(domain::to_type_id(prefix, *id)) : json::value(nullptr);
}
json::value date_json(const std::optional<domain::Date>& date) {
    return date ? json::value(domain::to_string(*date)) : json::value(nullptr);
}

struct RightsFolding {
    RightsOfCustomer& rights;
    const eventstore::RecordedEvent& recorded;

    void operator()(const domain::LegalHoldPlaced& event) const { rights.holds.push_back(event.hold_id); }
    void operator()(const domain::LegalHoldReleased& event) const { std::erase(rights.holds, event.hold_id); }
    void operator()(const domain::ErasureRequested& event) const {
        rights.erasure = projections::erasure_row_of(event, recorded);
    }
    void operator()(const domain::SubjectKeyDestroyed& event) const {
        if (rights.erasure) projections::apply(*rights.erasure, event, recorded);
    }
    void operator()(const domain::RecordKeyPostponed& event) const {
        if (rights.erasure) projections::apply(*rights.erasure, event);
    }
    template <class Other>
    void operator()(const Other&) const {}
};

json::object destroyed_json(const projections::DestroyedKeyRow& destroyed) {
    return {{"state", "destroyed"},
            {"destroyed_at", domain::to_string(destroyed.destroyed_at)},
            {"position", destroyed.position},
            {"complete_on", date_json(destroyed.complete_on)}};
}

json::object contact_json(const ErasureRow& erasure) {
    json::object part{{"fields", json::array{"phone", "email", "messages", "replies to retries"}}};
    if (erasure.contact) {
        for (const auto& member : destroyed_json(*erasure.contact)) part.emplace(member.key(), member.value());
        return part;
    }
    part.emplace("state", "being_destroyed");
    part.emplace("complete_on", domain::to_string(erasure.complete_on));
    return part;
}

json::object record_json(const ErasureRow& erasure, bool is_on_hold) {
    json::object part{{"fields", json::array{"name", "address", "tax_id", "words in documents"}}};
    if (erasure.record) {
        for (const auto& member : destroyed_json(*erasure.record)) part.emplace(member.key(), member.value());
        return part;
    }
    const bool has_documents = erasure.last_document_on.has_value();
    part.emplace("state", is_on_hold ? "on_hold" : "scheduled");
    part.emplace("due_on", domain::to_string(erasure.record_key_due_on));
    part.emplace("last_document_on", date_json(erasure.last_document_on));
    part.emplace("why", has_documents
                            ? "Accounting records are kept six years after the end of the accounting year, and 12 "
                              "months for audits that are opened late; a legal hold extends this."
                            : "No document names this person; it goes with the next run of retention.");
    part.emplace("statute", has_documents ? json::value(keeping_statute) : json::value(nullptr));
    return part;
}

}  // namespace

json::object restriction_json(const projections::RestrictionRow& restriction) {
    return {{"object", "restriction"},
            {"kind", domain::to_string(restriction.restriction.kind)},
            {"purpose", restriction.restriction.purpose},
            {"request", id_json(domain::request_prefix, restriction.request)},
            {"restricted_at", domain::to_string(restriction.restricted_at)}};
}

json::object legal_hold_json(const domain::LegalHoldPlaced& hold, domain::Timestamp placed_at) {
    return {{"id", domain::to_type_id(domain::legal_hold_prefix, hold.hold_id)},
            {"object", "legal_hold"},
            {"reason", personal_json(hold.reason)},
            {"reference", personal_json(hold.reference)},
            {"placed_at", domain::to_string(placed_at)}};
}

RightsOfCustomer read_rights(const Services& services, const domain::StreamId& stream) {
    RightsOfCustomer rights;
    const Opener opener(services.vault, stream.tenant);
    constexpr std::int64_t events_at_a_time = 1000;
    for (std::int64_t version = 0;;) {
        const auto events = services.store.read_stream({stream, version, events_at_a_time});
        for (const auto& event : events) {
            rights.exists = true;
            std::visit(RightsFolding{rights, event}, opener.open_any(event));
            version = event.stream_version;
        }
        if (std::ssize(events) < events_at_a_time) return rights;
    }
}

domain::Date erasure_complete_on(const Services& services, const projections::ReadSnapshot& snapshot,
                                 const domain::Uuid& tenant) {
    const auto schedule = eventstore::read_kek_schedule(services.store, services.now());
    const auto planned = schedule.complete_on(services.kek_policy, schedule.epochs.newest);
    // Where only an operator rotates, the usual plan is what can be said.
    const eventstore::KekPolicy usual;
    const auto today = domain::date_in(zone_of(snapshot, tenant), services.now());
    if (planned) return std::max(*planned, today);  // a rotation may be overdue
    return {today.days + usual.rotate_after_days + services.kek_policy.destroy_after_days};
}

json::object erasure_json(const domain::Uuid& customer, const ErasureRow& erasure, bool is_on_hold) {
    return {{"object", "erasure"},
            {"customer", domain::to_type_id(domain::customer_prefix, customer)},
            {"basis", domain::to_string(erasure.basis)},
            {"request", id_json(domain::request_prefix, erasure.request)},
            {"requested_at", domain::to_string(erasure.requested_at)},
            {"position", erasure.position},
            {"contact_data", contact_json(erasure)},
            {"record_data", record_json(erasure, is_on_hold)},
            {"complete_on", domain::to_string(erasure.complete_on)}};
}

RightsView rights_of(const projections::CustomerRow& row, const Opener& opener) {
    RightsView rights{row.restrictions, {}, row.erasure};
    for (const auto& hold : row.holds)
        rights.holds.push_back({opener.open<domain::LegalHoldPlaced>(hold.placed), hold.placed_at});
    return rights;
}

void add_rights(json::object& customer, const domain::Uuid& id, const RightsView& rights) {
    json::array restrictions, holds;
    for (const auto& one : rights.restrictions) restrictions.push_back(restriction_json(one));
    for (const auto& hold : rights.holds) holds.push_back(legal_hold_json(hold.placed, hold.placed_at));
    customer.emplace("restrictions", std::move(restrictions));
    customer.emplace("legal_holds", std::move(holds));
    customer.emplace("erasure", rights.erasure ? json::value(erasure_json(id, *rights.erasure, !rights.holds.empty()))
                                               : json::value(nullptr));
}

}  // namespace suoledger::http

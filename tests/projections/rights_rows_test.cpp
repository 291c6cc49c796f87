// SPDX-License-Identifier: Apache-2.0
// Requests, holds, restrictions and erasures: what queries show is what the events of a random log say.
#include <algorithm>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "eventstore/codec.hpp"
#include "tests/projections/queried_log.hpp"

using namespace suoledger;
using namespace suoledger::projections;
using domain::Uuid;

namespace {

class RightsRows : public QueriedLog {
protected:
    RightsRows() : QueriedLog(4000) {}  // so that nearly each kind of change is in it, whatever the seed

    [[nodiscard]] bool holds_what_is_asked_for() const override {
        bool is_contact_destroyed = false;
        each_event([&](const eventstore::RecordedEvent&, const domain::Event& event) {
            const auto* destroyed = std::get_if<domain::SubjectKeyDestroyed>(&event);
            if (destroyed != nullptr && destroyed->key_class == domain::KeyClass::contact) is_contact_destroyed = true;
        });
        return is_contact_destroyed;
    }
    template <class Visit>
    void each_event(const Visit& visit) const {
        for (const auto& recorded : history_.events)
            visit(recorded, eventstore::decode(recorded.event_type, recorded.schema_version, recorded.payload,
                                               recorded.stream.tenant, recorded.event_id, nullptr));
    }
    std::vector<CustomerRow> customers_of(const Uuid& tenant) {
        return snapshot_->customers(tenant, {.before = {}, .limit = all_of_them}).rows;
    }
};

/// Of one customer, by the plainest walk there is.
struct Told {
    std::set<domain::Restriction> restrictions;
    std::set<Uuid> holds;
    bool erased = false, contact_destroyed = false, record_destroyed = false;
    bool operator==(const Told&) const = default;
};

TEST_F(RightsRows, OfCustomersSayWhatTheirEventsSaid) {
    std::map<Uuid, Told> told;
    each_event([&](const eventstore::RecordedEvent& recorded, const domain::Event& event) {
        Told& one = told[recorded.stream.id];
        if (const auto* e = std::get_if<domain::ProcessingRestricted>(&event)) one.restrictions.insert(e->restriction);
        if (const auto* e = std::get_if<domain::ProcessingRestrictionLifted>(&event))
            one.restrictions.erase(e->restriction);
        if (const auto* e = std::get_if<domain::LegalHoldPlaced>(&event)) one.holds.insert(e->hold_id);
        if (const auto* e = std::get_if<domain::LegalHoldReleased>(&event)) one.holds.erase(e->hold_id);
        if (std::holds_alternative<domain::ErasureRequested>(event)) one.erased = true;
        if (const auto* e = std::get_if<domain::SubjectKeyDestroyed>(&event))
            (e->key_class == domain::KeyClass::contact ? one.contact_destroyed : one.record_destroyed) = true;
    });
    std::size_t erased = 0, restricted = 0, held = 0, destroyed = 0;
    for (const auto& tenant : history_.tenants)
        for (const auto& row : customers_of(tenant)) {
            Told shown;
            for (const auto& one : row.restrictions) shown.restrictions.insert(one.restriction);
            for (const auto& one : row.holds) shown.holds.insert(one.id);
            shown.erased = row.erasure.has_value();
            shown.contact_destroyed = row.erasure && row.erasure->contact;
            shown.record_destroyed = row.erasure && row.erasure->record;
            EXPECT_EQ(shown, told[row.id]);
            for (const auto& consent : row.consents)
                EXPECT_TRUE(!row.erasure || consent.withdrawn_at) << "of a person who was erased";
            erased += shown.erased ? 1 : 0;
            restricted += shown.restrictions.size();
            held += shown.holds.size();
            destroyed += shown.contact_destroyed ? 1 : 0;
        }
    EXPECT_GT(erased, 0U);
    EXPECT_GT(restricted, 0U);
    EXPECT_GT(held, 0U);
    EXPECT_GT(destroyed, 0U);
}

TEST_F(RightsRows, OfRequestsAreListedUnderEveryFilter) {
    std::size_t found = 0, left_out = 0;
    for (const auto& tenant : history_.tenants) {
        const auto rows = folded_->requests(tenant, {}, {.before = {}, .limit = all_of_them}).rows;
        ASSERT_FALSE(rows.empty());
        for (const auto& row : rows) EXPECT_EQ(encode_row(*snapshot_->request(tenant, row.id)), encode_row(row));
        for (int round = 0; round < 40; ++round) {
            const auto& like = any(rows);
            RequestFilter filter;
            if (below(2) == 0) filter.kind = like.kind;
            if (below(2) == 0) filter.customer = like.customer.value_or(Uuid{});
            if (below(2) == 0) filter.open = !like.completed;
            const auto expected = texts_of<RequestRow>(rows, [&](const RequestRow& row) {
                return (!filter.kind || row.kind == filter.kind) &&
                       (!filter.customer || row.customer == filter.customer) &&
                       (!filter.open || row.completed != *filter.open);
            });
            EXPECT_EQ(paged<RequestRow>([&](const Page& page) { return snapshot_->requests(tenant, filter, page); }),
                      expected);
            found += expected.size();
            left_out += rows.size() - expected.size();
        }
    }
    EXPECT_GT(found, 0U);
    EXPECT_GT(left_out, 0U);
}

TEST_F(RightsRows, OfARequestKeepTheLatestEventOfEachType) {
    std::map<Uuid, std::map<std::string, std::int64_t>> latest;
    for (const auto& recorded : history_.events)
        if (recorded.stream.type == domain::StreamType::request)
            latest[recorded.stream.id][recorded.event_type] = recorded.position;
    std::size_t assessed_again = 0;
    for (const auto& tenant : history_.tenants)
        for (const auto& row : snapshot_->requests(tenant, {}, {.before = {}, .limit = all_of_them}).rows) {
            std::map<std::string, std::int64_t> kept;
            for (const auto& step : row.steps) kept[step.payload.event_type] = step.position;
            EXPECT_EQ(kept, latest[row.id]);
            EXPECT_EQ(kept.size(), row.steps.size());
            if (row.version > static_cast<std::int64_t>(row.steps.size())) ++assessed_again;
        }
    EXPECT_GT(assessed_again, 0U);
}

TEST_F(RightsRows, KnowTheLastDayOfACustomersAccount) {
    std::size_t with_movements = 0;
    for (const auto& tenant : history_.tenants)
        for (const auto& row : customers_of(tenant)) {
            const auto last = folded_->last_movement_on(tenant, row.id);
            EXPECT_EQ(snapshot_->last_movement_on(tenant, row.id), last);
            with_movements += last ? 1 : 0;
        }
    EXPECT_GT(with_movements, 0U);
}

}  // namespace

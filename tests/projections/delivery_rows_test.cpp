// SPDX-License-Identifier: Apache-2.0
// Deliveries: what queries show is what the events of a random log say.
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "eventstore/codec.hpp"
#include "tests/projections/queried_log.hpp"

using namespace suoledger;
using namespace suoledger::projections;
using domain::MessageStatus;
using domain::Uuid;

namespace {

/// Of one stream, by the plainest walk there is.
struct ToldOfDelivery {
    std::int64_t version = 0, generation = 0;
    std::map<Uuid, bool> claims;  // and whether it is rejected
    std::map<Uuid, MessageStatus> messages;
    std::set<std::int64_t> views;
    std::size_t documents = 0;
    bool operator==(const ToldOfDelivery&) const = default;
};

struct Tell {
    ToldOfDelivery& told;
    void operator()(const domain::PayLinkRenewed& event) const { told.generation = event.generation; }
    void operator()(const domain::TransferClaimed& event) const { told.claims[event.claim_id] = false; }
    void operator()(const domain::TransferClaimRejected& event) const { told.claims[event.claim_id] = true; }
    void operator()(const domain::SendRequested& event) const {
        told.messages[event.message_id] = MessageStatus::requested;
    }
    void operator()(const domain::InvoiceSent& event) const { told.messages[event.message_id] = MessageStatus::sent; }
    void operator()(const domain::InvoiceDelivered& event) const {
        told.messages[event.message_id] = MessageStatus::delivered;
    }
    void operator()(const domain::InvoiceBounced& event) const {
        told.messages[event.message_id] = MessageStatus::bounced;
    }
    void operator()(const domain::SendingFailed& event) const {
        told.messages[event.message_id] = MessageStatus::failed;
    }
    void operator()(const domain::InvoiceViewed& event) const { told.views.insert(event.revision); }
    void operator()(const domain::DocumentRendered&) const { ++told.documents; }
    template <class Other>
    void operator()(const Other&) const {
        FAIL() << "in a delivery stream: " << domain::EventName<Other>::value;
    }
};

ToldOfDelivery shown_in(const DeliveryRow& row) {
    ToldOfDelivery shown{row.version, row.pay_link_generation, {}, {}, {}, row.documents.size()};
    for (const auto& claim : row.claims) shown.claims[claim.id] = claim.rejection.has_value();
    for (const auto& message : row.messages) shown.messages[message.id] = message.status;
    for (const auto& view : row.views) shown.views.insert(view.revision);
    return shown;
}

class DeliveryRows : public QueriedLog {
protected:
    DeliveryRows() : QueriedLog(1500) {}  // so that each kind of change is in it, whatever the seed
};

TEST_F(DeliveryRows, SayWhatTheirEventsSaid) {
    std::map<std::pair<Uuid, Uuid>, ToldOfDelivery> told;
    std::set<std::string> kinds;
    for (const auto& recorded : history_.events) {
        if (recorded.stream.type != domain::StreamType::delivery) continue;
        ToldOfDelivery& one = told[{recorded.stream.tenant, recorded.stream.id}];
        one.version = recorded.stream_version;
        kinds.insert(recorded.event_type);
        const domain::Event event = eventstore::decode(recorded.event_type, recorded.schema_version, recorded.payload,
                                                       recorded.stream.tenant, recorded.event_id, nullptr);
        std::visit(Tell{one}, event);
    }
    std::string names;
    for (const auto& kind : kinds) names += " " + kind;
    EXPECT_EQ(kinds.size(), 10U) << "else this looks at less than there is:" << names;
    for (const auto& [place, expected] : told) {
        const auto row = snapshot_->delivery(place.first, place.second);
        ASSERT_TRUE(row);
        EXPECT_EQ(row->id, place.second);
        EXPECT_TRUE(shown_in(*row) == expected) << domain::to_string(place.second);
        for (const auto& message : row->messages) {
            const auto found = snapshot_->message_place(message.id);
            ASSERT_TRUE(found);
            EXPECT_EQ(found->tenant, place.first);
            EXPECT_EQ(found->subject, place.second);
        }
    }
    EXPECT_FALSE(snapshot_->delivery(history_.tenants[0], Uuid{}));
    EXPECT_FALSE(snapshot_->message_place(Uuid{}));
}

TEST_F(DeliveryRows, OfAPayLinkAreBesideTheInvoiceWithoutMovingIt) {
    std::map<Uuid, std::int64_t> generations, versions;
    std::map<Uuid, Uuid> tenants;
    for (const auto& recorded : history_.events) {
        if (recorded.stream.type == domain::StreamType::invoice) versions[recorded.stream.id] = recorded.stream_version;
        if (recorded.event_type == "invoice_issued") tenants[recorded.stream.id] = recorded.stream.tenant;
        if (recorded.event_type == "pay_link_renewed") ++generations[recorded.stream.id];
    }
    EXPECT_FALSE(generations.empty());
    for (const auto& [id, tenant] : tenants) {
        EXPECT_EQ(snapshot_->tenant_of_invoice(id), tenant);
        const auto row = snapshot_->invoice(tenant, id);
        ASSERT_TRUE(row);
        EXPECT_EQ(row->pay_link_generation, generations[id]);
        EXPECT_EQ(row->version, versions[id]);
    }
    EXPECT_EQ(snapshot_->tenant_of_invoice(Uuid{}), std::nullopt);
}

}  // namespace

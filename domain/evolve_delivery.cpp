// SPDX-License-Identifier: Apache-2.0
// Folding the events of deliveries.
#include <algorithm>

#include "domain/evolving.hpp"
#include "domain/ledger_assert.hpp"

namespace suoledger::domain {
namespace {

DeliveryMessage& message_of(DeliveryState& state, const Uuid& id) {
    const auto found = std::ranges::find(state.messages, id, &DeliveryMessage::id);
    LEDGER_ASSERT(found != state.messages.end());
    return *found;
}

}  // namespace

void apply(DeliveryState& state, const PayLinkRenewed& event) { state.pay_link_generation = event.generation; }
void apply(DeliveryState& state, const TransferClaimed& event) {
    state.claims.push_back({event.claim_id, event.revision, event.amount, false});
}
void apply(DeliveryState& state, const TransferClaimRejected& event) {
    const auto found = std::ranges::find(state.claims, event.claim_id, &TransferClaim::id);
    LEDGER_ASSERT(found != state.claims.end());
    found->rejected = true;
}
void apply(DeliveryState& state, const SendRequested& event) {
    state.messages.push_back(
        {event.message_id, event.channel, event.message_template, MessageStatus::requested, false});
}
void apply(DeliveryState& state, const InvoiceSent& event) {
    message_of(state, event.message_id).status = MessageStatus::sent;
}
void apply(DeliveryState& state, const InvoiceDelivered& event) {
    message_of(state, event.message_id).status = MessageStatus::delivered;
}
void apply(DeliveryState& state, const InvoiceBounced& event) {
    DeliveryMessage& message = message_of(state, event.message_id);
    message.status = MessageStatus::bounced;
    message.bounced_for_good = event.permanent;
}
void apply(DeliveryState& state, const SendingFailed& event) {
    message_of(state, event.message_id).status = MessageStatus::failed;
}
void apply(DeliveryState& state, const InvoiceViewed& event) { state.viewed_revisions.insert(event.revision); }
void apply(DeliveryState& state, const DocumentRendered& event) {
    state.documents.push_back(
        {event.kind, event.document_version, event.template_version, event.erasure, event.sha256});
}

}  // namespace suoledger::domain

// SPDX-License-Identifier: Apache-2.0
// Deliveries as JSON: claims, messages, views and documents of an invoice, a payment or a customer.
#pragma once

#include <boost/json/object.hpp>
#include <optional>

#include "http/reading.hpp"

namespace suoledger::http {

struct ClaimView {
    domain::TransferClaimed claim;
    std::optional<domain::PersonalText> rejection_reason;  // there: it is rejected
    domain::Timestamp claimed_at;
    std::optional<domain::Timestamp> rejected_at;
};
ClaimView view_of(const projections::TransferClaimRow& row, const Opener& opener);
boost::json::object transfer_claim_json(const ClaimView& claim);

struct MessageView {
    domain::SendRequested message;
    domain::MessageStatus status{};
    std::string provider_message_id, code;
    bool bounced_for_good = false;
    domain::PersonalText bounce_reason;
    domain::Timestamp requested_at, updated_at;
};
MessageView view_of(const projections::MessageRow& row, const Opener& opener);
boost::json::object message_json(const MessageView& message);

boost::json::object view_json(const projections::ViewRow& view);
boost::json::object rendered_json(const projections::RenderedRow& document);

}  // namespace suoledger::http

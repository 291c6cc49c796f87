// SPDX-License-Identifier: Apache-2.0
// Deliveries as JSON.
#include "http/delivery_views.hpp"

namespace suoledger::http {
namespace {

namespace json = boost::json;

json::value text_or_null(const std::string& text) { return text.empty() ? json::value(nullptr) : json::value(text); }
json::value time_or_null(const std::optional<domain::Timestamp>& at) {
    return at ? json::value(domain::to_string(*at)) : json::value(nullptr);
}

}  // namespace

ClaimView view_of(const projections::TransferClaimRow& row, const Opener& opener) {
    ClaimView view{opener.open<domain::TransferClaimed>(row.claimed), {}, row.claimed_at, row.rejected_at};
    if (row.rejection) view.rejection_reason = opener.open<domain::TransferClaimRejected>(*row.rejection).reason;
    return view;
}

json::object transfer_claim_json(const ClaimView& view) {
    const domain::TransferClaimed& claim = view.claim;
    return {{"id", domain::to_type_id(domain::transfer_claim_prefix, claim.claim_id)},
            {"object", "transfer_claim"},
            {"status", view.rejection_reason ? "rejected" : "claimed"},
            {"revision", claim.revision},
            {"currency", domain::to_string(claim.currency)},
            {"amount", claim.amount},
            {"payer_name", personal_json(claim.payer_name)},
            {"reference", personal_json(claim.reference)},
            {"claimed_on", domain::to_string(claim.claimed_on)},
            {"claimed_at", domain::to_string(view.claimed_at)},
            {"rejected_at", time_or_null(view.rejected_at)},
            {"rejection_reason", personal_json(view.rejection_reason.value_or(domain::PersonalText()))}};
}

MessageView view_of(const projections::MessageRow& row, const Opener& opener) {
    MessageView view{.message = opener.open<domain::SendRequested>(row.requested),
                     .status = row.status,
                     .provider_message_id = row.provider_message_id,
                     .code = row.code,
                     .bounced_for_good = row.bounced_for_good,
                     .bounce_reason = {},
                     .requested_at = row.requested_at,
                     .updated_at = row.updated_at};
    if (row.bounced) view.bounce_reason = opener.open<domain::InvoiceBounced>(*row.bounced).reason;
    return view;
}

json::object message_json(const MessageView& view) {
    const domain::SendRequested& message = view.message;
    return {{"id", domain::to_type_id(domain::message_prefix, message.message_id)},
            {"object", "message"},
            {"status", domain::to_string(view.status)},
            {"channel", domain::to_string(message.channel)},
            {"template", domain::to_string(message.message_template)},
            {"what", message.what},
            {"to", personal_json(message.to)},
            {"provider_message_id", text_or_null(view.provider_message_id)},
            {"code", text_or_null(view.code)},
            {"bounced_for_good", view.bounced_for_good},
            {"bounce_reason", personal_json(view.bounce_reason)},
            {"requested_at", domain::to_string(view.requested_at)},
            {"updated_at", domain::to_string(view.updated_at)}};
}

json::object view_json(const projections::ViewRow& view) {
    return {{"object", "view"},
            {"revision", view.revision},
            {"channel", domain::to_string(view.channel)},
            {"first_viewed_at", domain::to_string(view.first_viewed_at)}};
}

json::object rendered_json(const projections::RenderedRow& document) {
    return {{"object", "rendered_document"},
            {"kind", domain::to_string(document.kind)},
            {"document_version", document.document_version},
            {"template_version", document.template_version},
            {"erasure", domain::to_string(document.erasure)},
            {"sha256", eventstore::hex(document.sha256)},
            {"bytes", document.bytes},
            {"event", domain::to_type_id(domain::event_prefix, document.event_id)},
            {"position", document.position},
            {"rendered_at", domain::to_string(document.rendered_at)}};
}

}  // namespace suoledger::http

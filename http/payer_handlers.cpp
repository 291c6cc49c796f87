// SPDX-License-Identifier: Apache-2.0
// What programs ask for who hold a pay link, as the payer's page does: the token is the credential, and there is no
// key.
#include <fmt/format.h>
#include <boost/json/serialize.hpp>

#include "http/checkout_begin.hpp"
#include "http/field_limits.hpp"
#include "http/handlers.hpp"
#include "http/log_states.hpp"
#include "http/payer_commands.hpp"
#include "http/views.hpp"

namespace suoledger::http {
namespace {

namespace json = boost::json;
using domain::StreamType;

constexpr Range revision_range{1};

std::string_view token_of(const Request& request) { return request.path_parameters.front(); }

/// For the payer alone; asked for again each time, and not told to whoever a page links to.
Response payer_answer(const json::object& object) {
    Response response;
    response.body = json::serialize(object);
    response.headers = {{"Cache-Control", "private, no-cache"}, {"Referrer-Policy", "no-referrer"}};
    return response;
}

/// What the claim says and no more: the words stay with the business.
json::object claim_json(const domain::TransferClaimed& claim) {
    return {{"object", "transfer_claim"}, {"status", "claimed"},
            {"revision", claim.revision}, {"currency", domain::to_string(claim.currency)},
            {"amount", claim.amount},     {"claimed_on", domain::to_string(claim.claimed_on)}};
}

/// Of the same claim, made before.
Response claimed_before(const PayerInvoice& found, const domain::ClaimTransfer& command, domain::Date today) {
    domain::TransferClaimed claim{.claim_id = command.claim_id,
                                  .revision = command.revision,
                                  .currency = command.amount.currency,
                                  .amount = command.amount.minor_units,
                                  .payer_name = {},
                                  .reference = {},
                                  .claimed_on = command.claimed_on.value_or(today)};
    if (found.delivery)
        for (const auto& row : found.delivery->claims)
            if (row.id == command.claim_id) claim.claimed_on = row.claimed_on;
    return payer_answer(claim_json(claim));
}

ClaimFields read_claim(ObjectReader& reader) {
    ClaimFields fields;
    fields.revision = reader.integer("revision", revision_range, Presence::required).value_or(1);
    fields.amount = reader.integer("amount", positive_amount, Presence::optional);
    fields.payer_name = reader.personal("payer_name", name_length);
    fields.reference = reader.personal("reference", reference_length);
    fields.claimed_on = reader.date("claimed_on");
    reader.refuse_unknown();
    return fields;
}

/// From the log itself, so that nobody is told of a change before it can be seen. nullopt: the link holds no more.
std::optional<std::string> status_text(const Services& services, const domain::Uuid& tenant, const PayLink& link) {
    const auto delivery = state_in_log(services, {tenant, StreamType::delivery, link.invoice});
    if (delivery && link.generation < std::get<domain::DeliveryState>(*delivery).pay_link_generation)
        return std::nullopt;
    const auto state = state_in_log(services, {tenant, StreamType::invoice, link.invoice});
    if (!state) return std::nullopt;
    const auto& invoice = std::get<domain::InvoiceState>(*state);
    return fmt::format("event: status\ndata: {}\n\n",
                       json::serialize(payer_status_json({invoice.revision, domain::figures_of(invoice)})));
}

}  // namespace

Handled get_payer_invoice(const Services& services, const Request& request) {
    if (auto problem = QueryReader(request).problem()) return *problem;
    const auto snapshot = services.read_models.snapshot();
    const auto found = find_payer_invoice(services, *snapshot, token_of(request));
    if (!found) return found.error();
    record_view(services, request, *found);
    return payer_answer(payer_json(payer_view(services, *snapshot, *found)));
}

Handled claim_transfer(const Services& services, const Request& request) {
    if (auto problem = refuse_query(request)) return *problem;
    const auto snapshot = services.read_models.snapshot();
    const auto found = find_payer_invoice(services, *snapshot, token_of(request));
    if (!found) return found.error();
    const auto body = parse_body(request);
    if (!body) return body.error();
    std::vector<domain::FieldError> errors;
    ObjectReader reader(*body, "", errors);
    ClaimFields fields = read_claim(reader);
    if (!errors.empty()) return invalid_fields(std::move(errors));
    auto command = claim_of(services, *found, std::move(fields));
    const auto today = domain::date_in(zone_of(*snapshot, found->tenant), services.now());
    auto already = claimed_before(*found, command, today);
    auto render = [](const eventstore::Appended& appended) {
        const auto& claimed = event_of<domain::TransferClaimed>(appended);
        return json_reply(201, claim_json(std::get<domain::TransferClaimed>(claimed.event->event)));
    };
    return CommandRequest{found->tenant, std::move(command), render, false,
                          Already{domain::RejectionCode::already_recorded, std::move(already)}};
}

Handled start_payer_checkout(const Services& services, const Request& request) {
    if (auto problem = refuse_query(request)) return *problem;
    const auto snapshot = services.read_models.snapshot();
    const auto found = find_payer_invoice(services, *snapshot, token_of(request));
    if (!found) return found.error();
    auto body = parse_body(request);
    if (!body) return body.error();
    std::vector<domain::FieldError> errors;
    ObjectReader reader(*body, "", errors);
    const auto revision = reader.integer("revision", revision_range, Presence::required);
    if (!errors.empty()) return invalid_fields(std::move(errors));
    body->erase("revision");
    const auto business = snapshot->business(found->tenant);
    if (!business) return not_found("invoice");
    return begin_checkout(services, request, {found->tenant, found->row.id, business->livemode, revision}, *body);
}

Handled watch_payer_invoice(const Services& services, const Request& request) {
    if (auto problem = QueryReader(request).problem()) return *problem;
    const auto snapshot = services.read_models.snapshot();
    const auto found = find_payer_invoice(services, *snapshot, token_of(request));
    if (!found) return found.error();
    const auto link = read_pay_token(services.vault.service_key(std::string(pay_link_key_name)), token_of(request));
    const auto head = services.store.head();
    EventStream stream;
    stream.form = EventForm::server_sent;
    stream.filter = {found->tenant, std::nullopt, found->row.id};
    stream.after = stream.head = head.position;
    stream.epoch = head.epoch;
    stream.status = [&services, tenant = found->tenant, link = *link] { return status_text(services, tenant, link); };
    return stream;
}

}  // namespace suoledger::http

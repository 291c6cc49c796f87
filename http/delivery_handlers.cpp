// SPDX-License-Identifier: Apache-2.0
// What a business does about the delivery of an invoice: sends it, renews its link, judges what payers claim. If-Match
// speaks of the delivery's version.
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "eventstore/contacts.hpp"
#include "eventstore/leaf.hpp"
#include "http/delivery_views.hpp"
#include "http/field_limits.hpp"
#include "http/handlers.hpp"
#include "http/log_states.hpp"
#include "http/outcome_response.hpp"
#include "http/pay_link.hpp"
#include "http/people_shown.hpp"
#include "http/views.hpp"

namespace suoledger::http {
namespace {

namespace json = boost::json;
using domain::MessageTemplate;
using eventstore::Appended;

std::optional<MessageTemplate> parse_invoice_template(std::string_view text) {
    const auto parsed = domain::parse_message_template(text);
    if (!parsed || *parsed == MessageTemplate::receipt || *parsed == MessageTemplate::statement) return std::nullopt;
    return parsed;
}

/// In the spelling in which contacts are kept.
domain::PersonalText read_address(ObjectReader& reader) {
    const auto given = reader.text("to", contact_length, Presence::optional);
    if (!given) return {};
    if (auto email = eventstore::normalise_email(*given)) return domain::PersonalText(*std::move(email));
    reader.wrong("to", "must be an e-mail address");
    return {};
}

domain::RequestSend read_send(ObjectReader& reader, const domain::Uuid& invoice) {
    domain::RequestSend command;
    command.subject_id = invoice;
    command.message_template =
        reader.one_of<MessageTemplate>("template", parse_invoice_template, "invoice, reminder, credit_note")
            .value_or(MessageTemplate::invoice);
    const bool is_credit_note = command.message_template == MessageTemplate::credit_note;
    command.what = reader.integer("credit_note", {1}, is_credit_note ? Presence::required : Presence::optional);
    if (command.what && !is_credit_note) reader.wrong("credit_note", "is for the template credit_note");
    command.to = read_address(reader);
    reader.refuse_unknown();
    return command;
}

bool has_credit_note(const projections::InvoiceRow& row, std::int64_t number) {
    return std::ranges::find(row.credit_notes, number, &projections::CreditNoteRow::number) != row.credit_notes.end();
}

json::object pay_link_json(const Services& services, const domain::Uuid& invoice, std::int64_t generation) {
    const auto key = services.vault.service_key(std::string(pay_link_key_name));
    return {{"object", "pay_link"},
            {"invoice", domain::to_type_id(domain::invoice_prefix, invoice)},
            {"generation", generation},
            {"pay_url", pay_url(services.public_url, key, {invoice, static_cast<std::uint16_t>(generation)})}};
}

/// The claim as it was made, for the reply that rejects it; from the log, which no node sees late.
std::optional<ClaimView> claim_in_log(const Services& services, const domain::StreamId& stream,
                                      const domain::Uuid& claim) {
    const Opener opener(services.vault, stream.tenant);
    constexpr std::int64_t events_at_a_time = 1000;
    for (std::int64_t version = 0;;) {
        const auto events = services.store.read_stream({stream, version, events_at_a_time});
        for (const auto& event : events) {
            version = event.stream_version;
            if (event.event_type != domain::EventName<domain::TransferClaimed>::value) continue;
            auto claimed = opener.open<domain::TransferClaimed>(event);
            if (claimed.claim_id == claim) return ClaimView{std::move(claimed), {}, event.effective_at, {}};
        }
        if (std::ssize(events) < events_at_a_time) return std::nullopt;
    }
}

}  // namespace

Handled renew_pay_link(const Services& services, const Request& request) {
    if (auto problem = refuse_query(request)) return *problem;
    if (auto problem = refuse_body(request)) return *problem;
    const auto id = id_in_path(request, domain::invoice_prefix);
    if (!id) return not_found("invoice");
    auto render = [&services, id = *id](const Appended& appended) {
        const auto& renewed = event_of<domain::PayLinkRenewed>(appended);
        return json_reply(
            200, pay_link_json(services, id, std::get<domain::PayLinkRenewed>(renewed.event->event).generation));
    };
    return CommandRequest{request.principal.tenant, domain::RenewPayLink{*id}, render, true};
}

Handled send_invoice(const Services& services, const Request& request) {
    if (auto problem = refuse_query(request)) return *problem;
    const auto id = id_in_path(request, domain::invoice_prefix);
    if (!id) return not_found("invoice");
    const auto body = parse_optional_body(request);
    if (!body) return body.error();
    std::vector<domain::FieldError> errors;
    ObjectReader reader(*body, "", errors);
    auto command = read_send(reader, *id);
    if (!errors.empty()) return invalid_fields(std::move(errors));
    const domain::Uuid tenant = request.principal.tenant;
    if (!services.sends_mail) {  // what nobody sends is not promised
        if (!state_in_log(services, {tenant, domain::StreamType::invoice, *id})) return not_found("invoice");
        return unavailable("mail_not_configured", "This service sends no mail.");
    }
    if (command.message_template == MessageTemplate::credit_note) {
        const auto row = services.read_models.snapshot()->invoice(tenant, *id);
        if (row && !has_credit_note(*row, *command.what))
            return problem_of({domain::RejectionCode::document_not_found, "The invoice has no such credit note.", {}});
    }
    command.message_id = eventstore::new_uuid_v7(services.now());
    auto render = [](const Appended& appended) {
        const auto& asked = event_of<domain::SendRequested>(appended);
        MessageView view{.message = std::get<domain::SendRequested>(asked.event->event),
                         .status = domain::MessageStatus::requested,
                         .provider_message_id = {},
                         .code = {},
                         .bounce_reason = {},
                         .requested_at = asked.event->effective_at,
                         .updated_at = asked.event->effective_at};
        return json_reply(202, message_json(view));
    };
    return CommandRequest{tenant, std::move(command), render};
}

Handled reject_transfer_claim(const Services& services, const Request& request) {
    if (auto problem = refuse_query(request)) return *problem;
    const auto id = id_in_path(request, domain::invoice_prefix);
    if (!id) return not_found("invoice");
    const auto claim = id_in_path(request, domain::transfer_claim_prefix, 1);
    if (!claim) return not_found("transfer_claim");
    const auto body = parse_optional_body(request);
    if (!body) return body.error();
    std::vector<domain::FieldError> errors;
    ObjectReader reader(*body, "", errors);
    domain::RejectTransferClaim command{*id, *claim, reader.personal("reason", reason_length)};
    reader.refuse_unknown();
    if (!errors.empty()) return invalid_fields(std::move(errors));
    const domain::Uuid tenant = request.principal.tenant;
    const auto claimed = claim_in_log(services, {tenant, domain::StreamType::delivery, *id}, *claim);
    auto render = [claimed](const Appended& appended) {
        const auto& rejected = event_of<domain::TransferClaimRejected>(appended);
        ClaimView view = claimed.value();  // else the decision refused it
        view.rejection_reason = std::get<domain::TransferClaimRejected>(rejected.event->event).reason;
        view.rejected_at = rejected.event->effective_at;
        return json_reply(200, transfer_claim_json(view));
    };
    return CommandRequest{tenant, std::move(command), render};
}

Handled list_invoice_deliveries(const Services& services, const Request& request) {
    if (auto problem = QueryReader(request).problem()) return *problem;
    const auto id = id_in_path(request, domain::invoice_prefix);
    if (!id) return not_found("invoice");
    const domain::Uuid tenant = request.principal.tenant;
    const auto snapshot = services.read_models.snapshot();
    const auto invoice = snapshot->invoice(tenant, *id);
    if (!invoice) return not_found("invoice");
    const projections::DeliveryRow row = snapshot->delivery(tenant, *id).value_or(projections::DeliveryRow{});
    const Opener opener(services.vault, tenant);
    json::array claims, messages, views, documents;
    PeopleShown people;
    for (const auto& claim : row.claims) {
        const ClaimView view = view_of(claim, opener);
        if (view.claim.payer_name.is_open() || view.claim.reference.is_open()) people.add(invoice->customer);
        claims.push_back(transfer_claim_json(view));
    }
    for (const auto& message : row.messages) {
        const MessageView view = view_of(message, opener);
        if (view.message.to.is_open()) people.add(invoice->customer);
        messages.push_back(message_json(view));
    }
    for (const auto& view : row.views) views.push_back(view_json(view));
    for (const auto& document : row.documents) documents.push_back(rendered_json(document));
    Response response = json_answer(snapshot->position().position,
                                    json::object{{"id", domain::to_type_id(domain::delivery_prefix, *id)},
                                                 {"object", "delivery"},
                                                 {"invoice", domain::to_type_id(domain::invoice_prefix, *id)},
                                                 {"version", row.version},
                                                 {"pay_link_generation", row.pay_link_generation},
                                                 {"transfer_claims", std::move(claims)},
                                                 {"messages", std::move(messages)},
                                                 {"views", std::move(views)},
                                                 {"documents", std::move(documents)}});
    response.people = people.take();
    return response;
}

}  // namespace suoledger::http

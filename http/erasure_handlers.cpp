// SPDX-License-Identifier: Apache-2.0
// Erasure of a customer: what goes at once, what is kept by law and until when (NDPA 2023 s.34).
#include "http/handlers.hpp"
#include "http/request_body.hpp"
#include "http/rights_views.hpp"
#include "http/views.hpp"

namespace suoledger::http {
namespace {

using domain::StreamId;

constexpr std::string_view bases = "request, consent_withdrawn, no_longer_needed, unlawful_processing, legal_duty";

eventstore::RenderReply render_of(const domain::Uuid& customer, bool is_on_hold) {
    return [customer, is_on_hold](const eventstore::Appended& appended) {
        const auto& event = event_of<domain::ErasureRequested>(appended);
        const auto& asked = std::get<domain::ErasureRequested>(event.event->event);
        projections::ErasureRow row;
        row.position = event.position;
        row.request = asked.request;
        row.basis = asked.basis;
        row.last_document_on = asked.last_document_on;
        row.record_key_due_on = asked.record_key_due_on;
        row.complete_on = asked.complete_on;
        row.requested_at = event.event->effective_at;
        return json_reply(200, erasure_json(customer, row, is_on_hold));
    };
}

}  // namespace

Handled erase_customer(const Services& services, const Request& request) {
    if (auto problem = refuse_query(request)) return *problem;
    const auto id = id_in_path(request, domain::customer_prefix);
    if (!id) return not_found("customer");
    const auto body = parse_optional_body(request);
    if (!body) return body.error();
    std::vector<domain::FieldError> errors;
    ObjectReader reader(*body, "", errors);
    domain::EraseCustomer command;
    command.customer_id = *id;
    command.request_id = reader.id("request", domain::request_prefix, Presence::optional);
    command.basis = reader.one_of<domain::ErasureBasis>("basis", &domain::parse_erasure_basis, bases)
                        .value_or(domain::ErasureBasis::request);
    reader.refuse_unknown();
    if (!errors.empty()) return invalid_fields(std::move(errors));
    const StreamId stream{request.principal.tenant, domain::StreamType::customer, *id};
    const RightsOfCustomer rights = read_rights(services, stream);
    const auto snapshot = services.read_models.snapshot();
    // The date is counted again before the record key goes, so a document on its way is not missed.
    command.last_document_on = snapshot->last_movement_on(request.principal.tenant, *id);
    command.complete_on = erasure_complete_on(services, *snapshot, request.principal.tenant);
    const bool is_on_hold = !rights.holds.empty();
    CommandRequest asked{request.principal.tenant, std::move(command), render_of(*id, is_on_hold), true, {}};
    // Who asks again is told how far it is: nothing is to be done twice.
    if (rights.erasure)
        asked.already =
            Already{domain::RejectionCode::customer_already_erased,
                    json_answer(snapshot->position().position, erasure_json(*id, *rights.erasure, is_on_hold))};
    return asked;
}

}  // namespace suoledger::http

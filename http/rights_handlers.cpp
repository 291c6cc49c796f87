// SPDX-License-Identifier: Apache-2.0
// Restriction of processing, objection to it, and legal holds on a customer.
#include "eventstore/leaf.hpp"
#include "http/field_limits.hpp"
#include "http/handlers.hpp"
#include "http/rights_views.hpp"
#include "http/views.hpp"

namespace suoledger::http {
namespace {

using domain::RestrictionKind;
namespace json = boost::json;

/// `what` is the purpose in the path, after the customer.
struct RestrictionRequest {
    domain::Uuid customer;
    domain::Restriction restriction;
    projections::CustomerRow row;
};

std::expected<RestrictionRequest, Problem> restriction_in(const Services& services, const Request& request,
                                                          RestrictionKind kind) {
    if (auto problem = refuse_query(request)) return std::unexpected(*problem);
    const auto id = id_in_path(request, domain::customer_prefix);
    if (!id) return std::unexpected(not_found("customer"));
    auto row = services.read_models.snapshot()->customer(request.principal.tenant, *id);
    RestrictionRequest asked{*id, {request.path_parameters.at(1), kind}, {}};
    if (row) asked.row = *std::move(row);
    return asked;
}

/// What is so already is answered as if it had just been done, so that a PUT can be sent again.
const projections::RestrictionRow* in_force(const RestrictionRequest& asked) {
    for (const auto& one : asked.row.restrictions)
        if (one.restriction == asked.restriction) return &one;
    return nullptr;
}

Handled restrict(const Services& services, const Request& request, RestrictionKind kind) {
    auto asked = restriction_in(services, request, kind);
    if (!asked) return asked.error();
    const auto body = parse_optional_body(request);
    if (!body) return body.error();
    std::vector<domain::FieldError> errors;
    ObjectReader reader(*body, "", errors);
    domain::RestrictProcessing command{asked->customer, asked->restriction,
                                       reader.id("request", domain::request_prefix, Presence::optional)};
    reader.refuse_unknown();
    if (!errors.empty()) return invalid_fields(std::move(errors));
    auto render = [](const eventstore::Appended& appended) {
        const auto& event = event_of<domain::ProcessingRestricted>(appended);
        const auto& restricted = std::get<domain::ProcessingRestricted>(event.event->event);
        return json_reply(200,
                          restriction_json({restricted.restriction, restricted.request, event.event->effective_at}));
    };
    CommandRequest restricting{request.principal.tenant, std::move(command), render, true, {}};
    if (const auto* known = in_force(*asked))
        restricting.already =
            Already{domain::RejectionCode::processing_already_restricted,
                    json_answer(services.read_models.snapshot()->position().position, restriction_json(*known))};
    return restricting;
}

Handled lift(const Services& services, const Request& request, RestrictionKind kind) {
    if (auto problem = refuse_body(request)) return *problem;
    auto asked = restriction_in(services, request, kind);
    if (!asked) return asked.error();
    auto render = [](const eventstore::Appended& appended) {
        const auto& event = event_of<domain::ProcessingRestrictionLifted>(appended);
        const auto& lifted = std::get<domain::ProcessingRestrictionLifted>(event.event->event);
        return json_reply(200, {{"object", "restriction_lifted"},
                                {"kind", domain::to_string(lifted.restriction.kind)},
                                {"purpose", lifted.restriction.purpose},
                                {"lifted_at", domain::to_string(event.event->effective_at)}});
    };
    return CommandRequest{
        request.principal.tenant, domain::LiftRestriction{asked->customer, asked->restriction}, render, true, {}};
}

}  // namespace

Handled restrict_processing(const Services& services, const Request& request) {
    return restrict(services, request, RestrictionKind::restriction);
}
Handled lift_restriction(const Services& services, const Request& request) {
    return lift(services, request, RestrictionKind::restriction);
}
Handled record_objection(const Services& services, const Request& request) {
    return restrict(services, request, RestrictionKind::objection);
}
Handled withdraw_objection(const Services& services, const Request& request) {
    return lift(services, request, RestrictionKind::objection);
}

Handled place_legal_hold(const Services& services, const Request& request) {
    if (auto problem = refuse_query(request)) return *problem;
    const auto id = id_in_path(request, domain::customer_prefix);
    if (!id) return not_found("customer");
    const auto body = parse_body(request);
    if (!body) return body.error();
    std::vector<domain::FieldError> errors;
    ObjectReader reader(*body, "", errors);
    domain::PlaceLegalHold command;
    command.customer_id = *id;
    command.reason = reader.personal("reason", reason_length, Presence::required);
    command.reference = reader.personal("reference", reference_length);
    reader.refuse_unknown();
    if (!errors.empty()) return invalid_fields(std::move(errors));
    command.hold_id = eventstore::new_uuid_v7(services.now());
    auto render = [](const eventstore::Appended& appended) {
        const auto& event = event_of<domain::LegalHoldPlaced>(appended);
        return json_reply(
            201, legal_hold_json(std::get<domain::LegalHoldPlaced>(event.event->event), event.event->effective_at));
    };
    return CommandRequest{request.principal.tenant, std::move(command), render};
}

Handled release_legal_hold(const Services& services, const Request& request) {
    QueryReader query(request);
    const auto named = query.id("hold", domain::legal_hold_prefix);
    if (request.query_value("min_position")) query.wrong("min_position", "is for reads");
    if (auto problem = query.problem()) return *problem;
    if (auto problem = refuse_body(request)) return *problem;
    const auto id = id_in_path(request, domain::customer_prefix);
    if (!id) return not_found("customer");
    domain::ReleaseLegalHold command{*id, named.value_or(domain::Uuid{}), {}};
    if (!named) {
        const auto holds = read_rights(services, {request.principal.tenant, domain::StreamType::customer, *id}).holds;
        if (holds.size() > 1)
            return Problem{.status = 400,
                           .code = "invalid_parameter",
                           .detail = "More than one hold is in force; name the one in ?hold=hld_…"};
        if (holds.size() == 1) command.hold_id = holds.front();
    }
    auto render = [](const eventstore::Appended& appended) {
        const auto& event = event_of<domain::LegalHoldReleased>(appended);
        const auto& released = std::get<domain::LegalHoldReleased>(event.event->event);
        return json_reply(200, {{"object", "legal_hold_release"},
                                {"hold", domain::to_type_id(domain::legal_hold_prefix, released.hold_id)},
                                {"released_at", domain::to_string(event.event->effective_at)}});
    };
    return CommandRequest{request.principal.tenant, std::move(command), render};
}

}  // namespace suoledger::http

// SPDX-License-Identifier: Apache-2.0
// Requests of people about their data: received, identified, decided, completed.
#include <boost/json/serialize.hpp>

#include "eventstore/leaf.hpp"
#include "http/field_limits.hpp"
#include "http/handlers.hpp"
#include "http/people_shown.hpp"
#include "http/request_commanding.hpp"
#include "http/views.hpp"

namespace suoledger::http {
namespace {

using domain::StreamId;
using domain::StreamType;
namespace json = boost::json;

constexpr std::string_view kinds = "access, export, rectification, erasure, restriction, objection, breach";
constexpr std::string_view channels = "web, whatsapp, email, phone, paper, in_person";
constexpr std::string_view methods = "known_contact, document, login, in_person, representative";
constexpr std::string_view outcomes = "granted, partly, refused";

}  // namespace

std::expected<RequestCommanding, Problem> RequestCommanding::begin(const Services& services, const Request& request) {
    if (auto problem = refuse_query(request)) return std::unexpected(*problem);
    const auto id = id_in_path(request, domain::request_prefix);
    if (!id) return std::unexpected(not_found("request"));
    auto body = parse_optional_body(request);
    if (!body) return std::unexpected(body.error());
    RequestCommanding commanding;
    commanding.stream_ = {request.principal.tenant, StreamType::request, *id};
    auto view = read_request(services, commanding.stream_);
    if (!view) return std::unexpected(not_found("request"));
    commanding.settings_ = services.privacy;
    commanding.body_ = std::make_shared<const json::object>(*std::move(body));
    commanding.errors_ = std::make_shared<std::vector<domain::FieldError>>();
    commanding.view_ = std::make_shared<const RequestView>(*std::move(view));
    return commanding;
}

Handled RequestCommanding::request_of(domain::Command command) const {
    if (!errors_->empty()) return invalid_fields(*errors_);
    auto render = [stream = stream_, view = view_, settings = settings_](const eventstore::Appended& appended) {
        const RequestView after = request_after(appended, stream, *view);
        return json_reply(200, request_json(after, *settings, after.updated_at));
    };
    return CommandRequest{stream_.tenant, std::move(command), render};
}

Handled receive_request(const Services& services, const Request& request) {
    if (auto problem = refuse_query(request)) return *problem;
    const auto body = parse_body(request);
    if (!body) return body.error();
    std::vector<domain::FieldError> errors;
    ObjectReader reader(*body, "", errors);
    domain::ReceiveRequest command;
    command.kind = reader.one_of<domain::RequestKind>("kind", &domain::parse_request_kind, kinds, Presence::required)
                       .value_or(domain::RequestKind::access);
    command.customer = reader.id("customer", domain::customer_prefix, Presence::optional);
    command.channel =
        reader.one_of<domain::ConsentChannel>("channel", &domain::parse_consent_channel, channels, Presence::required)
            .value_or(domain::ConsentChannel::web);
    command.received_at = reader.timestamp("received_at").value_or(services.now());
    command.details = reader.personal("details", details_length);
    reader.refuse_unknown();
    if (!errors.empty()) return invalid_fields(std::move(errors));
    command.request_id = eventstore::new_uuid_v7(services.now());
    const StreamId stream{request.principal.tenant, StreamType::request, command.request_id};
    auto render = [stream, settings = services.privacy](const eventstore::Appended& appended) {
        RequestView fresh;
        fresh.id = stream.id;
        const RequestView after = request_after(appended, stream, std::move(fresh));
        return json_reply(201, request_json(after, *settings, after.updated_at));
    };
    return CommandRequest{request.principal.tenant, std::move(command), render};
}

Handled identify_requester(const Services& services, const Request& request) {
    auto commanding = RequestCommanding::begin(services, request);
    if (!commanding) return commanding.error();
    ObjectReader reader = commanding->reader();
    domain::IdentifyRequester command;
    command.request_id = commanding->id();
    command.method = reader
                         .one_of<domain::IdentificationMethod>("method", &domain::parse_identification_method, methods,
                                                               Presence::required)
                         .value_or(domain::IdentificationMethod::known_contact);
    const auto customer = reader.id("customer", domain::customer_prefix, Presence::optional);
    // Who is not named is who the request spoke of.
    command.customer = customer ? customer : commanding->as_read().customer;
    reader.refuse_unknown();
    return commanding->request_of(command);
}

Handled decide_request(const Services& services, const Request& request) {
    auto commanding = RequestCommanding::begin(services, request);
    if (!commanding) return commanding.error();
    ObjectReader reader = commanding->reader();
    domain::DecideRequest command;
    command.request_id = commanding->id();
    command.outcome =
        reader.one_of<domain::RequestOutcome>("outcome", &domain::parse_request_outcome, outcomes, Presence::required)
            .value_or(domain::RequestOutcome::granted);
    command.basis = reader.text("basis", code_word_length, Presence::required).value_or("");
    command.reason = reader.personal("reason", details_length);
    reader.refuse_unknown();
    return commanding->request_of(std::move(command));
}

Handled complete_request(const Services& services, const Request& request) {
    auto commanding = RequestCommanding::begin(services, request);
    if (!commanding) return commanding.error();
    ObjectReader reader = commanding->reader();
    domain::CompleteRequest command;
    command.request_id = commanding->id();
    command.evidence_position = reader.integer("evidence_position", {.min = 1}, Presence::optional);
    command.evidence_id =
        reader.text("evidence_id", {1, domain::max_evidence_characters}, Presence::optional).value_or("");
    reader.refuse_unknown();
    return commanding->request_of(std::move(command));
}

Handled get_request(const Services& services, const Request& request) {
    if (auto problem = QueryReader(request).problem()) return *problem;
    const auto id = id_in_path(request, domain::request_prefix);
    if (!id) return not_found("request");
    const auto snapshot = services.read_models.snapshot();
    const auto row = snapshot->request(request.principal.tenant, *id);
    if (!row) return not_found("request");
    const RequestView view = view_of(*row, Opener(services.vault, request.principal.tenant));
    Response response =
        json_answer(snapshot->position().position, request_json(view, *services.privacy, services.now()));
    PeopleShown people;
    if (shows_person(view)) people.add(view.customer);
    response.people = people.take();
    return response;
}

Handled list_requests(const Services& services, const Request& request) {
    const auto snapshot = services.read_models.snapshot();
    QueryReader query(request);
    projections::RequestFilter filter;
    filter.kind = query.one_of<domain::RequestKind>("kind", &domain::parse_request_kind, kinds);
    filter.customer = query.id("customer", domain::customer_prefix);
    filter.open = query.boolean("open");
    const auto listing = listing_of(services, request, query, *snapshot);
    if (auto problem = query.problem()) return *problem;
    if (!listing) return listing.error();
    const auto slice = snapshot->requests(request.principal.tenant, filter, listing->page);
    const Opener opener(services.vault, request.principal.tenant);
    std::vector<std::string> elements;
    PeopleShown people;
    for (const auto& row : slice.rows) {
        const RequestView view = view_of(row, opener);
        if (shows_person(view)) people.add(view.customer);
        elements.push_back(json::serialize(request_json(view, *services.privacy, services.now())));
    }
    std::optional<std::string> next;
    if (slice.next_before) next = listing->next_cursor(*slice.next_before);
    Response response = json_answer(snapshot->position().position, list_json(elements, next));
    response.people = people.take();
    return response;
}

}  // namespace suoledger::http

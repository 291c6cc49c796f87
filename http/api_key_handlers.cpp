// SPDX-License-Identifier: Apache-2.0
// API keys of a business: shown once, listed without the secret, revoked.
#include <algorithm>
#include <boost/json/serialize.hpp>

#include "eventstore/leaf.hpp"
#include "http/api_key_secret.hpp"
#include "http/field_limits.hpp"
#include "http/handlers.hpp"
#include "http/scope_fields.hpp"
#include "http/views.hpp"

namespace suoledger::http {
namespace json = boost::json;

Handled issue_api_key(const Services& services, const Request& request) {
    if (auto problem = refuse_query(request)) return *problem;
    const auto body = parse_body(request);
    if (!body) return body.error();
    std::vector<domain::FieldError> errors;
    ObjectReader reader(*body, "", errors);
    domain::IssueApiKey command;
    command.key.label = reader.personal("label", {1, domain::max_label_characters});
    command.key.scopes = read_scopes(reader);
    command.key.expires_at = reader.timestamp("expires_at");
    reader.refuse_unknown();
    if (!errors.empty()) return invalid_fields(std::move(errors));
    const ApiKeySecret secret = make_api_key_secret(request.principal.livemode ? ApiKeyKind::live : ApiKeyKind::test);
    command.key.key_id = eventstore::new_uuid_v7(services.now());
    command.key.public_part = secret.public_part;
    command.key.secret_sha256 = secret.sha256;
    command.key.livemode = request.principal.livemode;
    command.issuer_scopes = request.principal.scopes;
    auto render = [text = secret.text](const eventstore::Appended& appended) {
        const auto& event = event_of<domain::ApiKeyIssued>(appended);
        json::object reply =
            api_key_json({std::get<domain::ApiKeyIssued>(event.event->event).key, std::nullopt, event.recorded_at});
        reply["secret"] = text;
        std::string now_body = json::serialize(reply);
        reply["secret"] = nullptr;
        return eventstore::Reply{201, std::move(now_body), json::serialize(reply)};
    };
    return CommandRequest{request.principal.tenant, std::move(command), render, true};
}

Handled list_api_keys(const Services& services, const Request& request) {
    if (auto problem = QueryReader(request).problem()) return *problem;
    const auto snapshot = services.read_models.snapshot();
    auto rows = snapshot->api_keys(request.principal.tenant);
    std::stable_sort(rows.begin(), rows.end(),
                     [](const auto& left, const auto& right) { return left.created_at > right.created_at; });
    const Opener opener(services.vault, request.principal.tenant);
    std::vector<std::string> elements;
    for (const auto& row : rows) elements.push_back(json::serialize(api_key_json(view_of(row, opener))));
    return json_answer(snapshot->position().position, list_json(elements, std::nullopt));
}

Handled revoke_api_key(const Services&, const Request& request) {
    if (auto problem = refuse_query(request)) return *problem;
    if (auto problem = refuse_body(request)) return *problem;
    const auto id = id_in_path(request, domain::api_key_prefix);
    if (!id) return not_found("api_key");
    auto render = [id = *id](const eventstore::Appended& appended) {
        const json::object reply{
            {"id", domain::to_type_id(domain::api_key_prefix, id)},
            {"object", "api_key"},
            {"revoked_at", domain::to_string(event_of<domain::ApiKeyRevoked>(appended).recorded_at)}};
        const std::string text = json::serialize(reply);
        return eventstore::Reply{200, text, text};
    };
    return CommandRequest{request.principal.tenant, domain::RevokeApiKey{*id}, render, true};
}

}  // namespace suoledger::http

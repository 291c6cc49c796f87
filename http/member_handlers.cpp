// SPDX-License-Identifier: Apache-2.0
// Members: the people who work for the business, added and removed by its managers.
#include <algorithm>
#include <boost/json/serialize.hpp>

#include "eventstore/contacts.hpp"
#include "eventstore/leaf.hpp"
#include "http/field_limits.hpp"
#include "http/handlers.hpp"
#include "http/scope_fields.hpp"
#include "http/views.hpp"

namespace suoledger::http {
namespace {

using domain::StreamId;
using domain::StreamType;
namespace json = boost::json;

domain::LoginIndex index_of(const Services& services, const domain::Uuid& tenant, const std::string& login) {
    return services.vault.blind_index(tenant, "login", login);
}

/// An e-mail address or a phone number in the one spelling that contacts have.
std::optional<std::string> read_login(ObjectReader& reader) {
    const auto given = reader.text("login", contact_length, Presence::required);
    if (!given) return std::nullopt;
    const bool is_email = given->find('@') != std::string::npos;
    auto login = is_email ? eventstore::normalise_email(*given) : eventstore::normalise_phone(*given);
    if (!login) reader.wrong("login", "must be an e-mail address, or a phone number as +2348012345678 or 08012345678");
    return login;
}

/// Of the member as it was added, from the log: a read model may not know it yet. nullopt: never added.
std::optional<domain::LoginIndex> login_index_of(const Services& services, const StreamId& business,
                                                 const domain::Uuid& member) {
    constexpr std::int64_t events_at_a_time = 1000;
    const Opener opener(services.vault, business.tenant);
    for (std::int64_t version = 0;;) {
        const auto events = services.store.read_stream({business, version, events_at_a_time});
        for (const auto& event : events) {
            version = event.stream_version;
            if (event.event_type != domain::EventName<domain::MemberAdded>::value) continue;
            const auto added = opener.open<domain::MemberAdded>(event);
            if (added.member_id == member) return index_of(services, business.tenant, added.login.value);
        }
        if (events.size() < events_at_a_time) return std::nullopt;
    }
}

}  // namespace

Handled add_member(const Services& services, const Request& request) {
    if (auto problem = refuse_query(request)) return *problem;
    const auto body = parse_body(request);
    if (!body) return body.error();
    const domain::Uuid tenant = request.principal.tenant;
    std::vector<domain::FieldError> errors;
    ObjectReader reader(*body, "", errors);
    domain::AddMember command;
    command.name = reader.personal("name", name_length, Presence::required);
    const auto login = read_login(reader);
    command.scopes = read_scopes(reader);
    reader.refuse_unknown();
    if (!errors.empty()) return invalid_fields(std::move(errors));
    command.member_id = eventstore::new_uuid_v7(services.now());
    command.login = domain::PersonalText(*login);
    command.login_index = index_of(services, tenant, *login);
    command.issuer_scopes = request.principal.scopes;
    auto render = [](const eventstore::Appended& appended) {
        const auto& event = event_of<domain::MemberAdded>(appended);
        return json_reply(201, member_json({std::get<domain::MemberAdded>(event.event->event), event.recorded_at}));
    };
    return CommandRequest{tenant, std::move(command), render, true};
}

Handled list_members(const Services& services, const Request& request) {
    if (auto problem = QueryReader(request).problem()) return *problem;
    const auto snapshot = services.read_models.snapshot();
    auto rows = snapshot->members(request.principal.tenant);
    std::stable_sort(rows.begin(), rows.end(),
                     [](const auto& left, const auto& right) { return left.created_at > right.created_at; });
    const Opener opener(services.vault, request.principal.tenant);
    std::vector<std::string> elements;
    for (const auto& row : rows) elements.push_back(json::serialize(member_json(view_of(row, opener))));
    return json_answer(snapshot->position().position, list_json(elements, std::nullopt));
}

Handled remove_member(const Services& services, const Request& request) {
    if (auto problem = refuse_query(request)) return *problem;
    if (auto problem = refuse_body(request)) return *problem;
    const auto id = id_in_path(request, domain::member_prefix);
    if (!id) return not_found("member");
    const domain::Uuid tenant = request.principal.tenant;
    const auto login_index = login_index_of(services, {tenant, StreamType::business, tenant}, *id);
    if (!login_index) return not_found("member");
    auto render = [id = *id](const eventstore::Appended& appended) {
        return json_reply(200,
                          {{"id", domain::to_type_id(domain::member_prefix, id)},
                           {"object", "member"},
                           {"removed_at", domain::to_string(event_of<domain::MemberRemoved>(appended).recorded_at)}});
    };
    // Whoever is removed must be refused from the next request on.
    return CommandRequest{tenant, domain::RemoveMember{*id, *login_index}, render, true};
}

}  // namespace suoledger::http

// SPDX-License-Identifier: Apache-2.0
// Consents of a customer: given to a purpose, withdrawn as easily.
#include <boost/json/serialize.hpp>

#include "http/field_limits.hpp"
#include "http/handlers.hpp"
#include "http/views.hpp"

namespace suoledger::http {
namespace {

using domain::ConsentChannel;
namespace json = boost::json;

constexpr std::string_view channels = "web, whatsapp, email, phone, paper, in_person";

}  // namespace

Handled give_consent(const Services&, const Request& request) {
    if (auto problem = refuse_query(request)) return *problem;
    const auto id = id_in_path(request, domain::customer_prefix);
    if (!id) return not_found("customer");
    const auto body = parse_body(request);
    if (!body) return body.error();
    std::vector<domain::FieldError> errors;
    ObjectReader reader(*body, "", errors);
    domain::GiveConsent command;
    command.customer_id = *id;
    command.purpose = reader.text("purpose", code_word_length, Presence::required).value_or("");
    command.wording_version =
        reader.text("wording_version", {1, domain::max_wording_characters}, Presence::required).value_or("");
    command.channel =
        reader.one_of<ConsentChannel>("channel", &domain::parse_consent_channel, channels, Presence::required)
            .value_or(ConsentChannel::web);
    reader.refuse_unknown();
    if (!errors.empty()) return invalid_fields(std::move(errors));
    auto render = [](const eventstore::Appended& appended) {
        const auto& event = event_of<domain::ConsentGiven>(appended);
        const auto& given = std::get<domain::ConsentGiven>(event.event->event);
        return json_reply(201, consent_json({given.purpose, given.wording_version, given.channel,
                                             event.event->effective_at, std::nullopt}));
    };
    return CommandRequest{request.principal.tenant, std::move(command), render};
}

Handled withdraw_consent(const Services&, const Request& request) {
    QueryReader query(request);
    const auto channel = query.one_of<ConsentChannel>("channel", &domain::parse_consent_channel, channels);
    if (request.query_value("min_position")) query.wrong("min_position", "is for reads");
    if (auto problem = query.problem()) return *problem;
    if (auto problem = refuse_body(request)) return *problem;
    const auto id = id_in_path(request, domain::customer_prefix);
    if (!id) return not_found("customer");
    auto render = [](const eventstore::Appended& appended) {
        const auto& event = event_of<domain::ConsentWithdrawn>(appended);
        const auto& withdrawn = std::get<domain::ConsentWithdrawn>(event.event->event);
        return json_reply(200, {{"object", "consent_withdrawal"},
                                {"purpose", withdrawn.purpose},
                                {"channel", domain::to_string(withdrawn.channel)},
                                {"withdrawn_at", domain::to_string(event.event->effective_at)}});
    };
    const domain::WithdrawConsent command{*id, request.path_parameters.at(1), channel.value_or(ConsentChannel::web)};
    return CommandRequest{request.principal.tenant, command, render};
}

}  // namespace suoledger::http

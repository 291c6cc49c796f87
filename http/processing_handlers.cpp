// SPDX-License-Identifier: Apache-2.0
// The record of processing (NDPA 2023 s.29), generated: what is not declared in code or registered does not happen.
#include <algorithm>
#include <boost/json/value.hpp>
#include <string>

#include "domain/processing.hpp"
#include "eventstore/personal_fields.hpp"
#include "eventstore/sealing.hpp"
#include "http/accept.hpp"
#include "http/handlers.hpp"
#include "http/processing_record.hpp"
#include "http/readable_page.hpp"
#include "http/views.hpp"

namespace suoledger::http {
namespace {

namespace json = boost::json;

json::array texts_json(const std::vector<std::string>& texts) {
    json::array list;
    for (const auto& text : texts) list.emplace_back(text);
    return list;
}

json::value optional_json(const std::optional<std::string>& text) {
    return text ? json::value(*text) : json::value(nullptr);
}

json::object event_handling_json(const domain::EventHandling& handling) {
    json::array fields;
    for (const auto& field : eventstore::personal_fields_of(handling.event_type))
        fields.push_back(json::object{{"field", field.pointer}, {"key", domain::to_string(field.key_class)}});
    return {{"event", handling.event_type},
            {"lawful_basis", domain::to_string(handling.basis)},
            {"retention", domain::to_string(handling.retention)},
            {"personal_fields", std::move(fields)}};
}

}  // namespace

json::array processing_purposes_json() {
    json::array purposes;
    for (const auto& first : domain::event_handlings()) {
        const auto name = domain::to_string(first.purpose);
        const auto is_same = [&](const json::value& one) { return one.as_object().at("purpose") == json::value(name); };
        if (std::ranges::any_of(purposes, is_same)) continue;
        json::array events;
        for (const auto& handling : domain::event_handlings())
            if (handling.purpose == first.purpose) events.push_back(event_handling_json(handling));
        purposes.push_back(json::object{{"purpose", name}, {"events", std::move(events)}});
    }
    return purposes;
}

json::array retention_rules_json() {
    json::array rules;
    for (const auto& rule : domain::retention_rules())
        rules.push_back(
            json::object{{"retention", domain::to_string(rule.retention)},
                         {"period", rule.period},
                         {"statute", rule.statute.empty() ? json::value(nullptr) : json::value(rule.statute)}});
    return rules;
}

json::array recipients_json(const PrivacySettings& settings) {
    json::array list;
    if (!settings.processing) return list;
    for (const auto& one : settings.processing->recipients)
        list.push_back(json::object{{"name", one.name},
                                    {"role", one.role},
                                    {"country", one.country},
                                    {"categories", texts_json(one.categories)},
                                    {"contract", optional_json(one.contract)}});
    return list;
}

json::array transfers_json(const PrivacySettings& settings) {
    json::array list;
    if (!settings.processing) return list;
    for (const auto& one : settings.processing->transfers)
        list.push_back(json::object{{"recipient", one.recipient},
                                    {"country", one.country},
                                    {"basis", one.basis},
                                    {"categories", texts_json(one.categories)},
                                    {"safeguard", optional_json(one.safeguard)}});
    return list;
}

json::value contact_json(const std::optional<Contact>& contact) {
    if (!contact) return nullptr;
    return json::object{{"name", contact->name},
                        {"contact", optional_json(contact->contact)},
                        {"registration", optional_json(contact->registration)}};
}

Handled get_record_of_processing(const Services& services, const Request& request) {
    if (auto problem = QueryReader(request).problem()) return *problem;
    const domain::Uuid tenant = request.principal.tenant;
    const auto snapshot = services.read_models.snapshot();
    const auto row = snapshot->business(tenant);
    if (!row) return not_found("business");
    const BusinessView business = view_of(*row, Opener(services.vault, tenant));
    const PrivacySettings& settings = *services.privacy;
    const auto& given = settings.processing;
    const json::object record{
        {"object", "record_of_processing"},
        {"law", data_protection_law},
        {"controller",
         json::object{{"id", domain::to_type_id(domain::business_prefix, business.id)}, {"name", business.facts.name}}},
        {"processor", contact_json(given ? given->service : std::nullopt)},
        {"data_protection_officer", contact_json(given ? given->data_protection_officer : std::nullopt)},
        {"register_is_given", given.has_value()},
        {"purposes", processing_purposes_json()},
        {"retention", retention_rules_json()},
        {"recipients", recipients_json(settings)},
        {"transfers_abroad", transfers_json(settings)},
        {"request_target_days", settings.request_target_days}};
    const auto position = snapshot->position().position;
    if (!prefers_html(request)) {
        Response response = json_answer(position, record);
        response.headers.emplace_back("Vary", "Accept");
        return response;
    }
    return page_answer(position, "Record of processing",
                       "What personal data is processed for this business, why, on what basis, for how long, and who "
                       "else gets it. Made from the program itself and from what the operator registered.",
                       record);
}

}  // namespace suoledger::http

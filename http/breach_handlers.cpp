// SPDX-License-Identifier: Apache-2.0
// Breaches: assessed, told to the authority and to people, and whom they concern (NDPA 2023 s.40; GAID 2025 art. 33).
#include <boost/json/serialize.hpp>

#include "http/affected_people.hpp"
#include "http/field_limits.hpp"
#include "http/handlers.hpp"
#include "http/outcome_response.hpp"
#include "http/request_commanding.hpp"

namespace suoledger::http {
namespace {

namespace json = boost::json;

constexpr std::string_view risks = "low, likely, high";
constexpr std::string_view channels = "web, whatsapp, email, phone, paper, in_person";

std::vector<std::string> read_categories(ObjectReader& reader) {
    std::vector<std::string> categories;
    const auto* list = reader.array("categories", {0, 20}, Presence::optional);
    if (list == nullptr) return categories;
    for (const auto& element : *list) {
        if (element.is_string()) {
            categories.emplace_back(element.get_string());
        } else {
            reader.wrong("categories", "must be a list of words");
        }
    }
    return categories;
}

}  // namespace

Handled assess_breach(const Services& services, const Request& request) {
    auto commanding = RequestCommanding::begin(services, request);
    if (!commanding) return commanding.error();
    ObjectReader reader = commanding->reader();
    domain::AssessBreach command;
    command.request_id = commanding->id();
    command.aware_at = reader.timestamp("aware_at").value_or(commanding->as_read().received.received_at);
    command.from = reader.timestamp("from");
    command.to = reader.timestamp("to");
    command.risk = reader.one_of<domain::BreachRisk>("risk", &domain::parse_breach_risk, risks, Presence::required)
                       .value_or(domain::BreachRisk::high);
    command.people_estimate = reader.integer("people_estimate", {.min = 0}, Presence::optional).value_or(0);
    command.categories = read_categories(reader);
    command.circumstances = reader.personal("circumstances", details_length, Presence::required);
    command.steps = reader.personal("steps", details_length);
    reader.refuse_unknown();
    return commanding->request_of(std::move(command));
}

Handled notify_authority(const Services& services, const Request& request) {
    auto commanding = RequestCommanding::begin(services, request);
    if (!commanding) return commanding.error();
    ObjectReader reader = commanding->reader();
    domain::NotifyAuthority command;
    command.request_id = commanding->id();
    command.reference = reader.personal("reference", reference_length);
    command.notified_at = reader.timestamp("notified_at").value_or(services.now());
    reader.refuse_unknown();
    return commanding->request_of(std::move(command));
}

Handled notify_subjects(const Services& services, const Request& request) {
    auto commanding = RequestCommanding::begin(services, request);
    if (!commanding) return commanding.error();
    ObjectReader reader = commanding->reader();
    domain::NotifySubjects command;
    command.request_id = commanding->id();
    command.channel =
        reader.one_of<domain::ConsentChannel>("channel", &domain::parse_consent_channel, channels, Presence::required)
            .value_or(domain::ConsentChannel::email);
    command.count = reader.integer("count", {.min = 1}, Presence::required).value_or(1);
    command.notified_at = reader.timestamp("notified_at").value_or(services.now());
    reader.refuse_unknown();
    return commanding->request_of(command);
}

Handled list_affected(const Services& services, const Request& request) {
    const domain::Uuid tenant = request.principal.tenant;
    const auto snapshot = services.read_models.snapshot();
    QueryReader query(request);
    const auto listing = listing_of(services, request, query, *snapshot);
    if (auto problem = query.problem()) return *problem;
    if (!listing) return listing.error();
    const auto id = id_in_path(request, domain::request_prefix);
    if (!id) return not_found("request");
    const auto row = snapshot->request(tenant, *id);
    if (!row) return not_found("request");
    if (row->kind != domain::RequestKind::breach)
        return Problem{.status = 422, .code = "request_does_not_match", .detail = "It is not a breach."};
    const RequestView breach = view_of(*row, Opener(services.vault, tenant));
    const auto slice = affected_people(services, *snapshot, tenant, period_of(breach), listing->page);
    std::vector<std::string> elements;
    for (const auto& person : slice.rows) elements.push_back(json::serialize(affected_json(person)));
    std::optional<std::string> next;
    if (slice.next_before) next = listing->next_cursor(*slice.next_before);
    return json_answer(snapshot->position().position, list_json(elements, next));
}

}  // namespace suoledger::http

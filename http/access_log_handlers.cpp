// SPDX-License-Identifier: Apache-2.0
// Who read whose personal data, counted by the hour.
#include <boost/json/serialize.hpp>

#include "http/handlers.hpp"
#include "http/reading.hpp"

namespace suoledger::http {
namespace {

namespace json = boost::json;

json::object access_json(const eventstore::AccessRow& row) {
    const auto& [place, reads] = row.count;
    return {{"object", "access"},
            {"hour", domain::to_string(place.hour)},
            {"actor", place.actor},
            {"customer", domain::to_type_id(domain::customer_prefix, place.person)},
            {"reads", reads}};
}

std::optional<domain::Timestamp> read_time(QueryReader& query, std::string_view name) {
    const auto given = query.text(name);
    if (!given) return std::nullopt;
    auto time = domain::parse_timestamp(*given);
    if (!time) query.wrong(name, "must be a time as 2026-11-23T09:00:00Z");
    return time;
}

}  // namespace

Handled get_access_log(const Services& services, const Request& request) {
    const auto snapshot = services.read_models.snapshot();
    QueryReader query(request);
    eventstore::AccessQuery asked;
    asked.tenant = request.principal.tenant;
    if (const auto actor = query.id("actor", domain::api_key_prefix))
        asked.actor = domain::to_type_id(domain::api_key_prefix, *actor);
    asked.person = query.id("customer", domain::customer_prefix);
    asked.from = read_time(query, "from");
    asked.before = read_time(query, "before");
    const auto listing = listing_of(services, request, query, *snapshot);
    if (auto problem = query.problem()) return *problem;
    if (!listing) return listing.error();
    asked.before_entry = listing->page.before;
    asked.limit = listing->page.limit + 1;
    std::vector<eventstore::AccessRow> rows;
    if (services.access_log != nullptr) {
        services.access_log->flush();  // what this process counted so far is in the answer
        rows = services.access_log->table().read(asked);
    }
    std::optional<std::string> next;
    if (rows.size() > listing->page.limit) {
        rows.pop_back();
        if (!rows.empty()) next = listing->next_cursor(rows.back().entry);
    }
    std::vector<std::string> elements;
    for (const auto& row : rows) elements.push_back(json::serialize(access_json(row)));
    return json_answer(snapshot->position().position, list_json(elements, next));
}

}  // namespace suoledger::http

// SPDX-License-Identifier: Apache-2.0
// The common parts of reads.
#include "http/reading.hpp"

#include <boost/json/serialize.hpp>
#include <utility>

#include "eventstore/key_vault.hpp"
#include "http/cursor.hpp"

namespace suoledger::http {

Opener::Opener(eventstore::KeyVault& vault, const domain::Uuid& tenant)
    : tenant_(tenant), find_key_([&vault, tenant](const domain::Uuid& key_id) { return vault.find(tenant, key_id); }) {}

Opener::Opener(eventstore::KeyVault& vault, const domain::Uuid& tenant, AskedKeys& asked)
    : tenant_(tenant), find_key_([&vault, tenant, &asked](const domain::Uuid& key_id) {
          const bool found_all = std::exchange(asked.all_found, false);  // `find` may throw
          auto key = vault.find(tenant, key_id);
          if (key) {
              asked.found.push_back(key_id);
              asked.all_found = found_all;
          }
          return key;
      }) {}

domain::Event Opener::decoded(const std::string& type, std::int32_t schema_version, const std::string& payload,
                              const domain::Uuid& event_id) const {
    return eventstore::decode(type, schema_version, payload, tenant_, event_id, &find_key_);
}

std::string Opener::opened_payload(const eventstore::RecordedEvent& event) const {
    return eventstore::open_payload(event.payload, tenant_, event.event_id, find_key_);
}

Response json_answer(std::int64_t position, std::string body) {
    Response response;
    response.body = std::move(body);
    response.headers.emplace_back("Ledger-Position", std::to_string(position));
    return response;
}

Response json_answer(std::int64_t position, const boost::json::object& object) {
    return json_answer(position, boost::json::serialize(object));
}

Problem not_found(std::string_view what) {
    Problem problem;
    problem.status = 404;
    problem.code = std::string(what) + "_not_found";
    problem.detail = "There is none with this id.";
    return problem;
}

std::optional<domain::Uuid> id_in_path(const Request& request, std::string_view prefix, std::size_t index) {
    if (index >= request.path_parameters.size()) return std::nullopt;
    return domain::parse_type_id(prefix, request.path_parameters[index]);
}

std::expected<Listing, Problem> listing_of(const Services& services, const Request& request, QueryReader& query,
                                           const projections::ReadSnapshot& snapshot) {
    Listing listing;
    listing.page.limit = query.limit();
    const auto cursor = query.text("cursor");
    const auto key = services.vault.service_key("cursor");
    CursorScope scope{request.principal.tenant, snapshot.position().epoch, request.path + " newest",
                      filter_of(request)};
    if (cursor) {
        const auto before = read_cursor(key, scope, *cursor);
        if (!before) return std::unexpected(cursor_problem(before.error()));
        listing.page.before = *before;
    }
    listing.next_cursor = [key, scope = std::move(scope)](std::int64_t before) {
        return make_cursor(key, scope, before);
    };
    return listing;
}

std::string list_json(const std::vector<std::string>& elements, const std::optional<std::string>& next_cursor) {
    ListText list;
    for (const std::string& element : elements) list.add(element);
    return list.take(next_cursor);
}

void ListText::add(std::string_view element) {
    if (!std::exchange(is_empty_, false)) text_ += ',';
    text_ += element;
}

std::string ListText::take(const std::optional<std::string>& next_cursor) {
    text_ += R"(],"next_cursor":)";
    text_ += next_cursor ? '"' + *next_cursor + '"' : std::string("null");  // base64url needs no escape
    text_ += '}';
    return std::move(text_);
}

domain::Zone zone_of(const projections::ReadSnapshot& snapshot, const domain::Uuid& tenant) {
    const auto name = snapshot.time_zone(tenant);
    return name ? domain::find_zone(*name).value_or(domain::Zone{}) : domain::Zone{};
}

}  // namespace suoledger::http

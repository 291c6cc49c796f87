// SPDX-License-Identifier: Apache-2.0
// The log as C2SP tlog-tiles: checkpoint and hash tiles for everybody, entries for the platform's auditor.
#include <utility>

#include "eventstore/leaf.hpp"
#include "eventstore/merkle/tile_name.hpp"
#include "http/audit_proofs.hpp"
#include "http/handlers.hpp"
#include "http/query.hpp"

namespace suoledger::http {
namespace {

constexpr std::string_view partial_mark = ".p/";

Problem no_such_tile() { return {.status = 404, .code = "not_found", .detail = "There is no such tile, or not yet."}; }

/// Bytes under a name that says which: a full tile never changes; a partial one goes when it is full.
Response tile_answer(std::string bytes, bool is_full, std::string_view audience) {
    Response response;
    response.content_type = "application/octet-stream";
    response.body = std::move(bytes);
    response.headers.emplace_back("Cache-Control",
                                  std::string(audience) + (is_full ? ", max-age=31536000, immutable" : ", max-age=60"));
    return response;
}

/// Each entry is its length in two bytes and its leaf_data, which has neither payload nor salt.
void append_entry(std::string& bundle, const eventstore::RecordedEvent& event) {
    const std::string data = eventstore::leaf_data(event, eventstore::metadata_commitment(event.salt, event.metadata),
                                                   eventstore::payload_commitment(event.salt, event.payload));
    bundle += static_cast<char>(data.size() >> 8U);
    bundle += static_cast<char>(data.size() & 0xFFU);
    bundle += data;
}

std::string entries_between(eventstore::EventStore& store, std::int64_t after, std::int64_t through) {
    std::string bundle;
    while (after < through) {
        eventstore::LogQuery query;
        query.after_position = after;
        query.until_position = through;
        const auto events = store.read_log(query);
        if (events.empty()) throw eventstore::StoreUnavailable("the log ends before its checkpoint");
        for (const auto& event : events) append_entry(bundle, event);
        after = events.back().position;
    }
    return bundle;
}

}  // namespace

Handled get_tile(const Services& services, const Request& request) {
    if (auto problem = refuse_query(request)) return *problem;
    const std::string& path = request.path_parameters.front();
    auto bytes = services.merkle == nullptr ? std::nullopt : services.merkle->tile("tile/" + path);
    if (!bytes) return no_such_tile();
    return tile_answer(std::move(*bytes), path.find(partial_mark) == std::string::npos, "public");
}

Handled get_entries(const Services& services, const Request& request) {
    if (auto problem = QueryReader(request).problem()) return *problem;
    // Entry bundles are named like the tiles of level 0, whose leaves they are.
    const auto name = eventstore::parse_tile_path("tile/0/" + request.path_parameters.front());
    const auto newest = signed_checkpoint(services, request);
    if (!newest) return newest.error();
    if (!name || name->width > eventstore::width_of_tile(0, name->index, newest->checkpoint.size))
        return no_such_tile();
    const std::int64_t after = name->index * eventstore::full_tile_width;
    Response response =
        tile_answer(entries_between(services.store, after, after + name->width), name->is_full(), "private");
    response.headers.emplace_back("Ledger-Position", std::to_string(newest->checkpoint.size));
    return response;
}

}  // namespace suoledger::http

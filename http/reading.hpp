// SPDX-License-Identifier: Apache-2.0
// What reads have in common: opening sealed parts, pages and cursors, the position an answer reflects.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "eventstore/codec.hpp"
#include "http/query.hpp"
#include "http/representations.hpp"
#include "http/route.hpp"

namespace suoledger::http {

/// The keys that were asked for while something was opened.
struct AskedKeys {
    std::vector<domain::Uuid> found;
    bool all_found = true;
};

/// Decodes stored events of one tenant with that tenant's keys; what cannot be opened comes back erased.
class Opener {
public:
    Opener(eventstore::KeyVault& vault, const domain::Uuid& tenant);
    /// Adds to `asked`, which outlives this.
    Opener(eventstore::KeyVault& vault, const domain::Uuid& tenant, AskedKeys& asked);

    /// Throws CodecFault when the payload is no E: a read model's row holds what it says it holds.
    template <class E>
    [[nodiscard]] E open(const projections::StoredPayload& stored) const {
        return as<E>(decoded(stored.event_type, stored.schema_version, stored.payload, stored.event_id));
    }
    template <class E>
    [[nodiscard]] E open(const eventstore::RecordedEvent& event) const {
        return as<E>(decoded(event.event_type, event.schema_version, event.payload, event.event_id));
    }
    [[nodiscard]] domain::Event open_any(const projections::StoredPayload& stored) const {
        return decoded(stored.event_type, stored.schema_version, stored.payload, stored.event_id);
    }
    [[nodiscard]] domain::Event open_any(const eventstore::RecordedEvent& event) const {
        return decoded(event.event_type, event.schema_version, event.payload, event.event_id);
    }
    [[nodiscard]] std::string opened_payload(const eventstore::RecordedEvent& event) const;

private:
    template <class E>
    static E as(domain::Event event) {
        if (E* found = std::get_if<E>(&event)) return std::move(*found);
        throw eventstore::CodecFault("a read model names another event type than it holds");
    }
    [[nodiscard]] domain::Event decoded(const std::string& type, std::int32_t schema_version,
                                        const std::string& payload, const domain::Uuid& event_id) const;

    domain::Uuid tenant_;
    eventstore::FindKey find_key_;
};

/// 200 with Ledger-Position.
Response json_answer(std::int64_t position, std::string body);
Response json_answer(std::int64_t position, const boost::json::object& object);
/// 404 `<what>_not_found`, the same for ids of other businesses, malformed ids and those that never were.
Problem not_found(std::string_view what);
/// A path parameter, the first unless said otherwise, as an id; nullopt when it is none of that prefix.
std::optional<domain::Uuid> id_in_path(const Request& request, std::string_view prefix, std::size_t index = 0);

/// One page of a list, bound to the filter of its request. Ask before `QueryReader::problem()`.
struct Listing {
    projections::Page page;
    std::function<std::string(std::int64_t before)> next_cursor;
};
std::expected<Listing, Problem> listing_of(const Services& services, const Request& request, QueryReader& query,
                                           const projections::ReadSnapshot& snapshot);
/// {"data":[…],"next_cursor":…} of serialized elements.
std::string list_json(const std::vector<std::string>& elements, const std::optional<std::string>& next_cursor);
/// The same, element by element.
class ListText {
public:
    void reserve(std::size_t bytes) { text_.reserve(bytes); }
    void add(std::string_view element);
    [[nodiscard]] std::string take(const std::optional<std::string>& next_cursor);

private:
    std::string text_ = R"({"data":[)";
    bool is_empty_ = true;
};

/// The zone of the business; the default one when it is not projected yet.
domain::Zone zone_of(const projections::ReadSnapshot& snapshot, const domain::Uuid& tenant);

}  // namespace suoledger::http

// SPDX-License-Identifier: Apache-2.0
// The members of a dead letter: what a provider told has a provider, an effect a channel and the event that implied it.
#include "http/dead_letter_json.hpp"

#include "domain/time.hpp"
#include "domain/uuid.hpp"

namespace suoledger::http {
namespace {

namespace json = boost::json;

json::value type_id_or_null(std::string_view prefix, const std::optional<domain::Uuid>& id) {
    return id ? json::value(domain::to_type_id(prefix, *id)) : json::value(nullptr);
}

}  // namespace

json::object dead_letter_json(const eventstore::DeadLetter& letter) {
    const auto* told = std::get_if<eventstore::InboxEntry>(&letter);
    const auto* effect = std::get_if<eventstore::OutboxEntry>(&letter);
    const eventstore::WorkItem& item = eventstore::item_of(letter);
    return {{"id", eventstore::id_of(letter)},
            {"object", "dead_letter"},
            {"provider", told ? json::value(told->provider) : json::value(nullptr)},
            {"channel", effect ? json::value(effect->channel) : json::value(nullptr)},
            {"event", type_id_or_null(domain::event_prefix, effect ? std::optional(effect->event_id) : std::nullopt)},
            {"business", type_id_or_null(domain::business_prefix, item.tenant)},
            {"state", eventstore::to_string(item.state)},
            {"reason", item.reason},
            {"attempts", item.attempts},
            {"received_at", domain::to_string(item.received_at)},
            {"failed_at", domain::to_string(item.due_at)}};
}

}  // namespace suoledger::http

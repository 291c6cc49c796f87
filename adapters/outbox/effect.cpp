// SPDX-License-Identifier: Apache-2.0
// What lies behind an entry of the outbox.
#include "adapters/outbox/effect.hpp"

namespace suoledger::adapters {

eventstore::Origin origin_of(const eventstore::OutboxEntry& entry) {
    eventstore::Origin origin;
    origin.actor_id = "outbox";
    origin.causation_id = domain::to_type_id(domain::event_prefix, entry.event_id);
    origin.channel = entry.channel;
    return origin;
}

std::optional<eventstore::RecordedEvent> event_of(eventstore::EventStore& store, const eventstore::OutboxEntry& entry) {
    auto rows = store.read_log({.after_position = entry.position - 1, .limit = 1});
    if (rows.empty() || rows.front().event_id != entry.event_id) return std::nullopt;
    return std::move(rows.front());
}

}  // namespace suoledger::adapters

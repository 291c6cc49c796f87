// SPDX-License-Identifier: Apache-2.0
// The event behind an entry of the outbox.
#include "adapters/outbox/effect.hpp"

namespace suoledger::adapters {

std::optional<eventstore::RecordedEvent> event_of(eventstore::EventStore& store, const eventstore::OutboxEntry& entry) {
    auto rows = store.read_log({.after_position = entry.position - 1, .limit = 1});
    if (rows.empty() || rows.front().event_id != entry.event_id) return std::nullopt;
    return std::move(rows.front());
}

}  // namespace suoledger::adapters

// SPDX-License-Identifier: Apache-2.0
// Reading on from the cursor.
#include "adapters/outbox/intent_reader.hpp"

#include <utility>

#include "adapters/outbox/intents.hpp"

namespace suoledger::adapters {

/// Table and log lie in one database, so what does not fit is damage, or somebody's hand.
void IntentReader::open() {
    const auto cursor = intents_.cursor();
    if (cursor.position > 0) {
        const auto rows = store_.read_log(
            {.after_position = cursor.position - 1, .limit = 1, .with_metadata = false, .with_payload = false});
        if (rows.empty() || rows.front().position != cursor.position || rows.front().leaf_hash != cursor.leaf_hash)
            throw CursorOfAnotherLog("the log at " + std::to_string(cursor.position) +
                                     " is not what the outbox was filled from");
    }
    place_ = cursor;
    read_up_to_ = place_.position;
    durable_ = cursor;
}

std::vector<eventstore::OutboxEntry> IntentReader::implied_by(const std::vector<eventstore::RecordedEvent>& rows) {
    std::vector<eventstore::OutboxEntry> entries;
    for (const auto& row : rows) {
        if (!may_imply_effects(row.event_type)) continue;
        const auto whole = store_.read_log({.after_position = row.position - 1, .limit = 1});
        if (whole.empty()) throw eventstore::StoreUnavailable("an event was there, and is not read");
        for (const auto& intent : intents_of(whole.front()))
            entries.push_back(eventstore::outbox_entry(whole.front(), intent));
    }
    return entries;
}

bool IntentReader::read_once() {
    if (!durable_) open();
    const auto rows = store_.read_log(
        {.after_position = place_.position, .limit = events_at_a_time, .with_metadata = false, .with_payload = false});
    if (rows.empty()) return false;
    const auto entries = implied_by(rows);
    eventstore::OutboxCursor next = place_;
    next.position = rows.back().position;
    next.leaf_hash = rows.back().leaf_hash;
    if (!entries.empty() || next.position - durable_->position >= events_at_a_time) {
        next.epoch = store_.head().epoch;
        const auto from = *std::exchange(durable_, std::nullopt);  // read anew after a fault
        if (!intents_.advance(from, next, entries)) return true;
        durable_ = next;
        if (!entries.empty()) on_new_();
    }
    place_ = next;
    read_up_to_ = place_.position;
    return true;
}

}  // namespace suoledger::adapters

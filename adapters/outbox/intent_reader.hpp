// SPDX-License-Identifier: Apache-2.0
// Follows the log and puts the effects that its events imply into the outbox. Costs a command nothing.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>

#include "eventstore/event_store.hpp"
#include "eventstore/outbox.hpp"

namespace suoledger::adapters {

/// The log is not the one that the cursor was moved along: nothing is put into the outbox any more.
struct CursorOfAnotherLog : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Used by one thread. Several processes may each have one: the cursor is moved by whoever is first.
class IntentReader {
public:
    /// Both outlive it. `on_new` is called after entries were put.
    IntentReader(
        eventstore::EventStore& store, eventstore::OutboxIntents& intents, std::function<void()> on_new = [] {})
        : store_(store), intents_(intents), on_new_(std::move(on_new)) {}

    /// One portion; false at the head of the log. Throws StoreUnavailable, CursorOfAnotherLog, CodecFault.
    bool read_once();
    /// Events that it has not read yet. Any thread. Throws StoreUnavailable.
    std::int64_t unread() { return std::max<std::int64_t>(store_.head().position - read_up_to_, 0); }

private:
    void open();
    std::vector<eventstore::OutboxEntry> implied_by(const std::vector<eventstore::RecordedEvent>& rows);

    eventstore::EventStore& store_;
    eventstore::OutboxIntents& intents_;
    const std::function<void()> on_new_;
    std::optional<eventstore::OutboxCursor> durable_;
    std::atomic<std::int64_t> read_up_to_ = 0;
    eventstore::OutboxCursor place_;  // up to here nothing is implied beyond what `durable_` covers
};

}  // namespace suoledger::adapters

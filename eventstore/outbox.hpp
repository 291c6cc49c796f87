// SPDX-License-Identifier: Apache-2.0
// The outbox: effects on the world outside that events of the log imply, until each is done or a person looks after it.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/recorded_event.hpp"
#include "eventstore/work.hpp"

namespace suoledger::eventstore {

inline constexpr std::string_view outbox_prefix = "obx";

namespace metric {
inline constexpr std::string_view outbox_settled = "outbox_settled_total";          // labels channel, outcome
inline constexpr std::string_view outbox_waiting = "outbox_waiting";                // gauge, label channel
inline constexpr std::string_view outbox_oldest = "outbox_oldest_waiting_seconds";  // gauge, label channel
inline constexpr std::string_view outbox_dead = "outbox_dead_letters";              // gauge, label channel
inline constexpr std::string_view outbox_unread = "outbox_unread_events";           // gauge
}  // namespace metric

/// An effect that an event implies.
struct Intent {
    std::string channel;        // "mail", "provider_refund": who performs it
    std::string recipient;      // what names who or what it is for: an id, never a contact
    std::string template_name;  // which effect of that channel: "receipt"; "" where there is one only
};

/// One effect. What is to be said or done is in the event; there is one entry for (event, channel, recipient,
/// template).
struct OutboxEntry : WorkItem {
    domain::Uuid event_id;
    std::int64_t position = 0;  // of the event
    std::string channel;
    std::string template_name;
    Hash recipient{};  // SHA-256 of the intent's
};
/// Due at once. Its id is derived from what it is unique by: whoever reads the event makes the same entry.
OutboxEntry outbox_entry(const RecordedEvent& event, const Intent& intent);

using OutboxClaim = WorkClaim<OutboxEntry>;

/// Up to where the log was read for intents. The leaf says whether it is still that log.
struct OutboxCursor {
    std::int64_t epoch = 1, position = 0;
    Hash leaf_hash{};
    bool operator==(const OutboxCursor&) const = default;
};

/// Where the reader of the log keeps its place. Implemented over PostgreSQL and in memory; thread-safe. Each throws
/// StoreUnavailable.
class OutboxIntents {
public:
    virtual ~OutboxIntents() = default;
    virtual OutboxCursor cursor() = 0;
    /// Moves the cursor and puts what lies between, in one commit; an entry that is there already stays as it is.
    /// False: another reader was quicker, and nothing was written.
    virtual bool advance(const OutboxCursor& from, const OutboxCursor& to, std::span<const OutboxEntry> entries) = 0;
};

/// Implemented over PostgreSQL and in memory; thread-safe. Each throws StoreUnavailable.
class OutboxTable {
public:
    virtual ~OutboxTable() = default;
    /// Those of the channel that are due, oldest first, for as long as `lease`; another claimant passes over them until
    /// then.
    virtual std::vector<OutboxClaim> claim(std::string_view channel, domain::Timestamp now,
                                           std::chrono::milliseconds lease, std::size_t limit) = 0;
    /// False: it was claimed anew meanwhile, or a person dealt with it.
    virtual bool settle(const OutboxClaim& claim, const WorkOutcome& outcome) = 0;
    /// By channel: those that have something waiting or dead.
    virtual std::map<std::string, WorkFigures> figures() = 0;
    /// Entries that were done with before that go, at most `limit` of them; how many went.
    virtual std::size_t forget_finished_before(domain::Timestamp instant, std::size_t limit) = 0;
};

using OutboxLetters = DeadLetters<OutboxEntry>;

}  // namespace suoledger::eventstore

// SPDX-License-Identifier: Apache-2.0
// One pass over a log with all checks that what is at hand allows.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "eventstore/audit/destroyed_keys.hpp"
#include "eventstore/audit/log_checks.hpp"
#include "eventstore/audit/sealed_checks.hpp"
#include "eventstore/audit/tree_checks.hpp"

namespace suoledger::eventstore {

/// Events by position. What shows a log: a database, a bundle, a vector of a test.
class EventSource {
public:
    virtual ~EventSource() = default;
    /// What follows; empty at the end. Throws UnreadableEvent, StoreUnavailable.
    virtual std::vector<RecordedEvent> next() = 0;
};

/// What a database says of its log, seen at one moment.
struct LogFacts {
    LogHead head;
    std::int64_t last_position = 0;  // of the events themselves
};

/// Which of those ids are stored keys.
using FindStoredKeys = std::function<std::vector<domain::Uuid>(const std::vector<domain::Uuid>& ids)>;

struct AuditInput {
    AuditDepth depth = AuditDepth::double_entry;
    LogScope scope;
    std::optional<LogFacts> facts;
    std::vector<KnownCheckpoint> checkpoints;
    std::optional<OwnTiles> tiles;
    SealedChecks* sealed = nullptr;  // optional
    std::optional<std::vector<domain::Uuid>> destroyed_list;
    /// Optional: asked at the end when a key is missing, for a live log goes on destroying keys meanwhile.
    std::function<std::vector<domain::Uuid>()> destroyed_meanwhile;
    FindStoredKeys find_stored_keys;                     // optional
    std::function<void(std::int64_t)> on_progress;       // optional; the position reached, after each portion
    std::function<void(const RecordedEvent&)> on_event;  // optional; of those that were right
};

struct AuditReport {
    std::int64_t events = 0, last_position = 0;
    std::int64_t agreeing_checkpoints = 0, opened_blobs = 0, erased_blobs = 0;
    std::int64_t tenant_sequence = 0;  // of the last event's business
    Hash root{}, last_leaf{};          // the root of all events shown, where the scope allows one
    std::vector<Finding> findings;     // empty: all is well

    /// The one with the lowest position (of a range its end), before those that name none; nullptr: none.
    [[nodiscard]] const Finding* first() const;
};

/// Stops reading at the first event that is not right. Throws StoreUnavailable.
AuditReport audit(EventSource& events, AuditInput input);

}  // namespace suoledger::eventstore

// SPDX-License-Identifier: Apache-2.0
// Whether the log has the event that rows say they reflect.
#pragma once

#include <map>
#include <optional>

#include "eventstore/event_store.hpp"
#include "projections/read_models.hpp"

namespace suoledger::projections {

/// Leaves at the positions that rows speak of, each read once. Thread-compatible.
class LogLeaves {
public:
    explicit LogLeaves(eventstore::EventStore& log) : log_(log) {}
    /// True at position 0 too. Says nothing of the epoch. Throws StoreUnavailable.
    bool have(const ProjectionPosition& position);

private:
    eventstore::EventStore& log_;
    std::map<std::int64_t, std::optional<eventstore::Hash>> leaves_;
};

}  // namespace suoledger::projections

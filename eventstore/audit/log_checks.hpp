// SPDX-License-Identifier: Apache-2.0
// Everything about a log that can be checked event by event without trusting whoever keeps it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "eventstore/audit/dense_numbers.hpp"
#include "eventstore/audit/finding.hpp"
#include "eventstore/merkle/tree.hpp"
#include "eventstore/recorded_event.hpp"

namespace suoledger::eventstore {

enum class AuditDepth : std::uint8_t {
    hashes,        // leaves, the tree, density, times, event ids
    double_entry,  // and every payload is read: its series is its type's, its debits equal its credits
};

/// What is shown of a log decides what can be said about it.
struct LogScope {
    bool all_positions = true;        // of all businesses; else of some, so that positions only rise
    std::int64_t first_position = 1;  // behind the start, numbers begin wherever they begin
    [[nodiscard]] bool from_the_start() const { return first_position <= 1; }
    /// Leaf index = position − 1, from the first leaf on.
    [[nodiscard]] bool is_whole() const { return all_positions && from_the_start(); }
};

/// Events go in by position, as stored; the first that is not right is named, and nothing behind it is looked at.
/// Memory grows with the number of streams (see DenseNumbers). One thread.
class LogChecks {
public:
    explicit LogChecks(AuditDepth depth, LogScope scope = {})
        : depth_(depth), scope_(scope), numbers_(scope.from_the_start()), position_(scope.first_position - 1) {}

    /// False when this event or one before it is not right.
    bool check(const RecordedEvent& event);

    [[nodiscard]] const std::optional<Finding>& finding() const { return finding_; }
    /// Of the events that were right.
    [[nodiscard]] std::int64_t events() const { return events_; }
    [[nodiscard]] std::int64_t last_position() const { return position_; }
    [[nodiscard]] domain::Timestamp last_recorded_at() const { return recorded_at_; }
    /// As recomputed, of the last one.
    [[nodiscard]] const Hash& last_leaf() const { return leaf_; }
    /// Grows only where the scope is the whole log.
    [[nodiscard]] const CompactRange& tree() const { return tree_; }
    [[nodiscard]] const DenseNumbers& numbers() const { return numbers_; }

private:
    std::optional<Finding> fault_of(const RecordedEvent& event);
    std::optional<Finding> fault_of_times(const RecordedEvent& event) const;
    std::optional<Finding> fault_of_id(const RecordedEvent& event);

    const AuditDepth depth_;
    const LogScope scope_;
    DenseNumbers numbers_;
    CompactRange tree_;
    std::optional<Finding> finding_;
    std::int64_t events_ = 0;
    std::int64_t position_;  // of the last one; before it, of what comes before the first
    domain::Timestamp recorded_at_{INT64_MIN};
    Hash leaf_{};
    // The events of one command lie behind one another, and share their metadata.
    std::string metadata_;
    domain::Uuid command_tenant_, command_id_;
    std::int64_t command_index_ = 0;
};

}  // namespace suoledger::eventstore

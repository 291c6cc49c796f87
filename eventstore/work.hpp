// SPDX-License-Identifier: Apache-2.0
// What the inbox and the outbox share: work that is claimed, tried, and is done or becomes a dead letter.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/time.hpp"
#include "domain/uuid.hpp"

namespace suoledger::eventstore {

/// How long what was done with is kept: Paystack repeats for three days, people dispute for weeks.
inline constexpr std::int64_t work_kept_days = 90;

enum class WorkState : std::uint8_t { waiting, dead, processed, discarded };
std::string_view to_string(WorkState state);
std::optional<WorkState> parse_work_state(std::string_view text);

/// One piece of it. Nothing in it is personal.
struct WorkItem {
    domain::Uuid id;
    std::int64_t entry = 0;         // ascending, over inbox and outbox together; given by the table
    domain::Timestamp received_at;  // of the outbox: when its event was recorded
    WorkState state = WorkState::waiting;
    domain::Timestamp due_at;   // of the next attempt
    std::int32_t attempts = 0;  // that failed
    std::string reason;         // of the last failure: a code
    std::optional<domain::Timestamp> finished_at;
    std::optional<domain::Uuid> tenant;  // whose it is, where that is known
};

/// Whose entries are claimed: of one source, where one is named, and of none that is passed over.
struct WorkSources {
    std::string_view only = {};
    std::span<const std::string> passed_over = {};
};
/// An entry to be worked on by whoever claimed it last.
template <class Entry>
struct WorkClaim {
    Entry entry;
    std::int64_t fence = 0;
    std::int32_t unsettled = 0;  // claims before this one that never said how they ended: kills, or what killed them
};
/// How an attempt ended.
struct WorkOutcome {
    enum class Kind : std::uint8_t { processed, retry, dead } kind{};
    domain::Timestamp at;  // when it ended; of a retry: when it is due
    std::string reason;    // of a retry or a dead letter; nothing personal
    std::optional<domain::Uuid> tenant;
};
std::string_view to_string(WorkOutcome::Kind kind);

struct WorkFigures {
    std::int64_t waiting = 0, dead = 0;
    std::optional<domain::Timestamp> oldest_waiting;
    bool operator==(const WorkFigures&) const = default;
};
WorkFigures sum_of(const std::map<std::string, WorkFigures>& by_source);

/// Newest first; empty members do not filter.
struct DeadLetterQuery {
    std::optional<domain::Uuid> tenant;
    std::optional<std::string> source;  // the provider, or the channel
    std::optional<std::int64_t> before_entry;
    std::size_t limit = 50;
};
/// What a person does with what could not be done; the tables of inbox and outbox implement it.
template <class Entry>
class DeadLetters {
public:
    virtual ~DeadLetters() = default;
    virtual std::vector<Entry> dead_letters(const DeadLetterQuery& query) = 0;
    /// In any state.
    virtual std::optional<Entry> find(const domain::Uuid& id) = 0;
    /// Due at once, with all its attempts again. False: it is no dead letter (any more).
    virtual bool requeue(const domain::Uuid& id, domain::Timestamp now) = 0;
    /// It is never done; a sealed body goes. False: it is no dead letter (any more).
    virtual bool discard(const domain::Uuid& id, domain::Timestamp now) = 0;
};

}  // namespace suoledger::eventstore

// SPDX-License-Identifier: Apache-2.0
// The outbox in memory.
#include "eventstore/memory_outbox.hpp"

namespace suoledger::eventstore {

MemoryOutboxTable::MemoryOutboxTable(EntryCounter counter)
    : work_(std::move(counter), [](const OutboxEntry& entry) -> const std::string& { return entry.channel; }) {}

OutboxCursor MemoryOutboxTable::cursor() {
    const std::lock_guard lock(mutex_);
    return cursor_;
}

bool MemoryOutboxTable::advance(const OutboxCursor& from, const OutboxCursor& to,
                                std::span<const OutboxEntry> entries) {
    const std::lock_guard lock(mutex_);
    if (cursor_ != from) return false;
    for (const auto& entry : entries) work_.put(entry);
    cursor_ = to;
    return true;
}

std::vector<OutboxClaim> MemoryOutboxTable::claim(std::string_view channel, domain::Timestamp now,
                                                  std::chrono::milliseconds lease, std::size_t limit) {
    const std::lock_guard lock(mutex_);
    return work_.claim({.only = channel}, now, lease, limit);
}

bool MemoryOutboxTable::settle(const OutboxClaim& claim, const WorkOutcome& outcome) {
    const std::lock_guard lock(mutex_);
    return work_.settle(claim, outcome);
}

std::map<std::string, WorkFigures> MemoryOutboxTable::figures() {
    const std::lock_guard lock(mutex_);
    return work_.figures();
}

std::size_t MemoryOutboxTable::forget_finished_before(domain::Timestamp instant, std::size_t limit) {
    const std::lock_guard lock(mutex_);
    return work_.forget_finished_before(instant, limit).size();
}

std::vector<OutboxEntry> MemoryOutboxTable::dead_letters(const DeadLetterQuery& query) {
    const std::lock_guard lock(mutex_);
    return work_.dead_letters(query);
}

std::optional<OutboxEntry> MemoryOutboxTable::find(const domain::Uuid& id) {
    const std::lock_guard lock(mutex_);
    return work_.find(id);
}

bool MemoryOutboxTable::requeue(const domain::Uuid& id, domain::Timestamp now) {
    const std::lock_guard lock(mutex_);
    return work_.requeue(id, now);
}

bool MemoryOutboxTable::discard(const domain::Uuid& id, domain::Timestamp now) {
    const std::lock_guard lock(mutex_);
    return work_.discard(id, now) != nullptr;
}

}  // namespace suoledger::eventstore

// SPDX-License-Identifier: Apache-2.0
// The inbox in memory.
#include "eventstore/memory_inbox.hpp"

#include <algorithm>

namespace suoledger::eventstore {

MemoryInboxTable::MemoryInboxTable(EntryCounter counter)
    : work_(std::move(counter), [](const InboxEntry& entry) -> const std::string& { return entry.provider; }) {}

std::vector<bool> MemoryInboxTable::put(std::span<const InboxEntry> entries) {
    const std::lock_guard lock(mutex_);
    std::vector<bool> is_new;
    for (const auto& entry : entries) {
        is_new.push_back(known_.emplace(entry.provider, entry.event_key).second);
        if (is_new.back()) work_.put(entry);
    }
    return is_new;
}

std::vector<InboxClaim> MemoryInboxTable::claim(domain::Timestamp now, std::chrono::milliseconds lease,
                                                std::size_t limit, std::span<const std::string> passed_over) {
    const std::lock_guard lock(mutex_);
    return work_.claim({.passed_over = passed_over}, now, lease, limit);
}

bool MemoryInboxTable::settle(const InboxClaim& claim, const InboxOutcome& outcome) {
    const std::lock_guard lock(mutex_);
    return work_.settle(claim, outcome);
}

InboxFigures MemoryInboxTable::figures() {
    const std::lock_guard lock(mutex_);
    return sum_of(work_.figures());
}

std::size_t MemoryInboxTable::forget_finished_before(domain::Timestamp instant, std::size_t limit) {
    const std::lock_guard lock(mutex_);
    const auto gone = work_.forget_finished_before(instant, limit);
    for (const auto& entry : gone) known_.erase({entry.provider, entry.event_key});
    return gone.size();
}

std::vector<InboxEntry> MemoryInboxTable::dead_letters(const DeadLetterQuery& query) {
    const std::lock_guard lock(mutex_);
    return work_.dead_letters(query);
}

std::optional<InboxEntry> MemoryInboxTable::find(const domain::Uuid& id) {
    const std::lock_guard lock(mutex_);
    return work_.find(id);
}

bool MemoryInboxTable::requeue(const domain::Uuid& id, domain::Timestamp now) {
    const std::lock_guard lock(mutex_);
    return work_.requeue(id, now);
}

bool MemoryInboxTable::discard(const domain::Uuid& id, domain::Timestamp now) {
    const std::lock_guard lock(mutex_);
    InboxEntry* discarded = work_.discard(id, now);
    if (discarded != nullptr) discarded->body.clear();
    return discarded != nullptr;
}

}  // namespace suoledger::eventstore

// SPDX-License-Identifier: Apache-2.0
// The inbox in memory: ships with the in-memory store and serves tests.
#pragma once

#include <mutex>
#include <set>
#include <utility>

#include "eventstore/inbox.hpp"
#include "eventstore/memory_work.hpp"

namespace suoledger::eventstore {

class MemoryInboxTable final : public InboxTable, public DeadLetterTable {
public:
    explicit MemoryInboxTable(EntryCounter counter = new_entry_counter());

    std::vector<bool> put(std::span<const InboxEntry> entries) override;
    std::vector<InboxClaim> claim(domain::Timestamp now, std::chrono::milliseconds lease, std::size_t limit,
                                  std::span<const std::string> passed_over = {}) override;
    bool settle(const InboxClaim& claim, const InboxOutcome& outcome) override;
    InboxFigures figures() override;
    std::size_t forget_finished_before(domain::Timestamp instant, std::size_t limit) override;

    std::vector<InboxEntry> dead_letters(const DeadLetterQuery& query) override;
    std::optional<InboxEntry> find(const domain::Uuid& id) override;
    bool requeue(const domain::Uuid& id, domain::Timestamp now) override;
    bool discard(const domain::Uuid& id, domain::Timestamp now) override;

private:
    std::mutex mutex_;
    MemoryWork<InboxEntry> work_;
    std::set<std::pair<std::string, Hash>> known_;
};

}  // namespace suoledger::eventstore

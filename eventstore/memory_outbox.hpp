// SPDX-License-Identifier: Apache-2.0
// The outbox in memory: ships with the in-memory store and serves tests.
#pragma once

#include <mutex>

#include "eventstore/memory_work.hpp"
#include "eventstore/outbox.hpp"

namespace suoledger::eventstore {

class MemoryOutboxTable final : public OutboxIntents, public OutboxTable, public OutboxLetters {
public:
    explicit MemoryOutboxTable(EntryCounter counter = new_entry_counter());

    OutboxCursor cursor() override;
    bool advance(const OutboxCursor& from, const OutboxCursor& to, std::span<const OutboxEntry> entries) override;

    std::vector<OutboxClaim> claim(std::string_view channel, domain::Timestamp now, std::chrono::milliseconds lease,
                                   std::size_t limit) override;
    bool settle(const OutboxClaim& claim, const WorkOutcome& outcome) override;
    std::map<std::string, WorkFigures> figures() override;
    std::size_t forget_finished_before(domain::Timestamp instant, std::size_t limit) override;

    std::vector<OutboxEntry> dead_letters(const DeadLetterQuery& query) override;
    std::optional<OutboxEntry> find(const domain::Uuid& id) override;
    bool requeue(const domain::Uuid& id, domain::Timestamp now) override;
    bool discard(const domain::Uuid& id, domain::Timestamp now) override;

private:
    std::mutex mutex_;
    MemoryWork<OutboxEntry> work_;
    OutboxCursor cursor_;
};

}  // namespace suoledger::eventstore

// SPDX-License-Identifier: Apache-2.0
// The outbox in PostgreSQL.
#pragma once

#include "eventstore/outbox.hpp"
#include "eventstore/postgres/postgres_work.hpp"

namespace suoledger::eventstore {

class PostgresOutboxTable final : public OutboxIntents, public OutboxTable, public OutboxLetters {
public:
    /// The pool outlives it.
    explicit PostgresOutboxTable(ReadPool& pool);

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
    ReadPool& pool_;
    PostgresWork work_;
};

}  // namespace suoledger::eventstore
